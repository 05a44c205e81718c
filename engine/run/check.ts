import { describeMatchers, matchAll, subjectOf } from "../matching/evaluate.js";
import { summarize } from "../observe/view.js";
import { isChanged } from "../load/step-changes.js";
import { plainStep } from "../load/expand.js";
import { baseOf, sourceOf } from "../load/step-inputs.js";
import type { StepState } from "../types/evidence.js";
import type { Matchers, Members, Step, Suite } from "../types/suite.js";
import { Unresolved, resolve } from "../values/template.js";
import { StepBlocked, StepNotApplicable, StepNotSelected } from "./blocked.js";
import { clientView } from "./clients.js";
import type { Control } from "./controls.js";
import { clientOf } from "./prepare.js";
import { explain } from "../observe/suspect.js";
import { unmetNeed } from "../observe/facts.js";
import { shared } from "./shared-steps.js";
import { type StepContext, type StepMemory, scopeOf, stepKinds } from "./step.js";

type ListContext = Omit<StepContext, "step">;

/**
 * Runs steps one after the other and says of each what it came to. Setup that fails blocks all that follow;
 * a judged step gates nothing unless it says so. What `finally` names runs at the end, in reverse order.
 */
export async function runSteps(list: ListContext, steps: readonly Step[]): Promise<StepMemory[]> {
  const memories: StepMemory[] = [];
  const undo: StepMemory[] = [];
  let gate: StepState | undefined;
  for (const step of steps) {
    const context: StepContext = { ...list, step, before: [...list.before, ...memories] };
    const memory: StepMemory = gate ? { step, state: gate } : await runStep(context);
    memories.push(memory);
    if (step.finally && memory.result) undo.push(memory);
    gate ??= memory.state.state === "not-selected" ? memory.state : gateOf(context, memory);
  }
  for (const memory of undo.reverse())
    await runFinally({ ...list, step: memory.step, before: [...list.before, ...memories] }, memory);
  return memories;
}

async function runStep(context: StepContext): Promise<StepMemory> {
  const { step } = context;
  const passedOver = passOver(context);
  if (passedOver) return { step, state: passedOver };
  let control: Control | undefined;
  try {
    control = restsOnControl(context) ? context.run.controls.of(context) : undefined;
    await control?.proven;
    const kind = (await stepKinds())[step.kind];
    if (!kind) throw new Error(`no step kind "${step.kind}"`);
    const result = await (step.options["share"] === true
      ? shared(context, () => kind.run(context))
      : kind.run(context));
    const observations = result.stored.map((observation) => observation.id);
    return { step, result, control: control?.id, state: { state: "done", observations } };
  } catch (error) {
    return { step, control: control?.id, state: stateAfter(error, context) };
  }
}

function restsOnControl({ run, step, before }: StepContext): boolean {
  return (
    step.expect.length > 0 && isRequest(step) && isChanged(step, sourceOf(run.suite, step, before).source !== undefined)
  );
}

/** What a step that could not be done came to. */
function stateAfter(error: unknown, context: StepContext): StepState {
  if (error instanceof StepBlocked) {
    const { reason, message, key, observations } = error;
    return { state: "blocked", reason, because: message, key, observations: observations.map((one) => one.id) };
  }
  if (error instanceof Unresolved) return missingValue(context, error);
  if (context.run.signal.aborted)
    return {
      state: "blocked",
      reason: "interrupted",
      because: "the run was ended before this step was done",
      observations: [],
    };
  if (error instanceof StepNotSelected) return { state: "not-selected", because: error.message };
  if (error instanceof StepNotApplicable) return { state: "given-not-held", because: error.message };
  return {
    state: "error",
    because: error instanceof Error ? `${error.message} (${error.stack?.split("\n")[1]?.trim() ?? ""})` : String(error),
  };
}

function isRequest(step: Step): boolean {
  return step.kind !== "use" && step.kind !== "wait";
}

/** A step whose needs or conditions do not hold is not applicable; one whose condition rests on a blocked step is blocked. */
function passOver(context: StepContext): StepState | undefined {
  const need = unmetNeed(
    context.step.needs.filter((one) => !one.startsWith(ABLE)),
    context.run.facts,
  );
  if (need) return { state: "given-not-held", because: need.because };
  const unable = context.step.needs.find((one) => one.startsWith(ABLE) && !isAble(context, one.slice(ABLE.length)));
  if (unable) return { state: "given-not-held", because: `no client for the ${unable.slice(ABLE.length)} grant` };
  const instead = context.step.unless.find((name) =>
    context.before.some((one) => one.step.as === name && one.state.state === "done"),
  );
  if (instead) return { state: "given-not-held", because: `step "${instead}" was done` };
  for (const [name, matchers] of Object.entries(context.step.given)) {
    const memory = context.before.findLast((one) => one.step.as === name);
    if (!memory) throw new Error(`"given" names no earlier step "${name}"`);
    if (!memory.result)
      return memory.state.state === "blocked"
        ? memory.state
        : { state: "given-not-held", because: `step "${name}" was not done` };
    const match = matchAll(resolveMatchers(matchers, context, memory), subjectOf(memory.result.stored));
    if (!match.ok)
      return {
        state: "given-not-held",
        of: name,
        because: `step "${name}" does not meet the condition: expected ${describeMatchers(matchers)}, got ${match.actual}`,
      };
  }
  return undefined;
}

