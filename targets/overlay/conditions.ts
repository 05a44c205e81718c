import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "./answer.js";
import { errorOf, kindOf, membersOf } from "./answer.js";
import { bearerOf } from "./bearer.js";
import type { Exchange } from "./exchange.js";
import { parametersOf } from "./exchange.js";
import { secondsRevoked } from "./issued.js";
import { hasRepeated, hasUnknown, parametersMatch, valueMatches } from "./parameter.js";
import { valueOf } from "./pairs.js";
import type { AuthMethod } from "../reference/clients.js";
import type { AnswerCondition, AuthUsed, ClientKind, Step, When } from "./types.js";

function oneOf<Value>(wanted: Value | Value[] | undefined, actual: Value | undefined): boolean {
  if (wanted === undefined) return true;
  if (actual === undefined) return false;
  return Array.isArray(wanted) ? wanted.includes(actual) : wanted === actual;
}

function kindsOf(exchange: Exchange): ClientKind[] {
  const { client } = exchange;
  if (client === undefined) return ["unknown"];
  return [
    client.method === "none" ? "public" : "confidential",
    ...(client.redirectUris.length === 1 ? ["one-uri" as const] : []),
    ...(client.redirectUris.length > 1 ? ["several-uris" as const] : []),
  ];
}

function credentialsOf(exchange: Exchange): When["credentials"] {
  const { authentication, query } = exchange.request;
  if (valueOf(query, "client_secret") !== undefined && exchange.request.method === "POST") return "in-query";
  if (authentication.method === "none" || authentication.method === "other") return "none";
  if (exchange.client === undefined) return "unknown";
  if (authentication.method === "assertion") return "right";
  return authentication.secret === exchange.client.secret ? "right" : "wrong";
}

function grantWanted(exchange: Exchange): string | undefined {
  if (exchange.endpoint === "device") return "urn:ietf:params:oauth:grant-type:device_code";
  if (exchange.endpoint !== "authorization") return valueOf(exchange.request.params, "grant_type");
  return valueOf(parametersOf(exchange), "response_type") === "token" ? "implicit" : "authorization_code";
}

function grantAllowed(exchange: Exchange): boolean {
  const grant = grantWanted(exchange);
  return grant !== undefined && exchange.client?.grants.includes(grant) === true;
}

const METHODS: Record<AuthMethod, AuthUsed> = {
  none: "none",
  client_secret_basic: "basic",
  client_secret_post: "post",
  client_secret_jwt: "assertion",
  private_key_jwt: "assertion",
};

function usesOwnMethod({ client, request }: Exchange): boolean {
  return client !== undefined && METHODS[client.method] === request.authentication.method;
}

function headersMatch(headers: IncomingHttpHeaders, wanted: NonNullable<When["headers"]>): boolean {
  return Object.entries(wanted).every(([header, condition]) => {
    const name = header.toLowerCase();
    const value = [headers[name]].flat().join(", ");
    if (condition === "present" || condition === "absent") return name in headers === (condition === "present");
    return name in headers && valueMatches(condition, value);
  });
}

/** Whether the request, as the client sent it, is one that this step reacts to. */
export function requestMatches({ at, when = {} }: Step, exchange: Exchange): boolean {
  const { endpoint, origin, request, resumed } = exchange;
  return (
    (at === "any" || oneOf(at, endpoint)) &&
    oneOf(when.method, resumed ? origin?.method : request.method) &&
    (when.client === undefined || kindsOf(exchange).some((kind) => oneOf(when.client, kind))) &&
    oneOf(when.auth, request.authentication.method) &&
    (when.own_method === undefined || when.own_method === usesOwnMethod(exchange)) &&
    (when.credentials === undefined || when.credentials === credentialsOf(exchange)) &&
    (when.grant_allowed === undefined || when.grant_allowed === grantAllowed(exchange)) &&
    (when.content_type === undefined || (request.headers["content-type"] ?? "").startsWith(when.content_type)) &&
    (when.headers === undefined || headersMatch(request.headers, when.headers)) &&
    (when.bearer === undefined || oneOf(when.bearer, bearerOf(request, exchange.memory.issued))) &&
    (when.wrong_secrets === undefined || exchange.wrongSecrets >= when.wrong_secrets) &&
    (when.plain === undefined || when.plain === !request.encrypted) &&
    (when.concurrent === undefined || when.concurrent === exchange.concurrent) &&
    (when.failures === undefined || exchange.memory.devices.failures(request) >= when.failures) &&
    (when.path === undefined || new RegExp(when.path, "u").test(request.path)) &&
    (when.secret === undefined || valueMatches(when.secret, request.authentication.secret)) &&
    (when.spelled_secret === undefined || valueMatches(when.spelled_secret, request.authentication.spelled)) &&
    (when.token === undefined || when.token === exchange.token?.kind) &&
    (when.revoked_for === undefined || when.revoked_for <= secondsRevoked(exchange)) &&
    (when.unknown === undefined || when.unknown === hasUnknown(exchange)) &&
    (when.repeated === undefined || when.repeated === hasRepeated(exchange)) &&
    (when.params === undefined || parametersMatch(exchange, parametersOf(exchange), when.params)) &&
    (when.query === undefined || parametersMatch(exchange, request.query, when.query)) &&
    (when.origin === undefined || (origin !== undefined && parametersMatch(exchange, origin.params, when.origin)))
  );
}

function membersMatch(answer: Answer, wanted: NonNullable<AnswerCondition["members"]>): boolean {
  const members = membersOf(answer);
  return (
    members !== undefined &&
    Object.entries(wanted).every(([name, condition]) => {
      const value = members[name];
      if (condition === "present" || condition === "absent") return (value !== undefined) === (condition === "present");
      return valueMatches(condition, typeof value === "string" ? value : JSON.stringify(value));
    })
  );
}

export function answerMatches(wanted: AnswerCondition | undefined, exchange: Exchange, answer: Answer): boolean {
  if (wanted === undefined) return true;
  const { issuer } = exchange.world;
  return (
    oneOf(wanted.status, answer.status) &&
    oneOf(wanted.kind, kindOf(answer, exchange.endpoint, issuer)) &&
    oneOf(wanted.error, errorOf(answer, issuer)) &&
    (wanted.members === undefined || membersMatch(answer, wanted.members))
  );
}
