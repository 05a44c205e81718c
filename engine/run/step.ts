import { type View, viewOf } from "../observe/view.js";
import { loadFolder } from "../registry.js";
import type { Exchange, Observation, StepState } from "../types/evidence.js";
import type { Client } from "../types/provider.js";
import type { Members, Step } from "../types/suite.js";
import type { Scope } from "../values/template.js";
import type { RunContext } from "./context.js";
import type { StartLine } from "../http/start-line.js";
import type { Session } from "../front-channel/front-channel.js";

/** What a step came to. Live values stay in memory; only `stored` is ever written. */
export interface StepResult {
  live: View[];
  stored: Observation[];
  /** What went over the wire last, unredacted: a fragment shows it as its own. */
  exchanges: Exchange[];
  client?: Client;
}

/** What a check remembers of a step that was done or passed over. */
export interface StepMemory {
  step: Step;
  state: StepState;
  result?: StepResult;
  /** Id of the control that it rests on. */
  control?: string;
}

/** The check, control or fragment that a step runs in. */
export interface StepContext {
  run: RunContext;
  /** Id under which observations are stored. */
  check: string;
  step: Step;
  /** Inputs of the fragment, when inside one. */
  inputs: Members;
  /** Steps before this one, in order. */
  before: StepMemory[];
  /** Client that the whole list of steps is run as (controls). */
  forced?: Client;
  /** Client that requests go on as where nothing in the list says otherwise: that of the step that uses a fragment. */
  current?: Client;
  /** Front-channel route that authorization requests take unless they name one (controls). */
  route?: string;
  /** Browser session of a check with `session: own`. */
  own: { session?: Session };
  /** The check is after a 429 or 503: nothing in it is asked again for one. */
  wantsBrake?: boolean;
  /** Where the repetitions of a step wait for each other. */
  startLine?: StartLine;
  /** The check ends sessions or grants: it never borrows a shared session. */
  disturbs: boolean;
}

/** A kind of step: a file in `steps/`. */
export interface StepKind {
  /** Does the step; throws StepBlocked or Unresolved when it cannot be done. */
  run(context: StepContext): Promise<StepResult>;
  /** The step in words. */
  describe(step: Step): string;
}

let kinds: Promise<Record<string, StepKind>> | undefined;

/** Every step kind by name; loaded late, since some of them run steps themselves. */
export function stepKinds(): Promise<Record<string, StepKind>> {
  kinds ??= loadFolder<StepKind>(new URL("../steps/", import.meta.url), "step");
  return kinds;
}

/** Names that `${...}` can use in a step: what earlier steps saw, by name, and what the provider file says. */
export function scopeOf(context: StepContext, which: "live" | "stored", extra: Scope = {}): Scope {
  const { run } = context;
  const scope: Scope = {
    issuer: run.provider.issuer,
    endpoint: run.endpoints,
    metadata: run.metadata,
    ...context.inputs,
    ...extra,
  };
  if (run.provider.resource) scope["resource"] = { ...run.provider.resource };
  for (const memory of context.before) {
    if (!memory.step.as || !memory.result) continue;
    const last = memory.result.stored.at(-1);
    scope[memory.step.as] = which === "live" ? memory.result.live.at(-1) : last && viewOf(last);
  }
  return scope;
}
