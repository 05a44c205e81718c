import { resolve } from "../values/template.js";
import type { StepContext, StepResult } from "./step.js";
import { scopeOf } from "./step.js";
import type { Disturbance } from "./undisturbed.js";

interface SharedStep {
  result: Promise<StepResult>;
  /** What went wrong on the wire until it was done. */
  met: Promise<Disturbance | undefined>;
}

/** Steps with `share: true` by what they do, each done once for all checks that have it. */
export type SharedSteps = Map<string, SharedStep>;

/**
 * Does a step unless another check has. One that was disturbed is no one's: it disturbs every check that has it, and is
 * done anew with the first of them.
 */
export async function shared(context: StepContext, once: () => Promise<StepResult>): Promise<StepResult> {
  const { run, check, step } = context;
  const key = JSON.stringify([step.kind, step.subject, resolve(step.options, scopeOf(context, "live"))]);
  const known = run.shared.get(key) ?? begun(context, once());
  run.shared.set(key, known);
  const met = await known.met;
  if (met) {
    run.disturbances.add(check, met);
    if (run.shared.get(key) === known) run.shared.delete(key);
  }
  return known.result;
}

function begun({ run, check }: StepContext, result: Promise<StepResult>): SharedStep {
  const look = (): Disturbance | undefined => run.disturbances.of(check);
  return { result, met: result.then(look, look) };
}
