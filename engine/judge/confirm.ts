import type { Deviation } from "../types/provider.js";
import type { CheckReport, Observed, Verdict } from "../types/report.js";
import type { Check } from "../types/suite.js";
import { worst } from "./outcome.js";

/** Under what id the evidence has a check that is run once more, so that neither run hides the other. */
export function confirmationId(id: string): string {
  return `confirm/${id}`;
}

export function isConfirmation(id: string): boolean {
  return id.startsWith(confirmationId(""));
}

/** The same check as it is run once more. */
export function confirmationOf(check: Check): Check {
  return { ...check, id: confirmationId(check.id) };
}

/**
 * Whether a check has to be run once more before its verdicts are believed: it has a fail that nobody expects, or one
 * that is expected did not happen. Both make a gate red, and both may be a matter of luck; a known fail is neither.
 * @param on day of the run, YYYY-MM-DD: entries past their date expect nothing
 */
export function wantsConfirming(verdicts: readonly Verdict[], expected: readonly Deviation[], on: string): boolean {
  return verdicts.some(isDoubtful(expected, on));
}

function isDoubtful(expected: readonly Deviation[], on: string): (verdict: Verdict) => boolean {
  const fails = new Set(
    expected.filter(({ outcome, until }) => outcome === "fail" && !(until && until < on)).map((entry) => entry.verdict),
  );
  return ({ key, outcome }) =>
    outcome === "fail" ? !fails.has(key) : fails.has(key) && outcome !== "blocked" && outcome !== "error";
}

/**
 * The verdicts of a check that should have been run once more and was not: what would have been looked at twice says why.
 * @param on day of the run, as above
 */
export function unconfirmed(
  report: CheckReport,
  because: string,
  expected: readonly Deviation[],
  on: string,
): CheckReport {
  const doubtful = isDoubtful(expected, on);
  return {
    ...report,
    verdicts: report.verdicts.map((verdict) => (doubtful(verdict) ? { ...verdict, unconfirmed: because } : verdict)),
  };
}

/**
 * The verdicts of a check that was run twice. A fail in either run is a fail: where the other run came to something
 * else it is marked `unstable`, and both are shown. All other verdicts are those of the first run.
 */
export function confirmed(first: CheckReport, second: CheckReport): CheckReport {
  const others = new Map(second.verdicts.map((verdict) => [verdict.requirement, verdict]));
  const verdicts = first.verdicts.map((verdict): Verdict => {
    const other = others.get(verdict.requirement);
    if (!other || (verdict.outcome !== "fail" && other.outcome !== "fail")) return verdict;
    const failing = verdict.outcome === "fail" ? verdict : other;
    return {
      ...failing,
      key: verdict.key,
      ...(verdict.outcome === other.outcome ? {} : { unstable: true as const }),
      runs: [observed(verdict), observed(other)],
    };
  });
  return { ...first, verdicts, outcome: worst(verdicts.map(({ outcome }) => outcome)) };
}

function observed({ outcome, actual, reason, observations }: Verdict): Observed {
  return { outcome, actual, ...(reason === undefined ? {} : { reason }), observations };
}
