import type { ContractRow, DocumentedBasis } from "../types/contract.js";
import type { Members, Requirement, Specification } from "../types/suite.js";
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

const SAYS: Record<DocumentedBasis, string> = {
  stated: "is documented",
  example: "stands in an example",
  elsewhere: "is documented elsewhere",
};

function statementOf({ table, exchange, part, row }: PlacedRow): string {
  const where =
    exchange === "token"
      ? `${String(part)} token`
      : exchange === "calls"
        ? `call "${String(part ?? row.name)}"`
        : exchange;
  const says = SAYS[row.basis ?? "stated"];
  const fields = Object.entries(row as ContractRow & Members)
    .filter(([key]) =>
      [
        "in",
        "needed",
        "type",
        "value",
        "values",
        "words",
        "has",
        "media_type",
        "pattern",
        "status",
        "error",
        "not_allowed",
        "also",
      ].includes(key),
    )
    .map(([key, value]) => `${key.replaceAll("_", " ")}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  const what = {
    parameters: "parameter",
    members: "member",
    headers: "header",
    claims: "claim",
    answers: "answer",
    calls: "call",
  }[table];
  return `${what} "${row.name}" of the ${where} ${table === "members" || table === "headers" ? "response" : "request"} ${says}${fields.length > 0 ? `; ${fields.join("; ")}` : ""}`;
}
