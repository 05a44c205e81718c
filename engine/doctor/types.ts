import type { RunContext } from "../run/context.js";
import type { BlockedReason, EvidenceRecord, Exchange, Observation } from "../types/evidence.js";
import type { Client, Provider } from "../types/provider.js";
import type { Base, Members } from "../types/suite.js";

/** Where a key stands in the provider file, or the nearest key around it that is there. */
export interface Place {
  file: string;
  line: number;
  column: number;
  /** The file has no such key yet. */
  absent: boolean;
  /** Variables that its value comes from. */
  variables: string[];
}

/** Why something does not work, as far as the configuration can be the reason. */
export interface Trouble {
  message: string;
  /** Provider-file key to look at first, e.g. `clients[2].client_secret`. */
  key?: string;
  /** Further keys that can be the reason, the likeliest first. */
  also?: string[];
  hint?: string;
  /** What must not be tried again once it was refused. */
  refused?: "credentials" | "password";
  /** The user's way through the pages is what failed; no other client would get further. */
  pages?: boolean;
  /** The endpoint itself is not there or does not answer; no other client would get further. */
  endpoint?: string;
}

/** One sentence of the examination: what was looked at and how it is. */
export interface Finding extends Omit<Trouble, "refused" | "pages" | "endpoint"> {
  /** Examination that it comes from: a file in `examinations/`. */
  examination: string;
  /** What was looked at, e.g. `client "web"`. */
  subject: string;
  ok: "good" | "bad" | "warning" | "not tried";
  /** Where `key` stands. */
  at?: Place;
  /** What was asked and what it came to in the end, redacted; redirects on the way are left out. */
  exchange?: Exchange;
  /** PNG image of the page at which the login stopped, without what was typed into it. */
  screenshot?: Uint8Array;
}

/** What an examination says; the rest is filled in. */
export type Said = Omit<Finding, "examination" | "at">;

/** One base's unchanged request, and what leads to it, tried as one client. */
export interface Attempt {
  ok: boolean;
  /** Steps that were done, in order. */
  seen: Observation[];
  /** Set when not everything was done: the base that failed, what it saw, and the engine's own words. */
  failed?: { base?: Base; observation?: Observation; reason?: BlockedReason; because: string; key?: string };
  /** A need of the base that the server's metadata or the provider file does not meet. */
  unmet?: string;
  screenshot?: Uint8Array;
  /** Why there is no screenshot of the page at which it stopped. */
  noScreenshot?: string;
}

/** What the examinations share: who is examined, and what is known so far. */
export interface Patient {
  provider: Provider;
  run: RunContext;
  /** Clients to examine. */
  clients: Client[];
  /** What was recorded so far, redacted. */
  records: EvidenceRecord[];
  /** The server could not be found out about. */
  problem?: string;
  /** Why no further login is tried. */
  loginTrouble?: string;
  /** Why the user's password is not sent again. */
  passwordTrouble?: string;
  /** Endpoints that are not there, said once. */
  dead: Set<string>;
  /** Clients whose authorization request was refused for a reason of their own, when the login was tried. */
  turnedAway: Map<Client, Attempt>;
  /** Clients that got what they asked for, each with the grants that gave it. */
  working: Client[];
  /** Page rules that have acted. */
  acted: Set<string>;
  /**
   * Does the unchanged request of a base (`token/client_credentials`) and what leads to it as a client, or the same
   * with these changes of its last step; a second call for the same gets the first answer.
   */
  attempt(base: string, client: Client, changes?: Members): Promise<Attempt>;
  /** The same with a token that a working client gets for it. */
  attemptWithToken(base: string, client: Client, changes?: Members): Promise<Attempt>;
}

/** A part of the examination: a file in `examinations/`. */
export interface Examination {
  /** Those that come before it. */
  after: string[];
  /** Without a server that was found there is nothing to examine. */
  needsServer: boolean;
  examine(patient: Patient): AsyncIterable<Said> | Iterable<Said>;
}
