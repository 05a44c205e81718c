import { setTimeout as sleep } from "node:timers/promises";
import { StepNotSelected } from "../run/blocked.js";
import { observe } from "../run/observe.js";
import { type StepKind, scopeOf } from "../run/step.js";
import { resolve } from "../values/template.js";

export const step: StepKind = {
  describe: (one) => `wait ${one.subject} s`,
  run: async (context) => {
    const seconds = Number(resolve(context.step.subject, scopeOf(context, "live")));
    if (seconds > context.run.maxWait)
      throw new StepNotSelected(`a wait of ${seconds} s is over --max-wait ${context.run.maxWait}`);
    await sleep(seconds * 1000, undefined, { signal: context.run.signal });
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
