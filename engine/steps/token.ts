import { encodeDraft } from "../request/draft.js";
import { prepare } from "../run/prepare.js";
import { observeRequest } from "../run/observe.js";
import { poll } from "../run/poll.js";
import { repeat } from "../run/repeat.js";
import type { StepContext, StepKind, StepResult } from "../run/step.js";

/** Parameters whose value works once: RFC 6749 sections 4.1.3 and 6, RFC 8628 section 3.4. */
const GRANTS = ["code", "refresh_token", "device_code"];

/** A direct request to an endpoint, made from a base; once, several times, or until the answer changes. */
export async function request(context: StepContext, suffix: string): Promise<StepResult> {
  const prepared = await prepare(context);
  const { certificate, key, tls } = prepared.draft;
  for (const guess of prepared.guesses) context.run.guesses.take(context.check, guess);
  const exchange = await context.run.http.send(encodeDraft(prepared.draft), {
    certificate,
    key,
    tls,
    tried: context.step.options["connection"] !== undefined,
    wantsBrake: context.wantsBrake === true,
    once: prepared.draft.form.some(([name]) => GRANTS.includes(name)),
    startLine: context.startLine,
    signal: context.run.signal,
  });
  return observeRequest(context, prepared, { kind: "response", exchanges: [exchange], suffix });
}

export const step: StepKind = {
  describe: (one) => `token request ${one.subject}`,
  run: (context) => (context.step.options["poll"] ? poll(context, request) : repeat(context, request)),
};
