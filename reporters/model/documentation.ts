/** What every format says of a promise and of the two yardsticks that it is measured with. */
import type { ContradictionReport, PromiseReport, Report } from "../../engine/types/report.js";

import { section, specName } from "./words.js";

/** `RFC 9700 § 2.1`, each clause that a promise contradicts, with what came of it. */
export const againstWords = (promise: PromiseReport): string[] =>
  promise.against.map((clause) => `${specName(clause.name)} ${section(clause.section)} (${clause.outcome})`);

/** Documented and yet against a specification: both verdicts stand side by side. */
export const contradicting = ({ documentation }: Report): PromiseReport[] =>
  documentation?.promises.filter(({ against }) => against.length > 0) ?? [];

/** The two places of a contradiction, as text. */
export const places = ({ between }: ContradictionReport): string[] =>
  between.map((place) =>
    "at" in place ? place.at : `${specName(place.name)} ${section(place.section)}: ${place.statement}`,
  );