const ABLE = "can:";

/** Whether the client that the step would act as, or any that it may choose, is registered for a grant. */
function isAble(context: StepContext, grant: string): boolean {
  try {
    return clientOf(context, baseOf(context.run.suite, context.step), undefined)?.grants.includes(grant) ?? false;
  } catch (error) {
    if (error instanceof StepBlocked || error instanceof StepNotApplicable) return false;
    throw error;
  }
}

function grantOf(suite: Suite, step: Step): string | undefined {
  return suite.bases.get(`${step.kind}/${step.subject}`)?.grant;
}

function resolveMatchers(matchers: Matchers, context: StepContext, memory: StepMemory): Matchers {
  const client = memory.result?.client;
  const scope = scopeOf(context, "stored", {
    step: memory.result && subjectOf(memory.result.stored).view,
    ...(client ? { client: clientView(client, context.run.provider, grantOf(context.run.suite, memory.step)) } : {}),
  });
  try {
    return resolve(matchers, scope) as Members;
  } catch (error) {
    if (error instanceof Unresolved) return { status: -1 };
    throw error;
  }
}

/** What plans know of a client and the provider file may leave out. */
const FILE_KEYS = ["scope", "second_scope"];

/** Whether the provider file says that no request names a scope: checks of what is asked for do not apply. */
export function hasNoScopes({ facts }: Pick<StepContext["run"], "facts">): boolean {
  return facts.get("scope")?.value === false;
}

/** A value that is not there: the step it comes from says whether that is a matter of the server's or of the condition. */
function missingValue(context: StepContext, error: Unresolved): StepState {
  const [name, member = ""] = error.reference.split(".");
  const named = name === "client" && FILE_KEYS.includes(member);
  if (named && hasNoScopes(context.run))
    return { state: "given-not-held", because: "the server has no scopes (provider file, lacks)" };
  if (named)
    return {
      state: "blocked",
      reason: "needs-config",
      because: `the provider file has no "${member}"`,
      key: member,
      observations: [],
    };
  const origin =
    name === "from"
      ? sourceOf(context.run.suite, context.step, context.before).source
      : context.before.findLast((one) => one.step.as === name || one.step.path === name);
  if (origin?.state.state === "given-not-held") return origin.state;
  if (origin?.state.state === "blocked") return origin.state;
  const observation = origin?.result?.stored.at(-1);
  if (!observation || !origin)
    return { state: "blocked", reason: "setup-failed", because: error.message, observations: [] };
  const base = context.run.suite.bases.get(`${origin.step.kind}/${origin.step.subject}`);
  const why = base ? explain(observation, base) : { reason: "setup-failed" as const, because: summarize(observation) };
  const because = `"${error.reference}" is not there: step ${origin.step.path}: ${why.because}`;
  return { state: "blocked", ...why, because, observations: [observation.id] };
}

/** What a step that has to succeed leaves for those after it. */
function gateOf(context: StepContext, memory: StepMemory): (StepState & { state: "blocked" }) | undefined {
  const { step } = memory;
  if (step.expect.length > 0 && !step.setup) return undefined;
  if (memory.state.state === "blocked") return memory.state;
  if (step.options["probe"] === true || !memory.result || !isRequest(step)) return undefined;
  const base = baseOf(context.run.suite, step);
  if (!base.success) return undefined;
  const subject = subjectOf(memory.result.stored);
  if (matchAll(base.success, subject).ok) return undefined;
  // The user refused, as the step wanted: the page that a server shows then may well be one of an error.
  if (step.options["user"] === "deny" && subject.view.refused === true) return undefined;
  const why = explain(subject.observation, base);
  const blocked: StepState & { state: "blocked" } = {
    state: "blocked",
    ...why,
    because: `step ${step.path} (${base.title}): ${why.because}`,
    observations: memory.result.stored.map((one) => one.id),
  };
  if (step.expect.length === 0) memory.state = blocked;
  return blocked;
}

async function runFinally(context: StepContext, memory: StepMemory): Promise<void> {
  const offers: Record<string, unknown> = memory.result?.live.at(-1) ?? {};
  const fragment = context.run.suite.fragments.get(memory.step.finally ?? "");
  const inputs = Object.fromEntries(
    (fragment?.inputs ?? []).filter((name) => offers[name] !== undefined).map((name) => [name, offers[name]]),
  ) as Members;
  const path = `${memory.step.path}.finally`;
  const step = plainStep({ kind: "use", subject: memory.step.finally ?? "", path, options: { with: inputs } });
  await runStep({ ...context, step, before: [], current: memory.result?.client ?? context.current });
}
