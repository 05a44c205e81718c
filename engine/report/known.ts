import type { Deviation } from "../types/provider.js";
import type { DeviationCounts, StaleDeviation, Verdict } from "../types/report.js";

/** How the reason of an entry begins that nobody has given one yet. */
export const TODO_REASON = "TODO";

/** Outcomes that leave open what the server does: an entry is neither borne out nor stale by them. */
const UNDECIDED: ReadonlySet<string> = new Set(["blocked", "error"]);

export interface Known {
  /** Entries that no longer hold: those make the run fail. */
  stale: StaleDeviation[];
  /** How many of each outcome no longer happen. */
  gone: DeviationCounts;
}

/**
 * Marks the verdicts that are expected, by the provider file or by a baseline; their outcome stays. Says which entries
 * no longer happen, or are past their date, among the checks that were done and the clauses that the run judges by.
 */
export function applyKnown(
  verdicts: Verdict[],
  expected: readonly Deviation[],
  now: string,
  done: ReadonlySet<string>,
  held: ReadonlySet<string>,
): Known {
  const byKey = new Map(verdicts.map((verdict) => [verdict.key, verdict]));
  const known: Known = { stale: [], gone: { fail: 0, warn: 0, blocked: 0 } };
  for (const entry of expected) {
    const verdict = byKey.get(entry.verdict);
    const stale = (why: string): void =>
      void known.stale.push({ key: entry.verdict, why, ...(entry.baseline ? { baseline: true as const } : {}) });
    const gone = (why: string): void => {
      known.gone[entry.outcome] += 1;
      stale(why);
    };
    const [check = "", requirement = ""] = entry.verdict.split("#");
    if (!verdict) {
      if (done.has(check) && held.has(requirement)) gone("no check of this run gives this verdict");
    } else if (entry.until && entry.until < now.slice(0, 10)) stale(`it was accepted until ${entry.until}`);
    else if (verdict.outcome === entry.outcome) verdict.known = knownBy(entry);
    else if (!UNDECIDED.has(verdict.outcome))
      gone(`expected "${entry.outcome}", the outcome is now "${verdict.outcome}"`);
  }
  return known;
}

function knownBy(entry: Deviation): NonNullable<Verdict["known"]> {
  const stated = Object.entries(entry).filter(([name, value]) => name !== "verdict" && value);
  return Object.fromEntries(stated) as unknown as NonNullable<Verdict["known"]>;
}

/** Counts verdicts that nobody expects. */
export function countUnexpected(verdicts: readonly Verdict[]): DeviationCounts {
  const count = (outcome: keyof DeviationCounts): number =>
    verdicts.filter((verdict) => verdict.outcome === outcome && !verdict.known).length;
  return { fail: count("fail"), warn: count("warn"), blocked: count("blocked") };
}
