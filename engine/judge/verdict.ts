import type { Verdict } from "../types/report.js";
import type { Requirement } from "../types/suite.js";

/** A verdict that says nothing yet. */
export function blank(check: string, requirement: Requirement, step: string): Verdict {
  const { id, section, level, basis } = requirement;
  return {
    key: `${check}#${id}`,
    requirement: id,
    section,
    level,
    basis,
    outcome: "untested",
    expected: "",
    actual: "",
    observations: [],
    step,
  };
}
