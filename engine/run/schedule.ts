import type { Check } from "../types/suite.js";
import type { Turns } from "./turns.js";

/**
 * Does every check: first those that disturb nothing, as many at once as there are turns, then the disturbing
 * ones, one at a time. Those that wait begin, so that their waits lie side by side and beside all the rest.
 * Stops taking new ones when the signal aborts.
 */
export async function schedule(
  checks: readonly Check[],
  turns: Turns,
  signal: AbortSignal,
  run: (check: Check) => Promise<void>,
): Promise<void> {
  const inTurn = async (check: Check): Promise<void> => {
    await turns.take();
    try {
      if (!signal.aborted) await run(check);
    } finally {
      turns.give();
    }
  };
  const calm = checks.filter((check) => !check.disturbs);
  await Promise.all([...calm.filter(waits), ...calm.filter((check) => !waits(check))].map(inTurn));
  for (const check of checks.filter((one) => one.disturbs)) await inTurn(check);
}

/** Whether a check spends its time waiting. */
export function waits(check: Check): boolean {
  return check.steps.some((step) => step.kind === "wait" || step.options["poll"] !== undefined);
}

/** The same list in another order, the same for the same seed (Fisher-Yates over a small generator). */
export function shuffle<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed >>> 0 || 1;
  for (let i = result.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = state % (i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
