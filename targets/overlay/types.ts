import type { PageStyle } from "../reference/pages.js";
import type { Place } from "../reference/place.js";
import type { TlsOptions } from "../reference/tls.js";
import type { BearerState } from "./bearer.js";
import type { TokenKind } from "./issued.js";

/** The parts of the server that an operation can name. `page` is its login and consent pages. */
export const ENDPOINTS = [
  "authorization",
  "token",
  "metadata",
  "jwks",
  "introspection",
  "revocation",
  "device",
  "page",
  "resource",
  "other",
] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

export type Pair = [name: string, value: string];
export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

/**
 * What a request parameter looks like. The first five need the request alone; the others compare it with what the
 * server knows: its registered clients and the codes and refresh tokens it has given out.
 */
export const PARAMETER_STATES = [
  "absent",
  "empty",
  "missing",
  "present",
  "repeated",
  "right",
  "wrong",
  "used",
  "foreign",
  "revoked",
  "expired",
  "challenge",
  "unsorted",
  "exceeding",
  "path-suffix",
  "trailing-slash",
  "path-case",
  "extra-query",
  "host-suffix",
  "userinfo",
  "port",
  "scheme",
  "percent-encoding",
  "dot-segments",
  "fragment",
  "relative",
  "malformed",
] as const;
export type ParameterState = (typeof PARAMETER_STATES)[number];

export type ValueCondition = { is: string | string[] } | { not: string | string[] } | { matches: string };
export type ParameterCondition = ParameterState | ValueCondition;

export const CLIENT_KINDS = ["public", "confidential", "one-uri", "several-uris", "unknown"] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

export const AUTH_METHODS = ["none", "basic", "post", "assertion", "several", "other"] as const;
export type AuthUsed = (typeof AUTH_METHODS)[number];

export const ANSWER_KINDS = ["success", "error", "page", "hop"] as const;
/** `hop` is a redirect inside the server or one of its pages; `page` is an error shown to the user. */
export type AnswerKind = (typeof ANSWER_KINDS)[number];

export type AnswerCondition = {
  kind?: AnswerKind | AnswerKind[];
  status?: number | number[];
  error?: string | string[];
  members?: Record<string, "present" | "absent" | ValueCondition>;
};

export type When = {
  method?: string | string[];
  params?: Record<string, ParameterCondition>;
  query?: Record<string, ParameterCondition>;
  origin?: Record<string, ParameterCondition>;
  client?: ClientKind | ClientKind[];
  auth?: AuthUsed | AuthUsed[];
  credentials?: "right" | "wrong" | "unknown" | "none" | "in-query";
  /** The client authenticates by the method that it is registered for. */
  own_method?: boolean;
  grant_allowed?: boolean;
  content_type?: string;
  /** Request headers. */
  headers?: Record<string, "present" | "absent" | ValueCondition>;
  /** Another request with the same code or refresh token is under way. */
  concurrent?: boolean;
  path?: string;
  bearer?: BearerState | BearerState[];
  /** The request came without TLS. */
  plain?: boolean;
  wrong_secrets?: number;
  /** So many requests of this browser at least were refused with a page before. */
  failures?: number;
  secret?: ValueCondition;
  spelled_secret?: ValueCondition;
  unknown?: boolean;
  repeated?: boolean;
  token?: TokenKind;
  revoked_for?: number;
  answer?: AnswerCondition;
};

export type Replacement = { pattern: string; to: string };

export type HeaderEdit = Record<string, string | string[] | null | Replacement>;
export type MembersEdit = {
  set?: Record<string, Json>;
  drop?: string[];
  rename?: Record<string, string>;
  change?: Record<string, Replacement>;
  repeat?: Record<string, Json>;
  /** Members that become JWTs with these claims, which stand for the old value. */
  sign?: Record<string, { [claim: string]: Json }>;
  /** JWTs that say something else, under their old signatures; `jwt: open` lets the server know them. */
  claims?: Record<string, ClaimsEdit>;
};
export type ClaimsEdit = { set?: { [claim: string]: Json }; header?: { [member: string]: Json }; drop?: string[] };
export type RedirectEdit = {
  set?: Record<string, string>;
  drop?: string[];
  change?: Record<string, Replacement>;
  repeat?: string[];
  /** A page that leads on by itself takes the place of the redirect. */
  by?: "page";
  into?: "query" | "fragment";
  own_query?: "drop";
};
export type BodyEdit = {
  as?: "form" | "array" | "nested" | "html";
  text?: string;
  insert?: string;
  change?: Replacement;
};
export type Reply =
  | { status: number; json: Json; headers?: Record<string, string> }
  | { status: number; page: string; headers?: Record<string, string> }
  | { redirect: Record<string, string>; to?: "requested" | "registered"; status?: number };
export type RequestEdit = {
  set?: Record<string, string>;
  drop?: string[];
  lower?: string[];
  dedupe?: boolean;
  merge?: "query" | "body" | "json" | "query-first";
  method?: "GET" | "POST";
  /** Request headers set; `${name}` stands for a parameter of the request. */
  headers?: Record<string, string>;
};

/**
 * JWTs made by `members: { sign }` or changed by `claims` are exchanged for the server's own tokens: those that are intact;
 * those with a known signature, whatever else they say; or besides the intact ones those that nobody signed.
 */
export type JwtEdit = "open" | "open-unchecked" | "open-unsigned";

export const MENDABLE = [
  "client",
  "client_id",
  "redirect_uri",
  "code_challenge",
  "code_verifier",
  "refresh_token",
  "scope",
  "login",
] as const;
/** A part of a request that the overlay can put right, so that the server accepts what it would refuse. */
export type Mendable = (typeof MENDABLE)[number];

type Act =
  | { header: HeaderEdit }
  | { status: number }
  | { members: MembersEdit }
  | { redirect: RedirectEdit }
  | { body: BodyEdit }
  | { reply: Reply }
  | { request: RequestEdit }
  | { mend: Mendable[] }
  | { replay: true }
  | { jwt: JwtEdit }
  | { pages: PageStyle };

/** One step of a fault: where, on which exchanges, and exactly one operation. */
export type Step = { at: Endpoint | Endpoint[] | "any"; when?: When } & Act;

export const OPERATIONS = [
  "header",
  "status",
  "members",
  "redirect",
  "body",
  "reply",
  "request",
  "mend",
  "replay",
  "jwt",
  "pages",
] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** One deviation: a fault breaks the named requirements, a conforming variant breaks none. */
export type Fault = {
  kind: "fault" | "variant";
  slug: string;
  /** The stand-in that it is laid over; absent: the reference server. */
  on?: string;
  title: string;
  /** Requirements that the fault breaks; empty for a variant. */
  breaks: string[];
  /** Requirements that fail as a consequence. */
  also: string[];
  /** Variants to lay below, for a fault in something that the plain reference server does not do. */
  over: string[];
  /** Why a variant conforms, naming the clause that leaves it free. */
  conforms?: string;
  /** The clauses that leave a variant free. */
  frees: string[];
  /** The server does TLS, in this way. */
  tls?: true | TlsOptions;
  /** Where the server stands. */
  place?: Place;
  /** Keys of a provider file that describes such a server otherwise. */
  described?: Record<string, Json>;
  do: Step[];
};
