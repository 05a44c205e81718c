/** What is stored as things happen: `evidence.jsonl`, one record a line, already redacted. */
import type { Deviation } from "./provider.js";
import type { Json, Members } from "./suite.js";

export type Headers = Record<string, string[]>;
/** Form-decoded parameters; a repeated one is a list. */
export type Parameters = Record<string, string | string[]>;

export const TRANSPORT_CODES = [
  "unreachable",
  "dns",
  "timeout",
  "reset",
  "tls-refused",
  "tls-untrusted",
  "tls-client-certificate",
  "proxy",
  "proxy-authentication",
  "too-large",
  "invalid-response",
  "host-not-allowed",
  "aborted",
] as const;
export type TransportCode = (typeof TRANSPORT_CODES)[number];

export interface TransportError {
  code: TransportCode;
  message: string;
  /** Provider-file key that would mend it, e.g. `network.ca`. */
  key?: string;
}

export interface HttpRequest {
  method: string;
  url: string;
  headers: Headers;
  body?: string;
}

export interface HttpResponse {
  status: number;
  headers: Headers;
  body: string;
  /** Set when the stored body is cut. */
  truncated?: boolean;
  /** Bytes received. */
  size: number;
}

/** One request and what came back. Exactly one of `response` and `error` is there. */
export interface Exchange {
  at: string;
  duration_ms: number;
  request: HttpRequest;
  response?: HttpResponse;
  error?: TransportError;
  /** The first attempt's transport error, when it was retried on a new connection. */
  retried?: TransportError;
  /** What was answered before: waited for, and asked again. */
  braked?: Brake[];
}

/** A 429 or 503: the server, or what stands before it, asks for a pause. */
export interface Brake {
  status: number;
  /** What Retry-After came to when it was read; absent: there was none. */
  retry_after_ms?: number;
  waited_ms: number;
}

/** A JWT found in an answer: never its text, only what was derived from it. */
export interface JwtFacts {
  header: Members;
  claims: Members;
  /** `unknown`: no keys were at hand. */
  verified: "yes" | "no" | "unknown";
  key?: string;
  reason?: string;
}

/** What an authorization request ended in; `redirect` and `page` exclude each other. */
export interface FrontChannelResult {
  redirect?: Parameters;
  delivered?: "query" | "fragment" | "form_post";
  /** Redirect URI as it was delivered, without the response parameters. */
  redirect_uri?: string;
  /** Status of the redirect that left for the redirect URI. */
  redirect_status?: number;
  /** Statuses of the redirects that answered the form with the user's password. */
  login_redirected?: number[];
  /** `error`, `other`, `stuck` (a page no rule fits), or a rule's name. */
  page?: string;
  /** Title and first words of the page, for people. */
  page_text?: string;
  /** Names of the rules that acted, in order. */
  acted?: string[];
  /** First words of the pages that a browser showed on the way. */
  shown?: string[];
  /** The user refused on a page that let them. */
  refused?: boolean;
  driver?: "http" | "browser";
}

/** What one step saw. `status`, `headers` and `body` of its last exchange are derived, not stored twice. */
export interface Observation extends FrontChannelResult {
  /** `CHECK:PATH`, with `#N` for a repeated step. */
  id: string;
  kind: "response" | "authorization" | "wait" | "use";
  exchanges: Exchange[];
  client?: string;
  auth?: string;
  /** Parameters of the request as changed by the step. */
  sent: Parameters;
  /** Values made for the request (state, nonce ...). */
  made: Members;
  offers: Members;
  jwt?: Record<string, JwtFacts>;
  /** Names that occur twice in a JSON body. */
  duplicates?: string[];
  /** Facts of a sample: size, distinct, upper bound of bits, sets of look-alike characters that are in use together. */
  samples?: Record<string, { size: number; distinct: number; max_bits: number; jwts?: number; lookalikes?: string[] }>;
  transport?: TransportError;
  /** Why the browser's side went no further, and the provider-file key that would mend it. */
  stuck?: { because: string; key: string; human?: boolean };
  /** Short names of the pseudonyms in it, e.g. `code-3`, for people to read. */
  names?: Record<string, string>;
}

export const BLOCKED_REASONS = [
  "setup-failed",
  "needs-config",
  "needs-browser",
  "needs-human",
  "rate-limited",
  "timeout",
  "unreachable",
  "not-observed",
  "interrupted",
] as const;
export type BlockedReason = (typeof BLOCKED_REASONS)[number];

export type StepState =
  | { state: "done"; observations: string[] }
  | { state: "given-not-held"; because: string; /** Step that the condition looks at. */ of?: string }
  | { state: "not-selected"; because: string }
  | { state: "blocked"; reason: BlockedReason; because: string; key?: string; observations: string[] }
  | { state: "error"; because: string };

export interface Fact {
  name: string;
  value: Json;
  source: string;
}

/** Which of so many parts of a run this is, from 1, and the account that it logs in with. */
export interface ShardRecord {
  index: number;
  total: number;
  user?: string;
}

export type EvidenceRecord =
  | {
      type: "run";
      format: 1;
      version: string;
      plans_digest: string;
      started: string;
      command: string;
      /** Absent: the whole run, or shards that were merged into one. */
      shard?: ShardRecord;
      provider: Members;
      profiles: string[];
      selected: string[];
      not_selected: { id: string; why: string }[];
      expected: Deviation[];
    }
  | { type: "resumed"; started: string; command: string }
  | { type: "facts"; facts: Fact[] }
  | {
      type: "problem";
      endpoint?: string;
      reason: BlockedReason;
      code: string;
      message: string;
      hint?: string;
      observation?: string;
    }
  | ({ type: "observation"; check: string; step: string } & Observation)
  | { type: "step"; check: string; path: string; outcome: StepState; control?: string }
  | { type: "again"; check: string; because: string }
  | { type: "check"; check: string; duration_ms: number }
  /** A wrong password or secret is about to be sent: a user's or a client's, e.g. `user "ann"`. */
  | { type: "guess"; check: string; whose: string }
  /** A check that failed was not run once more. */
  | { type: "unconfirmed"; check: string; because: string }
  | { type: "end"; finished: string; complete: boolean; why?: string };
