/** What every format says of a promise and of the two yardsticks that it is measured with. */
import type { PromiseReport, Report } from "../../engine/types/report.js";

import { section, specName } from "./words.js";

/** `RFC 9700 § 2.1`, each clause that a promise contradicts, with what came of it. */
export const againstWords = (promise: PromiseReport): string[] =>
  promise.against.map((clause) => `${specName(clause.name)} ${section(clause.section)} (${clause.outcome})`);

/** Documented and yet against a specification: both verdicts stand side by side. */
export const contradicting = ({ documentation }: Report): PromiseReport[] =>
  documentation?.promises.filter(({ against }) => against.length > 0) ?? [];

/** The two places of a contradiction, as text; a clause by its section where the report holds it. */
export const places = (issue: Record<string, unknown>, report: Report): string[] =>
  ((issue["between"] ?? []) as { at?: string; clause?: string }[]).map(({ at, clause }) => {
    const found = report.requirements.find(({ id }) => id === clause);
    return at ?? (found ? `${specName(found.spec)} ${section(found.section)}: ${found.statement}` : String(clause));
  });
