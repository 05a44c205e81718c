import { plainStep } from "../load/expand.js";
import { unmetNeed } from "../observe/facts.js";
import { runSteps } from "../run/check.js";
import { undisturbed } from "../run/undisturbed.js";
import type { RunContext } from "../run/context.js";
import type { StepMemory } from "../run/step.js";
import type { EvidenceRecord, Observation } from "../types/evidence.js";
import type { Client } from "../types/provider.js";
import type { Base, Members, Step } from "../types/suite.js";
import type { Attempt, Patient } from "./types.js";

/** The last picture that the front channel took, until it is fetched. */
export interface Pictures {
  take(): Pick<Attempt, "screenshot" | "noScreenshot">;
}

/**
 * Tries bases as clients, each once: what a run would prove as the control of its checks, and nothing else.
 *
 * @param working clients that may be asked for a token; a secret that was refused is not sent again for it
 */
export function openAttempts(
  own: RunContext,
  records: EvidenceRecord[],
  pictures: Pictures,
  working: Client[],
): Pick<Patient, "attempt" | "attemptWithToken"> {
  const known = new Map<string, Promise<Attempt>>();
  const attemptIn =
    (runOf: (client: Client) => RunContext): Patient["attempt"] =>
    (name, client, changes = {}) => {
      const base = own.suite.bases.get(name);
      if (!base) throw new Error(`no base "${name}"`);
      const differs = [client.assertion_audience ?? [], Object.values(changes)].flat().map(String);
      const id = ["doctor", name, client.name, ...differs].join("/");
      const attempt = known.get(id) ?? tryBase(runOf(client), base, client, changes, id);
      known.set(id, attempt);
      return attempt;
    };
  return {
    attempt: attemptIn(() => own),
    attemptWithToken: attemptIn((client) => {
      const clients = [...working, ...(client.roles.length > 0 ? [client] : [])];
      return { ...own, provider: { ...own.provider, clients } };
    }),
  };

  async function tryBase(
    run: RunContext,
    base: Base,
    client: Client,
    changes: Members,
    check: string,
  ): Promise<Attempt> {
    const need = unmetNeed(base.needs, run.facts);
    if (need) return { ok: false, seen: [], unmet: need.because };
    const forced = base.authenticate || base.grant ? client : undefined;
    const context = { run, check, inputs: {}, before: [], forced, disturbs: false };
    const memories = await undisturbed(run, check, () => runSteps({ ...context, own: {} }, stepsOf(base, changes)));
    const seen = memories.flatMap(({ result }) => result?.stored ?? []);
    const failed = memories.find(({ state }) => state.state !== "done");
    if (!failed) return { ok: true, seen };
    return { ok: false, seen, failed: failureOf(failed), ...pictures.take() };
  }

  function failureOf({ step, state, result }: StepMemory): Attempt["failed"] {
    const base = own.suite.bases.get(`${step.kind}/${step.subject}`);
    const because = "because" in state ? state.because : "";
    const { reason, key, observations = [] } = state.state === "blocked" ? state : {};
    const last = observations.at(-1);
    const stored = records.find((one) => one.type === "observation" && one.id === last) as Observation | undefined;
    return { base, observation: result?.stored.at(-1) ?? stored, reason, because, key };
  }
}

/** The control's steps, the last with changes. */
function stepsOf(base: Base, changes: Members): Step[] {
  const plain = plainStep({ kind: base.step, subject: base.base, path: "1" });
  const steps = base.control.length > 0 ? base.control : [plain];
  const last = steps.length - 1;
  return steps.map((step, index) => (index === last ? { ...step, options: { ...step.options, ...changes } } : step));
}
