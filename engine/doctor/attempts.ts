import type { Session } from "../front-channel/front-channel.js";
import { plainStep } from "../load/expand.js";
import { unmetNeed } from "../observe/facts.js";
import { runSteps } from "../run/check.js";
import type { RunContext } from "../run/context.js";
import type { StepMemory } from "../run/step.js";
import type { EvidenceRecord, Observation } from "../types/evidence.js";
import type { Client } from "../types/provider.js";
import type { Base, Step } from "../types/suite.js";
import type { Attempt, Patient } from "./types.js";

/** The last picture that the front channel took, until it is fetched. */
export interface Pictures {
  take(): Pick<Attempt, "screenshot" | "noScreenshot">;
}

/** Tries bases as clients, each once: what a run would prove as the control of its checks, and nothing else. */
export function openAttempts(run: RunContext, records: EvidenceRecord[], pictures: Pictures): Patient["attempt"] {
  const known = new Map<string, Promise<Attempt>>();
  return (name, client, auth) => {
    const base = run.suite.bases.get(name);
    if (!base) throw new Error(`no base "${name}"`);
    const id = ["doctor", name, client.name, ...(auth === undefined ? [] : [auth])].join("/");
    const attempt = known.get(id) ?? tryBase(base, client, auth, id);
    known.set(id, attempt);
    return attempt;
  };

  async function tryBase(base: Base, client: Client, auth: string | undefined, check: string): Promise<Attempt> {
    const need = unmetNeed(base.needs, run.facts);
    if (need) return { ok: false, seen: [], unmet: need.because };
    const own: { session?: Session } = {};
    const forced = base.authenticate || base.grant ? client : undefined;
    const context = { run, check, inputs: {}, before: [], forced, own, disturbs: false };
    const memories = await runSteps(context, stepsOf(base, auth));
    const seen = memories.flatMap(({ result }) => result?.stored ?? []);
    const failed = memories.find(({ state }) => state.state !== "done");
    if (!failed) return { ok: true, seen };
    return { ok: false, seen, failed: failureOf(failed), ...pictures.take() };
  }

  function failureOf({ step, state, result }: StepMemory): Attempt["failed"] {
    const base = run.suite.bases.get(`${step.kind}/${step.subject}`);
    const because = "because" in state ? state.because : "";
    const key = state.state === "blocked" ? state.key : undefined;
    const last = state.state === "blocked" ? state.observations.at(-1) : undefined;
    const stored = records.find((one) => one.type === "observation" && one.id === last) as Observation | undefined;
    return { base, observation: result?.stored.at(-1) ?? stored, because, key };
  }
}

/** The control's steps; the last may authenticate by another method than the client's. */
function stepsOf(base: Base, auth: string | undefined): Step[] {
  const plain = plainStep({ kind: base.step, subject: base.base, path: "1" });
  const steps = base.control.length > 0 ? base.control : [plain];
  if (auth === undefined) return steps;
  return steps.map((step, index) =>
    index === steps.length - 1 ? { ...step, options: { ...step.options, auth } } : step,
  );
}
