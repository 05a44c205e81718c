import type { Session } from "../front-channel/front-channel.js";
import { matchAll, subjectOf } from "../matching/evaluate.js";
import { plainStep } from "../load/expand.js";
import { baseOf, sourceOf } from "../load/step-inputs.js";
import { clientOf } from "./prepare.js";
import type { Client } from "../types/provider.js";
import type { Base } from "../types/suite.js";
import { StepBlocked } from "./blocked.js";
import { runSteps } from "./check.js";
import { explain } from "../observe/suspect.js";
import type { StepContext } from "./step.js";
import { undisturbed } from "./undisturbed.js";

/** The control that a changed step rests on: its id in the evidence, and the proof under way. */
export interface Control {
  id: string;
  /** Rejects with StepBlocked when the unchanged base does not succeed. */
  proven: Promise<void>;
}

/** The controls of a run: each is run once and shared. */
export interface Controls {
  /**
   * The proof that the unchanged base succeeds in this run for the same client, its authentication method and
   * front-channel route; undefined for a base that has no success condition.
   */
  of(context: StepContext): Control | undefined;
}

export function openControls(): Controls {
  const controls = new Map<string, Promise<void>>();
  return {
    of(context) {
      const { run, step } = context;
      const base = baseOf(run.suite, step);
      if (!base.success) return undefined;
      const client = clientOf(context, base, sourceOf(run.suite, step, context.before).source);
      const route = step.options["via"] === "post" ? "post" : "query";
      const places = base.endpoint === "authorization" ? [route] : [];
      const id = ["control", step.kind, base.base, client?.name ?? "anyone", ...places].join("/");
      const proven = controls.get(id) ?? runControl(context, base, client, route, id);
      controls.set(id, proven);
      return { id, proven };
    },
  };
}

async function runControl(
  context: StepContext,
  base: Base,
  client: Client | undefined,
  route: string,
  check: string,
): Promise<void> {
  const plain = plainStep({ kind: base.step, subject: base.base, path: "1" });
  const steps = base.control.length > 0 ? base.control : [plain];
  // What is spent may end the grant behind it, and with it what others got in the same session.
  const own: { session?: Session } = {};
  const memories = await undisturbed(context.run, check, () =>
    runSteps(
      {
        run: context.run,
        check,
        inputs: {},
        before: [],
        forced: base.authenticate || base.grant ? client : undefined,
        route,
        own,
        disturbs: base.consumes.length > 0,
      },
      steps,
    ),
  );
  if (own.session) await context.run.frontChannel.closeSession(own.session);
  const last = memories.at(-1);
  if (last?.state.state === "blocked") {
    const observations = memories.flatMap((memory) => memory.result?.stored ?? []);
    throw new StepBlocked(
      last.state.reason,
      `the unchanged request fails as client "${client?.name ?? "anyone"}": ${last.state.because}`,
      { key: last.state.key, observations },
    );
  }
  if (last?.state.state === "error") throw new Error(last.state.because);
  const subject = last?.result && subjectOf(last.result.stored);
  if (!subject || matchAll(base.success ?? {}, subject).ok) return;
  const why = explain(subject.observation, base);
  throw new StepBlocked(
    why.reason,
    `the unchanged request fails as client "${client?.name ?? "anyone"}": ${why.because}`,
    {
      key: why.key,
      observations: [subject.observation],
    },
  );
}
