import type { Deviation } from "../types/provider.js";
import type { StaleDeviation, Verdict } from "../types/report.js";
import type { Members } from "../types/suite.js";

/** Outcomes that leave open what the server does: an entry is neither borne out nor stale by them. */
const UNDECIDED: ReadonlySet<string> = new Set(["blocked", "error"]);

/**
 * Marks the verdicts that the provider file expects; their outcome stays. Returns the entries that no
 * longer happen, or are past their date, among the checks that were done and the clauses that the run judges by:
 * those make the run fail.
 */
export function applyKnown(
  verdicts: Verdict[],
  expected: readonly Members[],
  now: string,
  done: ReadonlySet<string>,
  held: ReadonlySet<string>,
): StaleDeviation[] {
  const byKey = new Map(verdicts.map((verdict) => [verdict.key, verdict]));
  return (expected as unknown as Deviation[]).flatMap((entry) => {
    const verdict = byKey.get(entry.verdict);
    const stale = (why: string): StaleDeviation[] => [{ key: entry.verdict, why }];
    const [check = "", requirement = ""] = entry.verdict.split("#");
    if (!verdict)
      return done.has(check) && held.has(requirement) ? stale("no check of this run gives this verdict") : [];
    if (entry.until && entry.until < now.slice(0, 10)) return stale(`it was accepted until ${entry.until}`);
    if (UNDECIDED.has(verdict.outcome) && verdict.outcome !== entry.outcome) return [];
    if (verdict.outcome !== entry.outcome)
      return stale(`expected "${entry.outcome}", the outcome is now "${verdict.outcome}"`);
    const { outcome, reason, issue, documentation_issue, owner, until } = entry;
    verdict.known = {
      outcome,
      reason,
      ...(issue ? { issue } : {}),
      ...(documentation_issue ? { documentation_issue } : {}),
      ...(owner ? { owner } : {}),
      ...(until ? { until } : {}),
    };
    return [];
  });
}
