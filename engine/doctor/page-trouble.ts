import type { Observation, Parameters } from "../types/evidence.js";
import type { Client, Provider } from "../types/provider.js";
import { sendsPassword } from "../front-channel/rules.js";
import { viewOf } from "../observe/view.js";
import { clientKey, scopeKey, userKey } from "./place.js";
import { type Topic, topicOf } from "./words.js";
import type { Trouble } from "./types.js";

const HINTS: Record<Topic, string> = {
  redirect_uris: "compare it with the registered one letter by letter: scheme, port, path, a slash at the end",
  scope: "ask for what the client is registered for",
  grants: "the client is not registered for this grant, or the server has it switched off",
  client_id: "compare it with the one that the server shows for this client; is it the right realm or tenant?",
};

/** Why an authorization request did not lead back to the client. */
export function pageTrouble(provider: Provider, client: Client, seen: Observation): Trouble | undefined {
  if (!seen.stuck && !seen.redirect && seen.page === undefined) return undefined;
  if (seen.stuck) return stuckTrouble(provider, client, seen, seen.stuck);
  if (seen.redirect) return redirectTrouble(provider, client, seen.redirect, seen.acted ?? []);
  const words = seen.page_text ?? "";
  const status = viewOf(seen).status ?? 0;
  const said = `status ${status}${words && `: "${words.slice(0, 160)}"`}`;
  // A page that refuses the user comes after one of theirs; one that refuses the request comes at once.
  if (seen.acted) {
    const last = seen.acted.at(-1) ?? "";
    return {
      message: `after the page rule "${last}" came a page that leads nowhere, ${said}`,
      key: `pages.${last}`,
      also: [userKey(provider, "username")],
      pages: true,
    };
  }
  if (status === 404 || status === 405)
    return {
      message: `there is no authorization endpoint, ${said}`,
      key: "endpoints.authorization",
      also: ["issuer"],
      endpoint: "authorization",
    };
  if (status >= 500) return { message: `the server fails, ${said}`, hint: "its log knows why" };
  const topic = topicOf(words);
  return {
    message: `the server refuses the authorization request on a page of its own, ${said}`,
    ...refusedBefore(provider, client, topic),
  };
}

/** Before it redirects, a server checks who asks and where to send the answer (RFC 6749 4.1.2.1). */
function refusedBefore(provider: Provider, client: Client, topic: Topic | undefined): Omit<Trouble, "message"> {
  const keys: Record<Topic, string> = keysOf(provider, client);
  if (topic) return { key: keys[topic], hint: HINTS[topic] };
  return {
    key: keys.client_id,
    also: [keys.redirect_uris],
    hint: "a page instead of a redirect means that the server does not know the client or the redirect URI",
  };
}

function keysOf(provider: Provider, client: Client): Record<Topic, string> {
  return {
    redirect_uris: `${clientKey(provider, client, "redirect_uris")}[0]`,
    scope: scopeKey(provider, client),
    grants: clientKey(provider, client, "grants"),
    client_id: clientKey(provider, client, "client_id"),
  };
}

/** Error codes of RFC 6749 4.1.2.1 and OpenID Connect Core 3.1.2.6 that speak about the client's registration. */
const CODES: Record<string, Topic> = {
  invalid_scope: "scope",
  unauthorized_client: "grants",
  unsupported_response_type: "grants",
};

function redirectTrouble(provider: Provider, client: Client, redirect: Parameters, acted: string[]): Trouble {
  const error = String(redirect["error"] ?? "");
  const words = String(redirect["error_description"] ?? "");
  const message = `the server redirects with ${error ? `error ${error}` : "neither code nor error"}${words && `: "${words.slice(0, 160)}"`}`;
  if (error === "access_denied") return { message, ...denied(provider, client, acted) };
  if (["login_required", "interaction_required", "consent_required"].includes(error))
    return { message, key: userKey(provider, "username"), hint: "the server wants the user to do something first" };
  const topic = CODES[error] ?? topicOf(words);
  return topic ? { message, key: keysOf(provider, client)[topic], hint: HINTS[topic] } : { message };
}

/** Either the user refused, by a rule that presses the wrong button, or the server did on behalf of its own rules. */
function denied(provider: Provider, client: Client, acted: string[]): Omit<Trouble, "message"> {
  const last = provider.pages.find(({ name }) => name === acted.at(-1));
  const [user, scope] = [userKey(provider, "username"), scopeKey(provider, client)];
  if (last && !sendsPassword(last))
    return {
      key: `pages.${last.name}`,
      also: [user, scope],
      hint: "does the rule press the button that refuses?",
      pages: true,
    };
  return { key: scope, also: [user], hint: "may this user use this client, and may both have this scope?" };
}

function stuckTrouble(
  provider: Provider,
  client: Client,
  seen: Observation,
  { because, key }: NonNullable<Observation["stuck"]>,
): Trouble {
  const rule = provider.pages.find(({ name }) => because.includes(`rule "${name}"`));
  const text = seen.page_text ? `; it says "${seen.page_text.slice(0, 160)}"` : "";
  const message = `${because}${text}`;
  if (key === "users") {
    const password = rule !== undefined && sendsPassword(rule);
    return {
      message,
      key: userKey(provider, "password"),
      also: [userKey(provider, "username"), ...(rule ? [`pages.${rule.name}`] : [])],
      hint: because.includes("no value for")
        ? "name an account under users: that may log in"
        : "try the name and the password by hand; accounts get locked, so they are not sent again",
      pages: true,
      ...(password ? { refused: "password" as const } : {}),
    };
  }
  // Some servers refuse the request with a page that has a button and status 200.
  const topic = seen.acted ? undefined : strictTopic(seen.page_text ?? "");
  if (topic) return { message, key: keysOf(provider, client)[topic], also: ["pages"], hint: HINTS[topic] };
  if (rule?.totp !== undefined && because.includes("came back"))
    return {
      message,
      key: userKey(provider, "totp"),
      hint: "the seed of the one-time code is another, or a clock is wrong: see the finding on the clock",
      pages: true,
    };
  return {
    message,
    key: rule ? `pages.${rule.name}` : key,
    hint: rule
      ? "correct the names in the rule, or what it asks of a page before it acts"
      : "write a rule for this page: what it has or says, what to fill in, what to press",
    pages: true,
  };
}

/** A login page may well speak of applications and scopes, but not in the protocol's own words. */
function strictTopic(words: string): Topic | undefined {
  return /invalid_|unauthorized_client|redirect_ur[il]|client_id/i.test(words) ? topicOf(words) : undefined;
}
