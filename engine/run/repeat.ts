import { StartLine } from "../http/start-line.js";
import { lookalikes } from "../observe/lookalikes.js";
import { sampleFacts } from "../observe/sample.js";
import type { StepContext, StepResult } from "./step.js";

/** Does a step `times` times, one after the other or, with `parallel`, at once. */
export async function repeat(
  context: StepContext,
  once: (context: StepContext, suffix: string) => Promise<StepResult>,
): Promise<StepResult> {
  const times = Number(context.step.options["times"] ?? 1);
  if (times === 1) return once(context, "");
  const parallel = context.step.options["parallel"] === true;
  const each = parallel ? { ...context, startLine: new StartLine(times) } : context;
  const attempts = Array.from({ length: times }, (_, index) => () => once(each, `#${index + 1}`));
  const results: StepResult[] = [];
  if (parallel) results.push(...(await Promise.all(attempts.map((attempt) => attempt()))));
  else for (const attempt of attempts) results.push(await attempt());
  return withSamples(context, join(results));
}

export function join(results: StepResult[]): StepResult {
  return {
    live: results.flatMap((result) => result.live),
    stored: results.flatMap((result) => result.stored),
    exchanges: results.at(-1)?.exchanges ?? [],
    client: results.at(-1)?.client,
  };
}

/** What the attempts offered, as a sample: taken while the values are at hand, stored with the last attempt. */
function withSamples({ run, check, step }: StepContext, result: StepResult): StepResult {
  const last = result.stored.at(-1);
  if (!last) return result;
  last.samples = {};
  for (const name of Object.keys(last.offers)) {
    const values = result.live.map((view) => view[name]).filter((value): value is string => typeof value === "string");
    if (values.length > 1) last.samples[name] = { ...sampleFacts(values), lookalikes: lookalikes(values) };
  }
  run.record({ type: "observation", check, step: step.path, ...last });
  return result;
}
