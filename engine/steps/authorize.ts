import { encodeDraft } from "../request/draft.js";
import { isChanged, prepare } from "../request/prepare.js";
import { observeRequest } from "../run/observe.js";
import { StepBlocked } from "../run/blocked.js";
import { repeat } from "../run/repeat.js";
import type { StepContext, StepKind, StepResult } from "../run/step.js";
import type { Client, User } from "../types/provider.js";

/** An authorization request, driven through the server's pages to the client or to a page where it ends. */
async function authorize(context: StepContext, suffix: string): Promise<StepResult> {
  const { run, step } = context;
  const prepared = await prepare(context);
  const route = step.options["via"] ?? context.route ?? "query";
  if (step.options["method"] === undefined) prepared.draft.method = route === "post" ? "POST" : "GET";
  prepared.draft.headers["accept"] ??= ["text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"];
  const act = (step.options["user"] ?? "approve") as "approve" | "deny" | "none";
  const lease = await run.sessions.lease(context, {
    ready: isChanged(step, false) && step.options["user"] !== "none",
    client: prepared.client,
  });
  try {
    const { exchanges, result } = await run.frontChannel.drive(encodeDraft(prepared.draft), {
      session: lease.session,
      redirectUris: redirectUris(run.provider.clients, prepared.draft.form),
      user: act === "none" ? undefined : firstUser(run.provider.users),
      act,
      choose: step.options["choose"] as Record<string, string> | undefined,
      signal: run.signal,
    });
    return await observeRequest(context, prepared, { kind: "authorization", exchanges, result, suffix });
  } finally {
    await lease.release();
  }
}

/** Every redirect URI that we named ourselves: a redirect to one of them is the answer, and is never followed. */
function redirectUris(clients: Client[], form: [string, string][]): string[] {
  const requested = form.filter(([name, value]) => name === "redirect_uri" && URL.canParse(value)).map(([, value]) => value);
  return [...new Set([...requested, ...clients.flatMap((client) => client.redirect_uris)])];
}

function firstUser(users: User[]): User | undefined {
  const usable = users.find((user) => user.missing.length === 0);
  const missing = users[0]?.missing;
  if (!usable && missing)
    throw new StepBlocked("needs-config", `variable "${missing.join('", "')}" of the user is not set`, {
      key: "users",
    });
  return usable;
}

export const step: StepKind = {
  describe: (one) => `authorization request ${one.subject}`,
  run: (context) => repeat(context, authorize),
};
