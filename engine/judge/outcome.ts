import { OUTCOMES, type Outcome } from "../types/report.js";
import type { Requirement } from "../types/suite.js";

/** What a broken clause is: only a MUST that the text states and that binds the server fails. */
export function brokenOutcome(requirement: Requirement): Outcome {
  if (requirement.level === "MAY") return "observed";
  // What only a sample shows is no promise that could be broken.
  if (requirement.level === "DOCUMENTED") return requirement.basis === "example" ? "warn" : "fail";
  const scored = requirement.basis === "keyword" || requirement.basis === "prose" || requirement.basis === "abnf";
  const must = requirement.level === "MUST" || requirement.level === "MUST NOT";
  return must && scored && requirement.binds !== "client" ? "fail" : "warn";
}

/** What a clause that was met is. */
export function metOutcome(requirement: Requirement): Outcome {
  return requirement.level === "MAY" ? "observed" : "pass";
}

/** The outcome that counts when several verdicts speak of one requirement, or of one check. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  return OUTCOMES.find((outcome) => outcomes.includes(outcome)) ?? "untested";
}

/** Several apply: 2 (error) before 1 (fail) before 3 (blocked) before 0. */
export function exitCode(outcomes: ReadonlySet<Outcome>, stale: boolean, strict: boolean): 0 | 1 | 2 | 3 {
  if (outcomes.has("error")) return 2;
  if (outcomes.has("fail") || stale || (strict && outcomes.has("warn"))) return 1;
  return outcomes.has("blocked") ? 3 : 0;
}
