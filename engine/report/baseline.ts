import type { Deviation } from "../types/provider.js";
import type { Report, Verdict } from "../types/report.js";

const ACCEPTED = new Set<string>(["fail", "warn", "blocked"] satisfies Deviation["outcome"][]);

/**
 * Known deviations with those of an earlier report: what failed, warned or was blocked there is expected to come out
 * the same again. What the provider file says of a verdict goes before what the report says; entries of an earlier
 * baseline are dropped. Verdicts of checks that the earlier run did not come to expect nothing.
 */
export function withBaseline(expected: readonly Deviation[], baseline: Report): Deviation[] {
  const own = expected.filter((entry) => !entry.baseline);
  const said = new Set(own.map((entry) => entry.verdict));
  const open = baseline.checks
    .flatMap((check) => check.verdicts)
    .filter(({ key, outcome, blocked }) => ACCEPTED.has(outcome) && blocked !== "interrupted" && !said.has(key));
  return [...own, ...open.map((verdict) => entryOf(verdict, baseline))];
}

function entryOf({ key, outcome, unstable }: Verdict, { assay }: Report): Deviation {
  return {
    verdict: key,
    outcome: outcome as Deviation["outcome"],
    reason: `in the baseline of ${assay.started.slice(0, 10)}${unstable ? ", unstable" : ""}`,
    baseline: true,
  };
}
