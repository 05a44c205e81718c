import type { Exchange } from "./exchange.js";
import { parametersOf } from "./exchange.js";
import { tokenIs } from "./issued.js";
import type { Origin } from "./memory.js";
import { sha256 } from "./memory.js";
import type { Pair, ParameterCondition, ParameterState, ValueCondition } from "./types.js";
import { valueOf, valuesOf } from "./pairs.js";
import { departs, isRegistered } from "./redirect-uri.js";

const list = (value: string | string[]): string[] => (Array.isArray(value) ? value : [value]);

const patterns = new Map<string, RegExp>();

function pattern(source: string): RegExp {
  const known = patterns.get(source) ?? new RegExp(source, "su");
  patterns.set(source, known);
  return known;
}

export function valueMatches(condition: ValueCondition, value: string | undefined): boolean {
  if (value === undefined) return false;
  if ("is" in condition) return list(condition.is).includes(value);
  if ("not" in condition) return !list(condition.not).includes(value);
  return pattern(condition.matches).test(value);
}

/** Whether a verifier belongs to the challenge of an authorization request, by the method that was asked for. */
export function verifies(origin: Origin | undefined, verifier: string): boolean {
  const params = origin?.params ?? [];
  const challenge = valueOf(params, "code_challenge");
  const method = valueOf(params, "code_challenge_method") ?? "plain";
  if (method === "S256") return challenge === sha256(verifier);
  return method === "plain" && challenge === verifier;
}

function scopeExceeds(exchange: Exchange, scope: string): boolean {
  const granted = exchange.grant?.scope?.split(" ");
  return granted !== undefined && scope.split(" ").some((token) => !granted.includes(token));
}

function isRight(exchange: Exchange, name: string, value: string): boolean {
  const { endpoint, client, grant, origin } = exchange;
  switch (name) {
    case "client_id":
      return exchange.world.clients.has(value);
    case "redirect_uri":
      return endpoint === "token" ? grant?.redirectUri === value : isRegistered(value, client?.redirectUris ?? []);
    case "code":
    case "refresh_token":
      return grant !== undefined && !grant.used && grant.clientId === client?.id;
    case "code_verifier":
      return verifies(origin, value);
    case "username":
      return value === exchange.world.user.name;
    case "password":
      return value === exchange.world.user.password;
    default:
      return false;
  }
}

function inState(exchange: Exchange, name: string, state: ParameterState, values: string[]): boolean {
  const [value] = values;
  if (state === "absent") return value === undefined;
  if (state === "empty") return value === "";
  if (state === "missing") return values.every((one) => one === "");
  if (state === "repeated") return values.length > 1;
  if (value === undefined || value === "" || values.length > 1) return false;
  if (state === "present") return true;
  // What is right for a client that is not registered, nobody can say.
  if (name === "redirect_uri" && exchange.client === undefined) return false;
  if (name === "token" || state === "revoked" || state === "expired") return tokenIs(exchange, state);
  switch (state) {
    case "right":
      return isRight(exchange, name, value);
    case "wrong":
      return name === "code" || name === "refresh_token"
        ? exchange.grant === undefined
        : !isRight(exchange, name, value);
    case "used":
      return exchange.grant?.used === true;
    case "foreign":
      return (
        exchange.grant !== undefined && exchange.client !== undefined && exchange.grant.clientId !== exchange.client.id
      );
    case "challenge":
      return value === valueOf(exchange.origin?.params ?? [], "code_challenge");
    case "unsorted":
      return value !== value.split(" ").toSorted().join(" ");
    case "exceeding":
      return scopeExceeds(exchange, value);
    default:
      return departs(state, value, exchange.client?.redirectUris ?? []);
  }
}

export function parametersMatch(
  exchange: Exchange,
  pairs: Pair[],
  wanted: Record<string, ParameterCondition>,
): boolean {
  return Object.entries(wanted).every(([name, condition]) => {
    const values = valuesOf(pairs, name);
    if (typeof condition === "string") return inState(exchange, name, condition, values);
    return values.length === 1 && valueMatches(condition, values[0]);
  });
}

/** Parameters that RFC 6749 and its companions define; any other is unknown to a server. */
const KNOWN = new Set(
  `response_type client_id redirect_uri scope state code_challenge code_challenge_method response_mode nonce prompt
   display max_age ui_locales id_token_hint login_hint acr_values claims request request_uri resource audience dpop_jkt
   authorization_details grant_type code code_verifier client_secret client_assertion client_assertion_type
   refresh_token username password assertion token token_type_hint device_code`.split(/\s+/),
);

export function hasUnknown(exchange: Exchange): boolean {
  return parametersOf(exchange).some(([name]) => !KNOWN.has(name));
}

export function hasRepeated(exchange: Exchange): boolean {
  const names = parametersOf(exchange).map(([name]) => name);
  return new Set(names).size < names.length;
}
