import { encodeDraft } from "../request/draft.js";
import { isChanged } from "../load/step-changes.js";
import { prepare } from "../run/prepare.js";
import { observeRequest } from "../run/observe.js";
import type { Person } from "../run/person.js";
import { NeedsBrowser, type Act } from "../front-channel/front-channel.js";
import { StepBlocked, StepNotApplicable } from "../run/blocked.js";
import { repeat } from "../run/repeat.js";
import { userOf } from "../run/users.js";
import type { StepContext, StepKind, StepResult } from "../run/step.js";
import type { Parameters } from "../types/evidence.js";
import type { Client } from "../types/provider.js";
import type { Members } from "../types/suite.js";
import { resolve } from "../values/template.js";

/** An authorization request; where a page needs a person and one is there, it is made again once they are through. */
async function authorize(context: StepContext, suffix: string): Promise<StepResult> {
  const first = await attempt(context, suffix, context.run.person);
  return first ?? ((await attempt(context, suffix)) as StepResult);
}

/**
 * An authorization request, driven through the server's pages to the client or to a page where it ends. Undefined when
 * a person was needed and has logged in meanwhile.
 */
async function attempt(context: StepContext, suffix: string, person?: Person): Promise<StepResult | undefined> {
  const { run, step } = context;
  const prepared = await prepare(context);
  const route = step.options["via"] ?? context.route ?? "query";
  if (step.options["method"] === undefined) prepared.draft.method = route === "post" ? "POST" : "GET";
  prepared.draft.headers["accept"] ??= ["text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"];
  const user = userOf(run.provider, step.options["user"]);
  const act = (step.options["user"] === "unknown" ? "wrong" : (step.options["user"] ?? "approve")) as Act;
  const choose = { ...prepared.base.choose, ...(step.options["choose"] as Members | undefined) };
  const lease = await run.sessions.lease(context, {
    ready: isChanged(step, false) && act !== "none",
    client: prepared.client,
  });
  const leave = await run.firstFlow.enter(prepared.client?.name ?? "");
  let arrived = false;
  try {
    const request = encodeDraft(prepared.draft);
    const uris = redirectUris(run.provider.clients, prepared.draft.form);
    const { exchanges, result, transport, stuck, denied, tried, undeniable } = await run.frontChannel.drive(request, {
      session: lease.session,
      redirectUris: uris,
      user,
      act,
      guess:
        user && step.options["user"] === "wrong"
          ? () => run.guesses.take(context.check, { of: "user", name: user.username })
          : undefined,
      choose: resolve(choose, prepared.scope, prepared.functions) as Record<string, string>,
      signal: run.signal,
    });
    // A session without cookies stays one: what a person did is of no use to it.
    if (stuck?.human && step.options["session"] !== "none" && (await person?.logIn(request, uris))) {
      await run.sessions.giveUp(context);
      return undefined;
    }
    arrived = isSuccess(result.redirect) || (result.page !== undefined && result.acted !== undefined && !stuck);
    // The visit to a verification URI ends on a page: what it came to, the token endpoint says.
    const through =
      isSuccess(result.redirect) || (prepared.base.url !== undefined && result.page !== "error" && !stuck);
    if (act === "deny" && !denied && undeniable !== undefined && through)
      throw new StepBlocked("needs-config", `the page rule "${undeniable}" has no "deny" to refuse with`, {
        key: "pages",
      });
    const offered = act === "deny" ? denied : act === "wrong" ? tried : true;
    if (!offered && isSuccess(result.redirect)) throw new StepNotApplicable(NOT_OFFERED[act]);
    const seen = { ...result, ...(transport ? { transport } : {}), ...(stuck ? { stuck } : {}) };
    return await observeRequest(context, prepared, { kind: "authorization", exchanges, result: seen, suffix });
  } catch (error) {
    if (!(error instanceof NeedsBrowser)) throw error;
    const { exchanges, message } = error;
    const seen = await observeRequest(context, prepared, { kind: "authorization", exchanges, suffix });
    throw new StepBlocked("needs-browser", message, { key: "driver", observations: seen.stored });
  } finally {
    leave(arrived);
    await lease.release();
  }
}

/** The response gives what was asked for: a code or a token. */
function isSuccess(redirect: Parameters | undefined): boolean {
  return redirect !== undefined && (redirect["code"] ?? redirect["access_token"] ?? redirect["id_token"]) !== undefined;
}

const NOT_OFFERED: Record<string, string> = {
  deny: "the server asked for no consent that could be refused",
  wrong: "the server asked for no password",
};

/** Every redirect URI that we named ourselves: a redirect to one of them is the answer, and is never followed. */
function redirectUris(clients: Client[], form: [string, string][]): string[] {
  const requested = form.filter(([name, value]) => name === "redirect_uri" && value !== "").map(([, value]) => value);
  return [...new Set([...requested, ...clients.flatMap((client) => client.redirect_uris)])];
}

export const step: StepKind = {
  describe: (one) => `authorization request ${one.subject}`,
  run: (context) => repeat(context, authorize),
};
