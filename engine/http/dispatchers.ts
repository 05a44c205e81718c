import type { SecureContext } from "node:tls";
import type { Dispatcher, buildConnector } from "undici";
import { Agent } from "undici";
import type { Network } from "../types/provider.js";
import { connector } from "./connector.js";
import type { ProxyChoice } from "./proxy-choice.js";
import { listenForAlert } from "./tls-alert.js";
import type { CertificateFiles, Trust } from "./trust.js";

const MAX_HEADER_BYTES = 64 * 1024;

/** Connection pools: one for each client certificate, and beside it one whose connections serve a single request. */
export class Dispatchers {
  readonly #agents = new Map<string, Agent>();
  readonly #contexts = new Map<string, SecureContext>();
  readonly #connectors = new Map<string, buildConnector.connector>();
  readonly #parts: { network: Network; proxies: ProxyChoice; trust: Trust };

  constructor(parts: { network: Network; proxies: ProxyChoice; trust: Trust }) {
    this.#parts = parts;
  }

  #context(files: CertificateFiles | undefined): SecureContext {
    const id = `${files?.certificate}\0${files?.key}`;
    let context = this.#contexts.get(id);
    if (!context) this.#contexts.set(id, (context = this.#parts.trust.context(files)));
    return context;
  }

  #connector(files: CertificateFiles | undefined): buildConnector.connector {
    const id = `${files?.certificate}\0${files?.key}`;
    let connect = this.#connectors.get(id);
    if (!connect)
      this.#connectors.set(id, (connect = connector({ ...this.#parts, context: () => this.#context(files) })));
    return connect;
  }

  /** What a server that hung up says when nothing is sent to it; see {@link listenForAlert}. */
  alert(files: CertificateFiles | undefined, url: URL): Promise<Error | undefined> {
    return listenForAlert(this.#connector(files), url);
  }

  /**
   * @param fresh a connection that no earlier request has used
   * @throws AssayError when a file of the certificate cannot be used
   */
  get(files: CertificateFiles | undefined, fresh: boolean): Dispatcher {
    const id = `${files?.certificate}\0${files?.key}\0${fresh}`;
    let agent = this.#agents.get(id);
    if (agent) return agent;
    if (files) this.#context(files);
    agent = new Agent({
      connect: this.#connector(files),
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
