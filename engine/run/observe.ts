import { deriveFacts, redactObservation } from "../observe/store.js";
import { type View, viewOf } from "../observe/view.js";
import type { Prepared } from "./prepare.js";
import { offersOf } from "./prepare.js";
import type { Exchange, FrontChannelResult, Observation } from "../types/evidence.js";
import { sentParameters } from "../request/draft.js";
import type { RunContext } from "./context.js";
import type { StepContext, StepResult } from "./step.js";

/** Derives the facts of an observation, redacts it and writes it; the live view never leaves memory. */
export async function observe(
  run: RunContext,
  check: string,
  step: string,
  live: Observation,
): Promise<{ live: View; stored: Observation }> {
  await deriveFacts(live, run.jwks);
  const stored = redactObservation(live, run.vault);
  run.record({ type: "observation", check, step, ...stored });
  return { live: viewOf(live), stored };
}

/** The observation of a request made from a base. */
export async function observeRequest(
  context: StepContext,
  prepared: Prepared,
  seen: {
    kind: Observation["kind"];
    exchanges: Exchange[];
    result?: FrontChannelResult & Pick<Observation, "transport" | "stuck">;
    suffix?: string;
  },
): Promise<StepResult> {
  const { run, check, step } = context;
  const live: Observation = {
    id: `${check}:${step.path}${seen.suffix ?? ""}`,
    kind: seen.kind,
    exchanges: seen.exchanges,
    ...(prepared.client ? { client: prepared.client.name } : {}),
    ...(prepared.auth ? { auth: prepared.auth } : {}),
    sent: sentParameters(prepared.draft),
    made: prepared.made,
    offers: {},
    ...seen.result,
  };
  const error = seen.exchanges.at(-1)?.error;
  if (error) live.transport = error;
  live.offers = offersOf(prepared.base, viewOf({ ...live }), prepared.scope, prepared.functions);
  const { live: view, stored } = await observe(run, check, step.path, live);
  return { live: [view], stored: [stored], exchanges: seen.exchanges, client: prepared.client };
}
