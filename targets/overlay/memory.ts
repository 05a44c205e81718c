import { createHash, randomBytes } from "node:crypto";
import type { RegisteredClient } from "../reference/clients.js";
import type { Answer } from "./answer.js";
import { clientRedirect, membersOf, redirectParameter } from "./answer.js";
import type { ClientRequest, Exchange } from "./exchange.js";
import { IssuedTokens } from "./issued.js";
import type { Pair } from "./types.js";
import { Devices } from "./devices.js";
import { valueOf } from "./pairs.js";

/** An authorization request that is under way or that has led to a code. */
export type Origin = {
  method: string;
  params: Pair[];
  /** Where the server was told to send the answer, when that is not what the client asked for. */
  redirectedFrom?: string;
  /** The server holds the overlay's own challenge instead of the client's. */
  escrowed?: boolean;
};

/** A code or refresh token that the server gave out. */
export type GrantRecord = {
  origin: Origin | undefined;
  clientId: string | undefined;
  redirectUri: string | undefined;
  scope: string | undefined;
  used: boolean;
  /** Requests that present it and have no answer yet. */
  underWay: number;
  success?: Answer;
  successor?: string;
};

const LIMIT = 20_000;

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64url");

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value);
  const oldest = map.keys().next().value;
  if (map.size > LIMIT && oldest !== undefined) map.delete(oldest);
}

/** What the overlay has seen go by: enough to tell a right value from a wrong one. */
export class Memory {
  pending = new Map<string, Origin>();
  grants = new Map<string, GrantRecord>();
  issued = new IssuedTokens();
  devices = new Devices();
  /** One verifier for all codes, whose challenge replaces the client's when a verifier is to be forgiven. */
  escrow = ((verifier: string) => ({ verifier, challenge: sha256(verifier) }))(randomBytes(32).toString("base64url"));

  #guesses = new Map<string, number>();

  /** How many wrong secrets a client has sent before this one; a wrong one is remembered. */
  wrongSecrets(client: RegisteredClient | undefined, secret: string | undefined): number {
    if (client === undefined) return 0;
    const before = this.#guesses.get(client.id) ?? 0;
    if (secret !== undefined && secret !== client.secret) remember(this.#guesses, client.id, before + 1);
    return before;
  }

  begin(request: ClientRequest): Origin {
    return { method: request.method, params: request.params };
  }

  /** The record of the code, device code or refresh token in a token request. */
  presented(params: Pair[]): GrantRecord | undefined {
    const device = valueOf(params, "device_code") === undefined ? "code" : "device_code";
    const value = valueOf(params, "grant_type") === "refresh_token" ? "refresh_token" : device;
    return this.grants.get(valueOf(params, value) ?? "");
  }

  /** Notes that a request with a code or refresh token is under way; the function returned, that it is answered. */
  enter({ endpoint, request }: Exchange): () => void {
    const record = endpoint === "token" ? this.presented(request.params) : undefined;
    if (record === undefined) return () => undefined;
    record.underWay += 1;
    return () => void (record.underWay -= 1);
  }

  /** Learns from an answer of the server, before any operation has touched it. */
  learn(exchange: Exchange, answer: Answer): void {
    if (exchange.endpoint === "authorization") this.#learnAuthorization(exchange, answer);
    const device = this.devices.learn(exchange, answer);
    if (device !== undefined) remember(this.grants, ...device);
    if (exchange.endpoint === "token" && answer.status === 200) this.#learnToken(exchange, answer);
    this.issued.learn(exchange, answer, this.presented(exchange.onward.form)?.clientId ?? exchange.client?.id);
  }

  #learnAuthorization(exchange: Exchange, answer: Answer): void {
    const { origin, world } = exchange;
    const { location } = answer.headers;
    const uid = typeof location === "string" ? /\/interaction\/([^/?#]+)/.exec(location)?.[1] : undefined;
    if (uid !== undefined && origin !== undefined) remember(this.pending, uid, origin);
    const redirect = clientRedirect(answer, world.issuer);
    const code = redirect && redirectParameter(redirect, "code");
    if (code === undefined) return;
    const clientId = exchange.client?.id;
    const sent = valueOf(origin?.params ?? [], "redirect_uri");
    const redirectUri = sent ?? exchange.client?.redirectUris[0];
    remember(this.grants, code, { origin, clientId, redirectUri, scope: undefined, used: false, underWay: 0 });
  }

  #learnToken(exchange: Exchange, answer: Answer): void {
    const members = membersOf(answer);
    const form = exchange.onward.form;
    const record = this.presented(form);
    const scope = typeof members?.["scope"] === "string" ? members["scope"] : undefined;
    const token = members?.["refresh_token"];
    if (record !== undefined) {
      record.used ||= valueOf(form, "grant_type") !== "refresh_token" || valueOf(form, "refresh_token") !== token;
      record.success = answer;
      if (typeof token === "string") record.successor = token;
    }
    if (typeof token !== "string" || this.grants.has(token)) return;
    const clientId = record?.clientId ?? exchange.client?.id;
    remember(this.grants, token, {
      origin: record?.origin,
      clientId,
      redirectUri: undefined,
      scope: record?.scope ?? scope,
      used: false,
      underWay: 0,
    });
  }

  /** The refresh token that stands at the end of a chain of rotations. */
  latest(token: string): string {
    let current = token;
    for (
      let next = this.grants.get(current)?.successor;
      next !== undefined;
      next = this.grants.get(current)?.successor
    ) {
      if (next === current) break;
      current = next;
    }
    return current;
  }
}
