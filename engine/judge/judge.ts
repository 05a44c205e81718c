import { withContract } from "../contract/contract.js";
import { needsOf } from "../load/needs.js";
import { stepText } from "../explain/prose.js";
import { describeMatchers } from "../matching/evaluate.js";
import { unmetNeed } from "../observe/facts.js";
import type { EvidenceRecord } from "../types/evidence.js";
import type { CheckReport, Outcome, Verdict } from "../types/report.js";
import type { Check, Suite } from "../types/suite.js";
import { heldRequirements, judgedAs } from "../load/profiles.js";
import { confirmationOf, confirmed, unconfirmed } from "./confirm.js";
import { judgeStep } from "./expectation.js";
import { worst } from "./outcome.js";
import { type StoredRun, storedRun } from "./stored-run.js";
import { blank } from "./verdict.js";

/**
 * Judges a stored run with the plans given: the same evidence and plans give the same verdicts.
 * Pure: reads its arguments and nothing else.
 */
export function judge(records: readonly EvidenceRecord[], suite: Suite): CheckReport[] {
  const stored = storedRun(records);
  const whole = withContract(suite, stored.run.provider);
  const judgeOne = judgeOf(stored, whole);
  return stored.run.selected.flatMap((id) => whole.checks.get(id) ?? []).map(judgeOne);
}

/** Judges single checks of a run that may still be going on. */
export function judgeOf(stored: StoredRun, suite: Suite): (check: Check) => CheckReport {
  const judged = judgedAs(suite, heldRequirements(suite, stored.run.profiles));
  const { expected, started } = stored.run;
  return (check) => {
    const first = judgeCheck(check, suite, stored, judged);
    const again = confirmationOf(check);
    if (stored.finished.has(again.id)) return confirmed(first, judgeCheck(again, suite, stored, judged));
    const because = stored.unconfirmed.get(check.id);
    return because === undefined ? first : unconfirmed(first, because, expected, started.slice(0, 10));
  };
}

function judgeCheck(check: Check, suite: Suite, stored: StoredRun, judged: (id: string) => string[]): CheckReport {
  const whole = wholeCheck(check, suite, stored);
  const verdicts = check.steps.flatMap((step) => {
    const cited = step.expect.flatMap((expectation) =>
      expectation.cite
        .flatMap(judged)
        .flatMap((id) => suite.requirements.get(id) ?? [])
        .map((requirement) => ({ expectation, requirement })),
    );
    if (cited.length === 0) return [];
    if (whole)
      return cited.map(({ requirement, expectation }) => ({
        ...blank(check.id, requirement, step.path),
        ...whole,
        expected: describeMatchers(expectation.matchers),
        actual: "not done",
      }));
    return judgeStep({ check, step, suite, stored, cited });
  });
  const steps = stored.steps.get(check.id);
  return {
    id: check.id,
    plan: check.plan,
    title: check.title,
    source: `${check.source.file}:${check.source.line}`,
    outcome: worst(verdicts.map((verdict) => verdict.outcome)),
    steps: check.steps.map((step) => {
      const state = steps?.get(step.path);
      return {
        path: step.path,
        text: stepText(step, suite),
        state: state?.state ?? "not-done",
        ...(state && "because" in state ? { because: state.because } : {}),
        observations: state && "observations" in state ? state.observations : [],
      };
    }),
    ...(stored.again.has(check.id) ? { again: stored.again.get(check.id) } : {}),
    duration_ms: stored.finished.get(check.id) ?? 0,
    verdicts: mergeByKey(verdicts),
  };
}

/** What holds of a check as a whole, so that none of its steps was done. */
function wholeCheck(
  check: Check,
  suite: Suite,
  stored: StoredRun,
): { outcome: Outcome; reason: string; blocked?: Verdict["blocked"] } | undefined {
  const problem = stored.problems.find((one) => one.endpoint === undefined);
  if (problem) return { outcome: "blocked", blocked: problem.reason, reason: problem.message };
  if (!stored.finished.has(check.id))
    return { outcome: "blocked", blocked: "interrupted", reason: "the run ended before this check did" };
  const need = unmetNeed(needsOf(check, suite), stored.facts);
  if (need?.kind === "server") return { outcome: "not-supported", reason: need.because };
  if (need)
    return {
      outcome: "blocked",
      blocked: "needs-config",
      reason: `${need.because}${need.key ? `; look at "${need.key}"` : ""}`,
    };
  return undefined;
}

/** A clause that a check asserts twice has one verdict, the worst. */
function mergeByKey(verdicts: Verdict[]): Verdict[] {
  const merged = new Map<string, Verdict>();
  for (const verdict of verdicts) {
    const other = merged.get(verdict.key);
    if (!other || worst([other.outcome, verdict.outcome]) !== other.outcome) merged.set(verdict.key, verdict);
  }
  return [...merged.values()];
}
