import type { Client, Provider } from "../types/provider.js";
import type { Json, Members } from "../types/suite.js";
import { StepBlocked, StepNotApplicable } from "./blocked.js";
import { namedRedirectUris, REDIRECT_KINDS } from "./redirect-kinds.js";

export interface Wanted {
  /** The step's `client`, resolved: a word or a map of properties. */
  selector?: Json;
  /** Grant type that the client must be registered for. */
  grant?: string;
  /** Client of the step that supplies the inputs; what `other` must not be. */
  current?: Client;
}

/**
 * The first client of the file that fits. Throws StepBlocked: needs-config, naming what is missing; StepNotApplicable
 * where the file says under `lacks` that the server has no such clients.
 */
export function selectClient(provider: Provider, wanted: Wanted): Client {
  const rule =
    typeof wanted.selector === "object" && wanted.selector !== null
      ? (wanted.selector as Members)
      : { is: wanted.selector ?? "any" };
  const kind = String(rule["is"] ?? "any");
  const without = rule["without"] as string | undefined;
  const grant = without ? undefined : wanted.grant;
  const fits = provider.clients.filter(
    (client) =>
      isKind(client, kind, wanted.current ?? provider.clients.find((one) => !grant || one.grants.includes(grant))) &&
      (!grant || kind === "resource_server" || client.grants.includes(grant)) &&
      (!without || !client.grants.includes(without)) &&
      hasRedirectUris(client, rule["redirect_uris"], grant) &&
      (rule["secret"] !== "reserved" || isReserved(client)),
  );
  const ready = fits.filter((client) => client.missing.length === 0);
  const usable = (rule["prefer"] === "short-lived" && ready.find((client) => client.lifetimes)) || ready[0];
  if (usable) return usable;
  const lacking = [`client:${kind}`, `client:${kind}/${grant}`, `client:${String(rule["redirect_uris"])}`].find(
    (fact) => provider.lacks.includes(fact),
  );
  if (lacking) throw new StepNotApplicable(`"${lacking}" is absent: provider file, lacks`);
  const words = [
    kind === "any" ? "client" : `${kind} client`,
    grant ? `for the ${grant} grant` : "",
    without ? `without the ${without} grant` : "",
    rule["redirect_uris"] ? `with redirect_uris: ${String(rule["redirect_uris"])}` : "",
    rule["secret"] ? "whose secret has reserved characters" : "",
  ];
  const missing = fits[0]?.missing;
  if (missing)
    throw new StepBlocked(
      "needs-config",
      `variable "${missing.join('", "')}" of client "${fits[0]?.name || "without a name"}" is not set`,
      { key: "clients" },
    );
  throw new StepBlocked("needs-config", `the provider file has no ${words.filter(Boolean).join(" ")}`, {
    key: "clients",
  });
}

/** Whether the file has a client that fits and that can act. */
export function canSelect(provider: Provider, wanted: Wanted): boolean {
  try {
    return selectClient(provider, wanted) !== undefined;
  } catch (error) {
    if (error instanceof StepBlocked || error instanceof StepNotApplicable) return false;
    throw error;
  }
}

function isKind(client: Client, kind: string, current: Client | undefined): boolean {
  if (kind === "resource_server") return client.roles.includes("resource_server");
  if (client.roles.includes("resource_server")) return false;
  if (kind === "any") return true;
  if (kind === "public") return client.token_endpoint_auth_method === "none";
  if (kind === "confidential") return client.token_endpoint_auth_method !== "none";
  if (kind === "other") return client.client_id !== current?.client_id;
  return client.token_endpoint_auth_method === kind;
}

function hasRedirectUris(client: Client, want: Json | undefined, grant: string | undefined): boolean {
  const count = client.redirect_uris.length;
  if (want === "one") return count === 1;
  if (want === "several") return count > 1;
  const kind = typeof want === "string" ? REDIRECT_KINDS[want] : undefined;
  if (kind) return client.redirect_uris.some(kind.is);
  return grant === "authorization_code" || grant === "implicit" ? count > 0 : true;
}

function isReserved(client: Client): boolean {
  const text = client.client_id + (client.client_secret ?? "");
  return new URLSearchParams([["", text]]).toString() !== `=${text}`;
}

/** Ten minutes, RFC 6749 4.1.2: what a code may live where the file does not say how long it does. */
const MOST_CODE_LIFETIME = 600;

/** Ninety days: RFC 9700 4.14.2 names no time after which an unused refresh token expires, and no check waits so long. */
const LONG_IDLE = 7_776_000;

/** What plans may know of a client as `${client.NAME}`; never its secret. */
export function clientView(client: Client, provider: Provider, grant?: string): Members {
  const other = provider.clients.find(
    (one) =>
      one.client_id !== client.client_id &&
      one.missing.length === 0 &&
      !one.roles.includes("resource_server") &&
      one.redirect_uris.length > 0,
  );
  return {
    ...publicMembers(client, provider, grant),
    ...(other ? { other: publicMembers(other, provider, grant) } : {}),
  };
}

/** Scope that a client asks for: its own, else that of the grant, else the file's. */
export function scopeFor(client: Client, provider: Provider, grant: string | undefined): string | undefined {
  return client.scope ?? provider.grants[grant ?? ""]?.scope ?? provider.scope;
}

function publicMembers(client: Client, provider: Provider, grant: string | undefined): Members {
  const scope = scopeFor(client, provider, grant);
  return {
    name: client.name,
    client_id: client.client_id,
    token_endpoint_auth_method: client.token_endpoint_auth_method,
    redirect_uris: client.redirect_uris,
    ...(client.redirect_uris[0] === undefined ? {} : { redirect_uri: client.redirect_uris[0] }),
    ...namedRedirectUris(client.redirect_uris),
    ...(scope === undefined ? {} : { scope }),
    ...(client.display_name === undefined ? {} : { display_name: client.display_name }),
    ...(provider.second_scope === undefined ? {} : { second_scope: provider.second_scope }),
    lifetimes: { code: MOST_CODE_LIFETIME, refresh_token: LONG_IDLE, ...client.lifetimes },
    code_limit: Math.min(MOST_CODE_LIFETIME, client.lifetimes?.code ?? MOST_CODE_LIFETIME),
  };
}
