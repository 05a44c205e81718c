import { summarize, viewOf } from "../observe/view.js";
import type { Observation } from "../types/evidence.js";
import type { Client, Provider } from "../types/provider.js";
import type { Base, Members } from "../types/suite.js";
import { clientKey, scopeKey, userKey } from "./place.js";
import { topicOf } from "./words.js";
import type { Trouble } from "./types.js";

/** What is known besides the answer itself. */
interface About {
  provider: Provider;
  client: Client;
  base: Base;
  /** The server has taken the client's identifier before, at another endpoint. */
  known: boolean;
}

/** Why an unchanged request to an endpoint was refused. */
export function answerTrouble(about: About, seen: Observation): Trouble {
  const { provider, client, base } = about;
  const { status = 0, body, headers } = viewOf(seen);
  const members = (body !== null && typeof body === "object" && !Array.isArray(body) ? body : {}) as Members;
  const error = typeof members["error"] === "string" ? members["error"] : undefined;
  const description = typeof members["error_description"] === "string" ? members["error_description"] : "";
  const message = `the ${base.endpoint} endpoint answers with ${summarize(seen)}${description && `, "${description.slice(0, 160)}"`}`;
  const key = base.endpoint === "resource" ? "resource.url" : `endpoints.${base.endpoint}`;

  if (status === 429 || (status === 503 && headers["retry-after"]))
    return { message, key: "network.rate", hint: "the server is asked too often: fewer requests a second, or wait" };
  if (error === undefined && (status === 404 || status === 405 || status === 410))
    return {
      message,
      key,
      also: ["issuer"],
      endpoint: base.endpoint,
      hint: "there is nothing at this address that takes such a request",
    };
  if (status >= 300 && status < 400)
    return {
      message,
      key,
      hint: `the answer leads to "${headers["location"]?.[0] ?? ""}": name that address`,
    };
  if (status >= 500) return { message, hint: "the server fails; its log knows why" };
  if (base.grant === "refresh_token" && "access_token" in members && !("refresh_token" in members))
    return {
      message: "the code gives an access token and no refresh token",
      key: clientKey(provider, client, "grants"),
      also: [scopeKey(provider, client)],
      hint: "take refresh_token off the list, or ask for the scope that it needs, often offline_access",
    };
  if (status >= 200 && status < 300)
    return {
      message: `${message}, and not with what a ${base.title} gives`,
      key,
      hint: "is this the right address?",
    };
  if (base.endpoint === "resource") return resourceTrouble(provider, message);

  switch (error) {
    case "invalid_client":
      return { ...credentials(about, message, description), refused: "credentials" };
    case "unauthorized_client":
    case "unsupported_grant_type":
      return grants(provider, client, message);
    case "invalid_scope":
      return { message, key: scopeKey(provider, client), hint: "ask for what the client is registered for" };
    case "invalid_grant":
      return base.user ? password(provider, message) : grantRefused(about, message, description);
    case "authorization_pending":
      return { message, key: "pages", hint: "the user's visit to the verification page did not end in a consent" };
    default:
  }
  if (status === 401) return { ...credentials(about, message, description), refused: "credentials" };
  const topic = topicOf(`${error ?? ""} ${description}`);
  if (topic === "grants") return grants(provider, client, message);
  if (topic === "scope") return { message, key: scopeKey(provider, client) };
  if (topic) return { message, key: clientKey(provider, client, topic) };
  if (error === undefined && status === 403)
    return { message, key: "network.headers", also: [key], hint: "a gateway may want a key in a header" };
  return { message };
}

function grants(provider: Provider, client: Client, message: string): Trouble {
  const hint = "register the client for this grant, or take it off the list";
  return { message, key: clientKey(provider, client, "grants"), hint };
}

function password(provider: Provider, message: string): Trouble {
  return {
    message,
    key: userKey(provider, "password"),
    also: [userKey(provider, "username")],
    hint: "try the name and the password by hand; accounts get locked, so they are not sent again",
    refused: "password",
  };
}

/** A code that the server gave a moment ago for the same redirect URI and verifier. */
function grantRefused({ provider, client }: About, message: string, description: string): Trouble {
  if (/redirect/i.test(description)) return { message, key: clientKey(provider, client, "redirect_uris") };
  return { message, hint: "nothing in the file explains this; the server's log may" };
}

function resourceTrouble(provider: Provider, message: string): Trouble {
  return {
    message,
    key: provider.resource?.scope === undefined ? "scope" : "resource.scope",
    also: ["resource.url"],
    hint: "does a token with the scope that the file asks for open this resource?",
  };
}

/** Few servers tell an unknown client from a wrong secret or method, so all that is not yet proven is named. */
function credentials({ provider, client, known }: About, message: string, description: string): Trouble {
  const key = (member: keyof Client): string => clientKey(provider, client, member);
  const method = client.token_endpoint_auth_method;
  const proof = PROOFS[method] ?? "client_secret";
  const candidates: (keyof Client)[] = method === "none" ? [METHOD] : [proof, METHOD];
  const unknown = !known && (method === "none" || topicOf(description) === "client_id");
  const order: (keyof Client)[] = known ? candidates : unknown ? [ID, ...candidates] : [...candidates, ID];
  const [first = ID, ...others] = order.map(key);
  const also = method.endsWith("_jwt") ? [...others, key("assertion_audience"), "issuer"] : others;
  return { message, key: first, also, hint: credentialsHint(client, known) };
}

const ID: keyof Client = "client_id";
const METHOD: keyof Client = "token_endpoint_auth_method";
/** What a client proves itself with, where that is not its secret. */
const PROOFS: Record<string, keyof Client> = {
  private_key_jwt: "jwks",
  tls_client_auth: "certificate",
  self_signed_tls_client_auth: "certificate",
};

function credentialsHint(client: Client, known: boolean): string {
  const { client_secret: secret, token_endpoint_auth_method: method } = client;
  if (secret !== undefined && secret.trim() !== secret) return "the secret begins or ends with white space";
  if (method === "none") return "the server may want this client to authenticate: give it a secret and a method";
  const id = known ? "the server knows the client_id, so it is not that" : "few servers say which of these it is";
  return `${id}; a secret may have been renewed or cut short`;
}
