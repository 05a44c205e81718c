import type { Check } from "../types/suite.js";

/**
 * Does every check: first those that disturb nothing, at most `concurrency` at once, then the disturbing
 * ones, one at a time. Stops taking new ones when the signal aborts.
 */
export async function schedule(
  checks: readonly Check[],
  concurrency: number,
  signal: AbortSignal,
  run: (check: Check) => Promise<void>,
): Promise<void> {
  const calm = checks.filter((check) => !check.disturbs);
  const disturbing = checks.filter((check) => check.disturbs);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let check = calm[next++]; check && !signal.aborted; check = calm[next++]) await run(check);
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker));
  for (const check of disturbing) if (!signal.aborted) await run(check);
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
