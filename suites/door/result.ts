import type { CheckReport, Outcome, Report, RequirementReport, Verdict } from "assay";

/** What a check is to a test runner. */
export type Result =
  | { state: "passed" }
  | { state: "skipped"; why: string }
  | { state: "failed"; verdicts: Verdict[]; stale: string[] };

const BAD: readonly Outcome[] = ["fail", "error", "blocked"];
const SKIPPED: readonly Outcome[] = ["not-supported", "not-applicable", "not-selected", "untested"];

/**
 * pass, warn and observed pass; fail, blocked and error fail, and so does an entry of `expected:` that no longer
 * holds. A known deviation is skipped, never passed: a green line would say that the clause is met.
 */
export function resultOf(check: CheckReport, report: Report): Result {
  const stale = report.summary.stale
    .filter((entry) => entry.key.startsWith(`${check.id}#`))
    .map(({ key, why }) => `${key}: ${why}`);
  const verdicts = check.verdicts
    .filter((verdict) => BAD.includes(verdict.outcome) && !verdict.known)
    .sort((a, b) => BAD.indexOf(a.outcome) - BAD.indexOf(b.outcome));
  if (verdicts.length > 0 || stale.length > 0) return { state: "failed", verdicts, stale };
  const known = check.verdicts.filter((verdict) => verdict.known);
  if (known.length > 0) return { state: "skipped", why: `known deviation: ${known.map(deviation).join("; ")}` };
  if (SKIPPED.includes(check.outcome)) {
    const reason = check.verdicts.find((verdict) => verdict.reason)?.reason;
    return { state: "skipped", why: reason ? `${check.outcome}: ${reason}` : check.outcome };
  }
  return { state: "passed" };
}

/** A known deviation with what the provider file says of it. */
export function deviation({ requirement, known }: Verdict): string {
  const more = [known?.issue, known?.owner, known?.until && `until ${known.until}`].filter(Boolean).join(", ");
  return `${requirement}: ${known?.reason ?? ""}${more ? ` (${more})` : ""}`;
}

/** Verdicts of one expectation, said once: same step, outcome and words, several clauses. */
export function blocksOf(verdicts: Verdict[]): Verdict[][] {
  const blocks = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const { step, outcome, reason, expected, actual } = verdict;
    const key = JSON.stringify([step, outcome, reason, expected, actual]);
    blocks.set(key, [...(blocks.get(key) ?? []), verdict]);
  }
  return [...blocks.values()];
}

/** Why a test fails: the reason first, then each clause, what was expected, what came back, and what was sent. */
export function failureText(
  verdicts: Verdict[],
  check: CheckReport,
  requirements: ReadonlyMap<string, RequirementReport>,
  exchange: (observation: string) => string,
): string {
  const [first] = verdicts;
  if (!first) return "";
  const { outcome, blocked, reason, expected, actual, observations } = first;
  const why = outcome === "fail" ? `expected ${expected}, got ${actual}` : (reason ?? actual);
  const step = check.steps.find((one) => one.path === first.step);
  const judged = observations.at(-1);
  return [
    [outcome, blocked, why].filter(Boolean).join(": "),
    ...verdicts.flatMap(({ requirement, level, section }) => {
      const clause = requirements.get(requirement);
      return [
        `${level} ${requirement}, section ${section}${clause ? `: ${clause.statement}` : ""}`,
        ...(clause ? [`  ${clause.url}`] : []),
      ];
    }),
    `step ${first.step}: ${step?.text ?? ""}`,
    `expected: ${expected}`,
    `actual:   ${actual}`,
    ...(judged ? ["", exchange(judged)] : []),
  ].join("\n");
}
