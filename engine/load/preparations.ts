import type { Step, Suite } from "../types/suite.js";

/**
 * `prepare: BASE` stands for what has to be done before the request of a base: the steps of its control, less the last.
 * Steps are numbered anew.
 */
export function expandPreparations(steps: readonly Step[], suite: Suite): Step[] {
  const expanded = steps.flatMap((step) =>
    step.kind === "prepare"
      ? (suite.bases.get(step.subject)?.control.slice(0, -1) ?? []).map((one) => changedBy(one, step))
      : [step],
  );
  return expanded.map((step, index) => ({ ...step, path: String(index + 1) }));
}

/** What a preparation says of parameters is said of its authorization request. */
function changedBy(one: Step, { options }: Step): Step {
  return one.kind === "authorize" ? { ...one, options: { ...one.options, ...options } } : one;
}
