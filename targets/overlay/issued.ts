import type { Answer } from "./answer.js";
import { clientRedirect, membersOf, redirectParameter } from "./answer.js";
import type { ClientRequest, Exchange } from "./exchange.js";
import { valueOf } from "./pairs.js";
import type { Endpoint, ParameterState } from "./types.js";

export const TOKEN_KINDS = ["access_token", "refresh_token"] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** A token that the server gave out, for endpoints that are told a token and for the resource. Times in milliseconds. */
export type IssuedToken = { kind: TokenKind; clientId: string | undefined; expires: number; revoked?: number };

const LIMIT = 20_000;

/** The access and refresh tokens that went by, with what became of them. */
export class IssuedTokens {
  #tokens = new Map<string, IssuedToken>();
  #kept = new Map<string, string>();

  /** The token that a request is about. */
  presented(endpoint: Endpoint, request: ClientRequest): IssuedToken | undefined {
    return this.#tokens.get(valueIn(endpoint, request) ?? "");
  }

  isAccessToken(value: string): boolean {
    return this.#tokens.get(value)?.kind === "access_token";
  }

  /** Access tokens that were given out, the last ones. */
  *accessTokens(): Generator<string> {
    for (const [value, { kind }] of this.#tokens) if (kind === "access_token") yield value;
  }

  /** Learns from an answer of the server, or of the overlay in its place. */
  learn(exchange: Exchange, answer: Answer, clientId: string | undefined): void {
    const { endpoint, token, world } = exchange;
    if (endpoint === "authorization") {
      const location = clientRedirect(answer, world.issuer);
      if (location) this.#remember("access_token", redirectParameter(location, "access_token"), exchange.client?.id);
    }
    if (answer.status !== 200) return;
    if (endpoint === "token") {
      const { access_token: access, refresh_token: refresh, expires_in: seconds } = membersOf(answer) ?? {};
      this.#remember("access_token", access, clientId, seconds);
      this.#remember("refresh_token", refresh, clientId);
    }
    if (endpoint === "revocation" && token !== undefined && token.clientId === exchange.client?.id) {
      token.revoked ??= Date.now();
    }
  }

  /** A token of the server that goes out in the guise of a JWT. */
  keep(jwt: string, token: string): void {
    this.#kept.set(jwt, token).set(`.${jwt.split(".")[2] ?? ""}`, token);
    const known = this.#tokens.get(token);
    if (known) this.#tokens.set(jwt, known);
  }

  /** The token behind a JWT, found by the whole of it or by a dot and its last part. */
  kept(jwt: string): string | undefined {
    return this.#kept.get(jwt);
  }

  #remember(kind: TokenKind, value: unknown, clientId: string | undefined, seconds?: unknown): void {
    if (typeof value !== "string" || this.#tokens.has(value)) return;
    const expires = typeof seconds === "number" ? Date.now() + seconds * 1000 : Infinity;
    this.#tokens.set(value, { kind, clientId, expires });
    const oldest = this.#tokens.keys().next().value;
    if (this.#tokens.size > LIMIT && oldest !== undefined) this.#tokens.delete(oldest);
  }
}

function valueIn(endpoint: Endpoint, request: ClientRequest): string | undefined {
  if (endpoint === "resource") return /^bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (endpoint === "token") return valueOf(request.params, "refresh_token");
  const asked = endpoint === "revocation" || endpoint === "introspection";
  return asked ? (valueOf(request.params, "token") ?? valueOf(request.query, "token")) : undefined;
}

/** Whether the token that a request is about is like this: only its owner may revoke it, anybody may ask about it. */
export function tokenIs({ client, endpoint, token }: Exchange, state: ParameterState): boolean {
  if (token === undefined) return state === "wrong";
  const own = token.clientId === client?.id;
  const alive = token.revoked === undefined && token.expires > Date.now();
  if (state === "right") return alive && (own || endpoint === "introspection");
  if (state === "foreign") return client !== undefined && !own;
  if (state === "revoked") return token.revoked !== undefined;
  return state === "expired" && token.expires <= Date.now();
}

/** Seconds since the token that a request is about was revoked. */
export function secondsRevoked({ token }: Exchange): number {
  return token?.revoked === undefined ? -1 : (Date.now() - token.revoked) / 1000;
}
