import type { SecureContext } from "node:tls";
import type { Dispatcher, buildConnector } from "undici";
import { Agent } from "undici";
import type { TlsOffer } from "../request/connection.js";
import type { Network } from "../types/provider.js";
import { connector } from "./connector.js";
import type { ProxyChoice } from "./proxy-choice.js";
import { listenForAlert } from "./tls-alert.js";
import type { CertificateFiles, Trust } from "./trust.js";

const MAX_HEADER_BYTES = 64 * 1024;

const idOf = (files: CertificateFiles | undefined, tls: TlsOffer | undefined): string =>
  `${files?.certificate}\0${files?.key}\0${tls ? JSON.stringify(tls) : ""}`;

/** Connection pools: one for each client certificate and offer of TLS, and beside it one whose connections serve a single request. */
export class Dispatchers {
  readonly #agents = new Map<string, Agent>();
  readonly #contexts = new Map<string, SecureContext>();
  readonly #connectors = new Map<string, buildConnector.connector>();
  readonly #parts: { network: Network; proxies: ProxyChoice; trust: Trust };

  constructor(parts: { network: Network; proxies: ProxyChoice; trust: Trust }) {
    this.#parts = parts;
  }

  #context(files: CertificateFiles | undefined, tls: TlsOffer | undefined): SecureContext {
    const id = idOf(files, tls);
    let context = this.#contexts.get(id);
    if (!context) this.#contexts.set(id, (context = this.#parts.trust.context(files, tls)));
    return context;
  }

  #connector(files: CertificateFiles | undefined, tls: TlsOffer | undefined): buildConnector.connector {
    const id = idOf(files, tls);
    let connect = this.#connectors.get(id);
    if (!connect)
      this.#connectors.set(
        id,
        (connect = connector({
          ...this.#parts,
          context: () => this.#context(files, tls),
          ...(tls?.unverified ? { unverified: true } : {}),
        })),
      );
    return connect;
  }

  /** What a server that hung up says when nothing is sent to it; see {@link listenForAlert}. */
  alert(files: CertificateFiles | undefined, url: URL, tls?: TlsOffer): Promise<Error | undefined> {
    return listenForAlert(this.#connector(files, tls), url);
  }

  /**
   * @param fresh a connection that no earlier request has used
   * @throws AssayError when a file of the certificate cannot be used
   */
  get(files: CertificateFiles | undefined, fresh: boolean, tls?: TlsOffer): Dispatcher {
    const id = `${idOf(files, tls)}\0${fresh}`;
    let agent = this.#agents.get(id);
    if (agent) return agent;
    if (files) this.#context(files, tls);
    agent = new Agent({
      connect: this.#connector(files, tls),
      pipelining: fresh ? 0 : 1,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The deadline of the whole exchange is ours.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#agents.set(id, agent);
    return agent;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }
}
