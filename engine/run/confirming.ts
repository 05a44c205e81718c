import type { EvidenceRecord } from "../types/evidence.js";
import type { Check } from "../types/suite.js";
import { schedule } from "./schedule.js";
import type { RunSession } from "./session.js";
import { openTurns } from "./turns.js";

/**
 * How many checks are run once more in a run. What is a matter of luck fails now and then; where more than these fail
 * the build is broken, or the server is down, and running them all again would only tell it twice as late.
 */
export const MOST_CONFIRMED = 50;

export interface Confirming {
  session: Pick<RunSession, "confirmCheck">;
  signal: AbortSignal;
  /** How many were run again already, before this run was taken up again. */
  before: number;
  record(record: EvidenceRecord): void;
  /** Called before each. */
  begin(check: Check): void;
}

/**
 * Runs checks once more, alone and one after the other, after what disturbs others: a second failure is then the
 * check's own. Of each that is not run again the evidence says why.
 */
export async function confirmChecks(
  checks: readonly Check[],
  { session, signal, before, record, begin }: Confirming,
): Promise<void> {
  let left = MOST_CONFIRMED - before;
  const confirm = async (check: Check): Promise<string | undefined> => {
    if (signal.aborted) return endOf(signal);
    if (left <= 0) return `more than ${MOST_CONFIRMED} checks failed`;
    const because = await session.confirmCheck(check, begin);
    if (!because) left -= 1;
    return because;
  };
  await schedule(checks, openTurns(1), new AbortController().signal, async (check) => {
    const because = await confirm(check);
    if (because) record({ type: "unconfirmed", check: check.id, because });
  });
}

/** Why a signal ended a run, as its report says it. */
export function endOf({ reason }: AbortSignal): string {
  return String((reason as Error | undefined)?.message ?? "interrupted");
}
