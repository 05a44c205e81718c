import { setTimeout as sleep } from "node:timers/promises";
import { StepNotSelected } from "../run/blocked.js";
import { observe } from "../run/observe.js";
import { type StepKind, scopeOf } from "../run/step.js";
import { resolve } from "../values/template.js";

/** Servers count whole seconds, so a lifetime has surely passed one later. */
const MARGIN = 1;

export const step: StepKind = {
  describe: (one) => `wait ${one.subject} s`,
  run: async (context) => {
    const seconds = Number(resolve(context.step.subject, scopeOf(context, "live")));
    if (seconds > context.run.maxWait)
      throw new StepNotSelected(`a wait of ${seconds} s is over --max-wait ${context.run.maxWait}`);
    const { turns, signal } = context.run;
    await turns.aside(() => sleep((seconds + MARGIN) * 1000, undefined, { signal }));
    const { live, stored } = await observe(context.run, context.check, context.step.path, {
      id: `${context.check}:${context.step.path}`,
      kind: "wait",
      exchanges: [],
      sent: {},
      made: {},
      offers: { seconds },
    });
    return { live: [live], stored: [stored], exchanges: [] };
  },
};
