import { encodeDraft } from "../request/draft.js";
import { isChanged } from "../load/step-changes.js";
import { prepare } from "../run/prepare.js";
import { observeRequest } from "../run/observe.js";
import { NeedsBrowser, type Act } from "../front-channel/front-channel.js";
import { StepBlocked, StepNotApplicable } from "../run/blocked.js";
import { repeat } from "../run/repeat.js";
import type { StepContext, StepKind, StepResult } from "../run/step.js";
import type { Client, User } from "../types/provider.js";
import { tamper } from "../values/functions.js";

/** An authorization request, driven through the server's pages to the client or to a page where it ends. */
async function authorize(context: StepContext, suffix: string): Promise<StepResult> {
  const { run, step } = context;
  const prepared = await prepare(context);
  const route = step.options["via"] ?? context.route ?? "query";
  if (step.options["method"] === undefined) prepared.draft.method = route === "post" ? "POST" : "GET";
  prepared.draft.headers["accept"] ??= ["text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"];
  const act = (step.options["user"] ?? "approve") as Act;
  const lease = await run.sessions.lease(context, {
    ready: isChanged(step, false) && act !== "none",
    client: prepared.client,
  });
  const leave = await run.firstFlow.enter(prepared.client?.name ?? "");
  let gotCode = false;
  try {
    const { exchanges, result, transport, stuck, denied, tried, undeniable } = await run.frontChannel.drive(
      encodeDraft(prepared.draft),
      {
        session: lease.session,
        redirectUris: redirectUris(run.provider.clients, prepared.draft.form),
        user: userFor(act, run.provider.users),
        act,
        choose: step.options["choose"] as Record<string, string> | undefined,
        signal: run.signal,
      },
    );
    gotCode = result.redirect?.["code"] !== undefined;
    if (act === "deny" && !denied && undeniable !== undefined && result.redirect?.["code"])
      throw new StepBlocked("needs-config", `the page rule "${undeniable}" has no "deny" to refuse with`, {
        key: "pages",
      });
    const offered = act === "deny" ? denied : act === "wrong" ? tried : true;
    if (!offered && result.redirect?.["code"]) throw new StepNotApplicable(NOT_OFFERED[act]);
    const seen = { ...result, ...(transport ? { transport } : {}), ...(stuck ? { stuck } : {}) };
    return await observeRequest(context, prepared, { kind: "authorization", exchanges, result: seen, suffix });
  } catch (error) {
    if (!(error instanceof NeedsBrowser)) throw error;
    const { exchanges, message } = error;
    const seen = await observeRequest(context, prepared, { kind: "authorization", exchanges, suffix });
    throw new StepBlocked("needs-browser", message, { key: "driver", observations: seen.stored });
  } finally {
    leave(gotCode);
    await lease.release();
  }
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

/** The first account of the file; with a wrong password where the step wants one. */
function userFor(act: Act, users: User[]): User | undefined {
  if (act === "none") return undefined;
  const usable = users.find((user) => user.missing.length === 0);
  const missing = users[0]?.missing;
  if (!usable && missing)
    throw new StepBlocked("needs-config", `variable "${missing.join('", "')}" of the user is not set`, {
      key: "users",
    });
  return usable && act === "wrong" ? { ...usable, password: String(tamper(usable.password)) } : usable;
}

export const step: StepKind = {
  describe: (one) => `authorization request ${one.subject}`,
  run: (context) => repeat(context, authorize),
};
