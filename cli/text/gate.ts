import { AssayError, withBaseline, type Deviation } from "../../engine/index.js";
import { usageError } from "../options.js";
import { openReport } from "./stored.js";

/**
 * What a run is expected to come to, with a baseline.
 * @param path report.json or its folder; undefined: what is expected stays
 */
export function expectedWith(path: string | undefined, provider: string, expected: readonly Deviation[]): Deviation[] {
  if (path === undefined) return [...expected];
  const baseline = openReport(path);
  if (baseline.provider.provider !== provider)
    throw usageError(
      `the baseline "${path}" is of provider "${baseline.provider.provider}", not "${provider}"`,
      "a baseline says what one server is known to do",
    );
  return withBaseline(expected, baseline);
}

/** A run that is taken up again keeps what it was begun with. */
export function refuseOtherBaseline(now: readonly Deviation[], then: readonly Deviation[]): void {
  const keys = (entries: readonly Deviation[]): string =>
    JSON.stringify(entries.filter(({ baseline }) => baseline).map(({ verdict, outcome }) => [verdict, outcome]));
  if (keys(now) !== keys(then))
    throw usageError(
      "the run to resume was begun with another baseline, or without one",
      "finish it without --baseline, then: assay judge DIR --baseline REPORT",
    );
}

const FAILED = new Set(["fail", "error", "blocked"]);

/** Ids of the checks with a verdict that is a fail, an error or blocked. Throws NOTHING_SELECTED where there is none. */
export function failedChecks(path: string): Set<string> {
  const failed = openReport(path).checks.filter(({ verdicts }) => verdicts.some(({ outcome }) => FAILED.has(outcome)));
  if (failed.length > 0) return new Set(failed.map(({ id }) => id));
  throw new AssayError({
    code: "NOTHING_SELECTED",
    message: `in "${path}" no check failed, erred or was blocked`,
    hint: "there is nothing to run again",
  });
}
