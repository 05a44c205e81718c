import { canSelect, selectClient, clientView } from "./clients.js";
import { StepBlocked } from "./blocked.js";
import { type StepContext, type StepMemory, scopeOf } from "./step.js";
import type { Client, GrantSettings, User } from "../types/provider.js";
import type { Base, Json, Members } from "../types/suite.js";
import { type FunctionContext } from "../values/functions.js";
import { type Scope, Unresolved, resolve } from "../values/template.js";
import { authenticate, hasWrongSecret } from "../request/authenticate.js";
import type { Draft } from "../request/draft.js";
import { plainUrl, tlsOffer } from "../request/connection.js";
import { mutate } from "../request/mutate.js";
import { replacesHeader } from "../load/step-changes.js";
import { ofIssuer } from "./discover.js";
import { applyGrantSettings } from "./grant-settings.js";
import type { Guess } from "./guesses.js";
import { applyRegistration } from "./registration-record.js";
import { userOf } from "./users.js";
import { baseOf, sourceOf } from "../load/step-inputs.js";

/** A request that is ready to go, and what later steps may want to know of it. */
export interface Prepared {
  base: Base;
  draft: Draft;
  /** Absent where a request needs none and the file has none. */
  client?: Client;
  auth?: string;
  /** Whose password or secret is wrong in it. */
  guesses: Guess[];
  made: Members;
  scope: Scope;
  functions: FunctionContext;
}

/**
 * The client that a step acts as: the one it asks for, else that of the step it draws on, else the
 * first that can do the grant.
 */
export function clientOf(context: StepContext, base: Base, source: StepMemory | undefined): Client | undefined {
  // A resource server asks about tokens and gets none itself.
  if (context.forced && !(base.grant && context.forced.roles.includes("resource_server"))) return context.forced;
  const current = source?.result?.client ?? lastClient(context.before) ?? context.current;
  const selector = context.step.options["client"] ?? usualClient(context, base);
  if (selector === undefined && current && (!base.grant || current.grants.includes(base.grant))) return current;
  if (selector === undefined && !base.authenticate && !base.grant) return current;
  return selectClient(context.run.provider, {
    selector: selector === undefined ? undefined : resolve(selector, scopeOf(context, "live")),
    grant: base.grant,
    current: source?.result?.client,
  });
}

/** The client that the base speaks of, where the provider file has it. */
function usualClient({ run }: StepContext, { client }: Base): string | undefined {
  return client !== undefined && canSelect(run.provider, { selector: client }) ? client : undefined;
}

/** The client of the last request of the check itself; a fragment's own, such as a resource server, does not carry over. */
export function lastClient(before: readonly StepMemory[]): Client | undefined {
  return before.findLast(({ step, result }) => step.kind !== "use" && result?.client?.roles.length === 0)?.result
    ?.client;
}

/** Builds the base's request, authenticates, then applies the step's mutations. */
export async function prepare(context: StepContext): Promise<Prepared> {
  const { run, step } = context;
  const base = baseOf(run.suite, step);
  const { source } = sourceOf(run.suite, step, context.before);
  if (source && !source.result) throw new Unresolved(source.step.as ?? source.step.path);
  const client = clientOf(context, base, source);
  const functions: FunctionContext = { clockOffset: run.clockOffset };
  const view = client ? { client: clientView(client, run.provider, base.grant) } : {};
  const user = base.user ? userOf(run.provider, step.options["user"]) : undefined;
  const common = scopeOf(context, "live", { ...view, user, from: source?.result?.live.at(-1) });
  const made = resolve(base.make, common, functions) as Members;
  const scope = { ...common, made };
  const url = urlOf(context, base, (value) => String(resolve(value, scope, functions)));
  if (!url)
    throw new StepBlocked("needs-config", `no endpoint "${base.endpoint}"`, { key: `endpoints.${base.endpoint}` });
  const draft: Draft = {
    method: String(resolve(base.method, common)),
    url,
    query: [],
    form: [],
    headers: {},
    encode: "form",
  };
  for (const [name, value] of Object.entries(base.parameters)) {
    const text = valueOrNothing(value, scope, functions, base.optional.includes(name));
    if (text !== undefined) draft.form.push([name, text]);
  }
  for (const [name, value] of Object.entries(base.headers))
    if (!replacesHeader(step, name)) draft.headers[name.toLowerCase()] = [String(resolve(value, scope, functions))];
  const settings = run.provider.grants[base.grant ?? ""];
  const granted = settingsScope(context, settings, scope);
  applyGrantSettings(draft, base, settings, granted, functions);
  if (base.endpoint === "registration") applyRegistration(draft, run.provider.registration);
  const options = resolve(
    Object.fromEntries(Object.entries(step.options).filter(([name]) => name !== "client" && name !== "poll")),
    scope,
    functions,
  ) as Members;
  const auth =
    base.authenticate && client
      ? await authenticate(draft, client, options["auth"], {
          issuer: run.provider.issuer,
          now: Math.floor(Date.now() / 1000 + run.clockOffset),
        })
      : undefined;
  if (options["bearer"] !== undefined) draft.headers["authorization"] = [`Bearer ${String(options["bearer"])}`];
  mutate(draft, options);
  if (options["path"] !== undefined) draft.url += String(options["path"]);
  const connection = options["connection"] as Members | undefined;
  if (connection?.["plain"] === true) draft.url = plainUrl(draft.url);
  if (connection) draft.tls = tlsOffer(connection);
  const who = granted["user"] as User | undefined;
  const guesses: Guess[] = [
    ...(who && step.options["user"] === "wrong" ? [{ of: "user" as const, name: who.username }] : []),
    ...(auth !== undefined && client && hasWrongSecret(client, options["auth"])
      ? [{ of: "client" as const, name: client.name }]
      : []),
  ];
  return { base, draft, client, auth, guesses, made, scope, functions };
}

/** Where the step says, where the base says, or the endpoint; the provider file may have one for the grant. */
function urlOf({ run, step }: StepContext, base: Base, fill: (value: Json) => string): string | undefined {
  if (step.options["url"] !== undefined) return ofIssuer(run.provider, fill(step.options["url"]));
  if (base.url !== undefined) return fill(base.url);
  return run.endpoints[`${base.endpoint}/${base.grant}`] ?? run.endpoints[base.endpoint];
}

/** What a provider file says of a grant may name the user, whether the base does or not. */
function settingsScope({ run, step }: StepContext, settings: GrantSettings | undefined, scope: Scope): Scope {
  const asked = JSON.stringify(settings ?? {}).includes("${user.");
  return scope["user"] || !asked ? scope : { ...scope, user: userOf(run.provider, step.options["user"]) };
}

function valueOrNothing(value: Json, scope: Scope, functions: FunctionContext, optional: boolean): string | undefined {
  try {
    const resolved = resolve(value, scope, functions);
    return typeof resolved === "string" ? resolved : JSON.stringify(resolved);
  } catch (error) {
    if (optional && error instanceof Unresolved) return undefined;
    throw error;
  }
}

/** What later steps can take: each offer that resolves against what the step saw. */
export function offersOf(base: Base, seen: unknown, scope: Scope, functions: FunctionContext): Members {
  const offers: Members = {};
  for (const [name, value] of Object.entries(base.offers)) {
    try {
      offers[name] = resolve(value, { ...scope, step: seen }, functions);
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
    }
  }
  return offers;
}
