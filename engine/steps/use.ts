import { StepBlocked, StepNotApplicable } from "../run/blocked.js";
import { hasNoScopes, runSteps } from "../run/check.js";
import { suspectKey } from "../observe/suspect.js";
import { summarize } from "../observe/view.js";
import { observe } from "../run/observe.js";
import { selectClient } from "../run/clients.js";
import { lastClient } from "../run/prepare.js";
import { repeat } from "../run/repeat.js";
import { type StepContext, type StepKind, type StepMemory, type StepResult, scopeOf } from "../run/step.js";
import type { Client } from "../types/provider.js";
import type { Members, Step } from "../types/suite.js";
import { fill, firstResolved, resolve } from "../values/template.js";

/** Runs a fragment's steps in a scope of their own; its outputs are what it offers. */
async function use(context: StepContext, suffix: string): Promise<StepResult> {
  const fragment = context.run.suite.fragments.get(context.step.subject);
  if (!fragment) throw new Error(`no fragment "${context.step.subject}"`);
  const inputs = resolve((context.step.options["with"] ?? {}) as Members, scopeOf(context, "live"), {
    clockOffset: context.run.clockOffset,
  }) as Members;
  const steps = fragment.steps.map((step): Step => ({
    ...(fill(step as unknown as Members, inputs, fragment.inputs) as unknown as Step),
    path: `${context.step.path}${suffix}.${step.path}`,
  }));
  const selector = context.step.options["client"];
  const current = lastClient(context.before) ?? context.current;
  const forced = selector === undefined ? context.forced : selectClient(context.run.provider, { selector, current });
  const memories = await runSteps({ ...context, inputs, before: [], current, forced }, steps);
  const stopped = memories.find((memory) => memory.state.state === "blocked");
  const inner: StepContext = { ...context, inputs, before: memories };
  const scope = scopeOf(inner, "live");
  const outputs: Members = {};
  for (const [name, value] of Object.entries(fragment.outputs)) {
    const output = firstResolved(value, scope);
    if (output !== undefined) outputs[name] = output;
  }
  if (stopped?.state.state === "blocked")
    throw new StepBlocked(stopped.state.reason, stopped.state.because, {
      key: stopped.state.key,
      observations: memories.flatMap((memory) => memory.result?.stored ?? []),
    });
  const last = memories.findLast((memory) => memory.result)?.result;
  if (Object.keys(fragment.outputs).length > 0 && Object.keys(outputs).length === 0)
    throw foundNothing(context, memories);
  const { live, stored } = await observe(context.run, context.check, context.step.path, {
    id: `${context.check}:${context.step.path}${suffix}`,
    kind: "use",
    ...actingAs(forced ?? current),
    exchanges: last?.exchanges ?? [],
    sent: {},
    made: {},
    offers: outputs,
  });
  return {
    live: [live],
    stored: [stored],
    exchanges: last?.exchanges ?? [],
    client: memories.findLast((memory) => memory.result?.client)?.result?.client,
  };
}

/** The client that the check acts as, which its expectations may speak of; inside, a resource server may have asked. */
const actingAs = (client: Client | undefined): { client?: string } => (client ? { client: client.name } : {});

/** What each step saw or lacked, so that a person knows where to look. */
function foundNothing({ run, step: { subject } }: StepContext, memories: StepMemory[]): Error {
  const seen = memories.flatMap((memory) => memory.result?.stored.at(-1) ?? []);
  const lacked = memories.flatMap(({ state }) => (state.state === "given-not-held" ? [state.because] : []));
  const why = [...seen.map(summarize), ...lacked].join("; ");
  if (seen.length === 0 && hasNoScopes(run)) return new StepNotApplicable(`"${subject}" asked for nothing: ${why}`);
  const refused = seen.find((one) => suspectKey(one, { endpoint: "token" }));
  return new StepBlocked("needs-config", `"${subject}" found out nothing${why ? `: ${why}` : ""}`, {
    key: refused ? suspectKey(refused, { endpoint: "token" }) : undefined,
    observations: seen,
  });
}

export const step: StepKind = {
  describe: (one) => one.subject.replaceAll("-", " "),
  run: (context) => repeat(context, use),
};
