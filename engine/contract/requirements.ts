import type { Members, Requirement, Specification } from "../types/suite.js";
import { statementOf } from "./statement.js";
import type { PlacedRow } from "./tables.js";

/** The specification that a vendor's promises belong to. */
export const DOCUMENTATION = "documentation";

/** What a report calls the documentation of a vendor. */
export function documentationOf(provider: Members, requirements: Requirement[]): Specification {
  const { title, version, url } = (provider["documentation"] ?? {}) as { [member: string]: string | undefined };
  return {
    spec: DOCUMENTATION,
    name: `${String(provider["name"])} documentation`,
    title: title ?? `Documentation of ${String(provider["name"])}`,
    url: url ?? "",
    ...(version ? { edition: version } : {}),
    complete: true,
    requirements,
  };
}

/** The promise of a row, as a requirement at level DOCUMENTED. */
export function requirementOf(placed: PlacedRow): Requirement {
  const { row } = placed;
  return {
    id: placed.id,
    spec: DOCUMENTATION,
    section: row.at,
    level: "DOCUMENTED",
    basis: row.basis ?? "stated",
    subject: "authorization server",
    applies: placed.exchange,
    statement: row.says ?? statementOf(placed),
    trigger: "",
    observe: "",
    testable: "yes",
    ...(row.against ? { against: row.against } : {}),
    ...(row.source ? { source: row.source } : {}),
    verified: true,
  };
}
