/** Who is checked: one authorization server, as `providers/*.yaml` describes it, variables filled in. */
import type { Contract } from "./contract.js";
import type { Members } from "./suite.js";

export interface Client {
  /** Name in reports; defaults to the client_id. */
  name: string;
  client_id: string;
  client_secret?: string;
  token_endpoint_auth_method: string;
  grants: string[];
  redirect_uris: string[];
  scope?: string;
  /** What the server's pages call it. */
  display_name?: string;
  /** Seconds that what it is given lives, as far as the file says. */
  lifetimes?: { code?: number; access_token?: number; refresh_token?: number; device_code?: number };
  roles: string[];
  /** JWK set with private keys, for private_key_jwt. */
  jwks?: { keys: Members[] };
  /** PEM files of this client's certificate, for mutual TLS. */
  certificate?: string;
  key?: string;
  /** A variable that is not set: every check that needs this client is blocked. */
  missing: string[];
}

export interface User {
  username: string;
  password: string;
  /** Base32 seed of a one-time code. */
  totp?: string;
  missing: string[];
  /** Further members, for page rules and plans. */
  [member: string]: unknown;
}

/** One rule: when the page fits `has`, `text`, `title`, `url` (all that are stated), it acts. */
export interface PageRule {
  name: string;
  /** Input type or name, or CSS selector, that the page must have. */
  has?: string;
  /** Text that the page must contain, without regard to case; of several one. */
  text?: string | string[];
  url?: string;
  title?: string;
  /** Field name (or CSS selector) to value. */
  fill?: Record<string, string>;
  /** Name of the field that takes the user's one-time code. */
  totp?: string;
  /** Button text, name or value, of several the first that is there; absent: the form's first submit button. */
  press?: string | string[];
  /** The page says that the user is done: nothing is pressed. */
  end?: boolean;
  /** What is pressed when the plan says `user: deny`. */
  deny?: string | string[];
  /** Field that the plan's `choose` fills, e.g. a patient picker: field name by choice name. */
  choose?: Record<string, string>;
  /** JSON login instead of a form. */
  request?: {
    url: string;
    method?: string;
    json?: Members;
    form?: Record<string, string>;
    headers?: Record<string, string>;
    csrf?: { cookie?: string; field?: string; header: string };
    then?: string;
    /** What differs when the user refuses. */
    deny?: { url?: string; method?: string; json?: Members; form?: Record<string, string>; then?: string };
  };
}

export interface Network {
  ca?: string;
  client_certificate?: string;
  key?: string;
  proxy?: string;
  headers: Record<string, string>;
  /** Hosts besides those of the endpoints that redirects may lead to. */
  hosts: string[];
  /** Host name (or host:port) to address, like `curl --resolve`. */
  resolve: Record<string, string>;
  /** Requests a second; 0 is without limit. Default: 0 on loopback, else 5. */
  rate?: number;
  timeout_ms: number;
  /** Largest body read, in bytes. */
  max_body: number;
}

export interface Deviation {
  verdict: string;
  outcome: "fail" | "warn" | "blocked";
  reason: string;
  issue?: string;
  /** Id of the documentation issue that asks for it. */
  documentation_issue?: string;
  owner?: string;
  until?: string;
  /** It was taken from a report; see `withBaseline`. Never in a file. */
  baseline?: true;
}

/** What requests of a grant need at this server besides what the specification says. */
export interface GrantSettings {
  parameters?: Record<string, string>;
  /** Where the token request goes instead. */
  endpoint?: string;
  content_type?: "application/x-www-form-urlencoded" | "multipart/form-data" | "application/json";
  scope?: string;
  /** Further parameters of the authorization request. */
  authorization?: Record<string, string>;
}

/** A contradiction inside the documentation, or between it and a specification. */
export interface DocumentationIssue {
  id: string;
  title: string;
  between: ({ at: string } | { clause: string })[];
  note?: string;
}

export interface Provider {
  provider: string;
  name: string;
  vendor?: string;
  product?: string;
  version?: string;
  documentation?: Members;
  /** Where the vendor takes questions: a URL. */
  contact?: string;
  stand_in: boolean;
  issuer: string;
  discovery: "openid" | "oauth" | "smart" | "none";
  endpoints: Record<string, string>;
  metadata: Members;
  profiles: string[];
  supports: string[];
  lacks: string[];
  clients: Client[];
  users: User[];
  pages: PageRule[];
  /** `auto`: forms over HTTP first, Chromium where a page needs script. */
  driver: "auto" | "http" | "browser";
  network: Network;
  resource?: { url: string; method: string; scope?: string; leeway: number };
  scope?: string;
  /** Another scope that the clients may ask for. */
  second_scope?: string;
  grants: Record<string, GrantSettings>;
  /** Record that checks register a client with. */
  registration?: Members;
  /** What the vendor's documentation promises, as the file states it. */
  contract?: Contract;
  documentation_issues: DocumentationIssue[];
  expected: Deviation[];
  /** File it came from, as shown to people. */
  file: string;
  /** Absolute folder of that file: names of certificates and keys in it are relative to it. */
  folder: string;
  /** Values that must never be written anywhere. */
  secrets: string[];
}
