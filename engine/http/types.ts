import type { Exchange, HttpRequest } from "../types/evidence.js";
import type { TlsOffer } from "../request/connection.js";
import type { Network } from "../types/provider.js";
import type { StartLine } from "./start-line.js";

export interface HttpOptions {
  network: Network;
  /** Folder that relative paths of `network` and of the clients start from. */
  folder: string;
  /** `host` (every port) or `host:port` that requests may go to. */
  hosts: string[];
  env?: NodeJS.ProcessEnv;
  /** Ends every request under way. */
  signal?: AbortSignal;
}

export interface SendOptions {
  /** PEM files of a client's own certificate. */
  certificate?: string;
  key?: string;
  /** What the connection offers of TLS, when that is not the usual. */
  tls?: TlsOffer;
  /** The connection itself is what is tried: that it fails says nothing of the endpoint. */
  tried?: boolean;
  /** A check is after a 429 or 503: it is an answer and not a brake, and is not asked again. */
  wantsBrake?: boolean;
  /**
   * The request carries a grant that works once. Nobody knows what became of one that got no answer: a second would be a
   * replay, for which a server may end other grants of the same session (RFC 6749 section 4.1.2).
   */
  once?: boolean;
  /** The request is written when the others that wait there are; one without a body waits for none. */
  startLine?: StartLine;
  timeout_ms?: number;
  signal?: AbortSignal;
  /** Called with the decoded body, for those who cannot do with text. */
  onBody?: (body: Buffer) => void;
  /**
   * Something that a browser's page loads, from wherever it likes: a host that is not allowed gets neither our headers
   * nor our certificate. Not slowed down, as a person's browser would not be either.
   */
  part?: boolean;
}

export interface Http {
  /**
   * Sends one request; follows no redirect. Whatever happens on the network comes back as the exchange's `error`.
   *
   * @throws TypeError when the request itself cannot be sent, e.g. a line break in a header
   */
  send(request: HttpRequest, options?: SendOptions): Promise<Exchange>;
  /** Adds a host, or `host:port`, to those that requests may go to. */
  allow(host: string): void;
  allows(url: string): boolean;
  close(): Promise<void>;
}
