import type { StepContext, StepResult } from "./step.js";

/** Does a step `times` times, one after the other or, with `parallel`, at once. */
export async function repeat(
  context: StepContext,
  once: (context: StepContext, suffix: string) => Promise<StepResult>,
): Promise<StepResult> {
  const times = Number(context.step.options["times"] ?? 1);
  if (times === 1) return once(context, "");
  const attempts = Array.from({ length: times }, (_, index) => () => once(context, `#${index + 1}`));
  if (context.step.options["parallel"] === true) return join(await Promise.all(attempts.map((attempt) => attempt())));
  const results: StepResult[] = [];
  for (const attempt of attempts) results.push(await attempt());
  return join(results);
}

export function join(results: StepResult[]): StepResult {
  return {
    live: results.flatMap((result) => result.live),
    stored: results.flatMap((result) => result.stored),
    client: results.at(-1)?.client,
  };
}
