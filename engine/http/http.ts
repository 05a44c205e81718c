import type { Dispatcher } from "undici";
import { AssayError } from "../errors.js";
import type { Exchange, HttpRequest, HttpResponse, TransportError } from "../types/evidence.js";
import type { Network } from "../types/provider.js";
import type { Answer } from "./attempt.js";
import { attempt } from "./attempt.js";
import { decodeContent } from "./content-encoding.js";
import { Dispatchers } from "./dispatchers.js";
import { AbortedError } from "./failures.js";
import { AllowedHosts, authority, isLoopback, resolvedAddress } from "./hosts.js";
import type { Proxy } from "./proxy-choice.js";
import { ProxyChoice } from "./proxy-choice.js";
import { RateLimit } from "./rate.js";
import { refuseUnsendable, toMessage, withHeaders } from "./message.js";
import type { FailedAttempt } from "./transport-error.js";
import { transportError, worthRetrying } from "./transport-error.js";
import type { CertificateFiles } from "./trust.js";
import { Trust } from "./trust.js";
import { proxyRefusal } from "./tunnel.js";
import type { Http, HttpOptions, SendOptions } from "./types.js";

export type { Http, HttpOptions, SendOptions } from "./types.js";

const REQUESTS_A_SECOND = 5;
const UNLIMITED = { turn: async (): Promise<void> => undefined, heed: (): void => undefined };

/**
 * Opens the one HTTP client of a run.
 *
 * @throws AssayError `FILE_NOT_FOUND` or `FORMAT` when a file that `network` names cannot be used, `FORMAT` for a proxy
 * that is not a URL
 */
export function openHttp(options: HttpOptions): Http {
  return new PooledHttp(options);
}

class PooledHttp implements Http {
  readonly #network: Network;
  readonly #hosts: AllowedHosts;
  readonly #proxies: ProxyChoice;
  readonly #dispatchers: Dispatchers;
  readonly #limit: RateLimit;
  readonly #loopbackLimit: RateLimit;
  readonly #signal: AbortSignal | undefined;
  readonly #certificate: CertificateFiles | undefined;

  constructor({ network, folder, hosts, env = process.env, signal }: HttpOptions) {
    this.#network = network;
    this.#hosts = new AllowedHosts([...hosts, ...network.hosts]);
    this.#proxies = chooseProxies(network, env);
    const trust = new Trust(network, folder, env);
    this.#dispatchers = new Dispatchers({ network, proxies: this.#proxies, trust });
    this.#limit = new RateLimit(network.rate ?? REQUESTS_A_SECOND);
    this.#loopbackLimit = network.rate === undefined ? new RateLimit(0) : this.#limit;
    this.#signal = signal;
    if (network.client_certificate !== undefined) {
      const keys = { certificate: "network.client_certificate", key: "network.key" };
      this.#certificate = { certificate: network.client_certificate, key: network.key, keys };
      this.#dispatchers.get(this.#certificate, false);
    }
  }

  allow(host: string): void {
    this.#hosts.add(host);
  }

  allows(url: string): boolean {
    return URL.canParse(url) && this.#hosts.allows(new URL(url));
  }

  async send(request: HttpRequest, options: SendOptions = {}): Promise<Exchange> {
    const at = new Date().toISOString();
    const url = new URL(request.url);
    const allowed = this.#hosts.allows(url);
    if (!/^https?:$/.test(url.protocol) || (!allowed && options.part !== true)) {
      return { at, duration_ms: 0, request, error: notAllowed(url) };
    }
    const sent = allowed ? { ...request, headers: withHeaders(request.headers, this.#network.headers) } : request;
    const limit = options.part === true ? UNLIMITED : this.#limitOf(url);
    const signals = [this.#signal, options.signal].filter((signal) => signal !== undefined);
    try {
      await limit.turn(signals);
    } catch {
      return {
        at,
        duration_ms: 0,
        request: sent,
        error: transportError(new AbortedError("given up while waiting for its turn"), this.#describe(url, undefined)),
      };
    }
    const started = performance.now();
    const outcome = await this.#exchange(sent, url, options, signals, allowed ? this.#files(options) : undefined);
    if (outcome.response) limit.heed(outcome.response.status, outcome.response.headers["retry-after"]?.[0]);
    return { at, duration_ms: Math.round((performance.now() - started) * 10) / 10, request: sent, ...outcome };
  }

  async close(): Promise<void> {
    await this.#dispatchers.close();
  }

  async #exchange(
    request: HttpRequest,
    url: URL,
    options: SendOptions,
    signals: AbortSignal[],
    files: CertificateFiles | undefined,
  ): Promise<{ response?: HttpResponse; error?: TransportError; retried?: TransportError }> {
    const proxy = this.#proxies.for(url);
    const described = this.#describe(url, files);
    const timeout_ms = options.timeout_ms ?? this.#network.timeout_ms;
    const deadline = performance.now() + timeout_ms;
    let retried: TransportError | undefined;
    for (;;) {
      let dispatcher: Dispatcher;
      try {
        dispatcher = this.#dispatchers.get(files, retried !== undefined, options.tls);
      } catch (error) {
        if (!(error instanceof AssayError)) throw error;
        return {
          error: {
            code: "tls-client-certificate",
            message: error.problems[0]?.message ?? error.message,
            key: files?.keys.certificate,
          },
        };
      }
      const outcome = await attempt(dispatcher, toMessage(request, url, proxy, options.startLine), {
        max_body: this.#network.max_body,
        remaining_ms: Math.max(1, deadline - performance.now()),
        timeout_ms,
        signals,
      });
      if (!("error" in outcome)) return { ...(await this.#read(outcome, url, proxy, options, described)), retried };
      refuseUnsendable(outcome.error);
      let error = transportError(outcome.error, described);
      const last = retried !== undefined || outcome.answered || !worthRetrying(error, options.once === true);
      if (last && error.code === "reset" && !outcome.answered && url.protocol === "https:")
        error = await this.#afterReset(error, url, files, described, options.tls);
      if (last) return { error, retried };
      retried = error;
    }
  }

  async #afterReset(
    reset: TransportError,
    url: URL,
    files: CertificateFiles | undefined,
    described: FailedAttempt,
    tls: SendOptions["tls"],
  ): Promise<TransportError> {
    const alert = await this.#dispatchers.alert(files, url, tls);
    const error = alert && transportError(alert, described);
    return error?.code === "tls-client-certificate" ? error : reset;
  }

  async #read(
    answer: Answer,
    url: URL,
    proxy: Proxy | undefined,
    options: SendOptions,
    described: FailedAttempt,
  ): Promise<{ response?: HttpResponse; error?: TransportError }> {
    const { status, headers } = answer;
    if (status === 407 && proxy && url.protocol === "http:")
      return { error: transportError(proxyRefusal(proxy, status), described) };
    let body: Buffer;
    try {
      body = headers["content-encoding"]
        ? await decodeContent(answer.body, headers["content-encoding"], this.#network.max_body)
        : answer.body;
    } catch (error) {
      return { error: transportError(error instanceof Error ? error : new Error(String(error)), described) };
    }
    options.onBody?.(body);
    return { response: { status, headers, body: body.toString("utf8"), size: answer.body.length } };
  }

  #files(options: SendOptions): CertificateFiles | undefined {
    if (options.certificate === undefined) return this.#certificate;
    return {
      certificate: options.certificate,
      key: options.key,
      keys: { certificate: "clients[].certificate", key: "clients[].key" },
    };
  }

  #limitOf(url: URL): RateLimit {
    const port = url.port || (url.protocol === "https:" ? "443" : "80");
    return isLoopback(resolvedAddress(this.#network.resolve, url.hostname, port)?.address ?? url.hostname)
      ? this.#loopbackLimit
      : this.#limit;
  }

  #describe(url: URL, files: CertificateFiles | undefined): FailedAttempt {
    const [, port = ""] = authority(url).split(/:(?=\d+$)/);
    return {
      host: url.host,
      certificate: files !== undefined,
      own_certificate: files !== undefined && files !== this.#certificate,
      resolved: resolvedAddress(this.#network.resolve, url.hostname, port) !== undefined,
      forwarder: url.protocol === "http:" ? this.#proxies.for(url)?.url.host : undefined,
    };
  }
}

function chooseProxies(network: Network, env: NodeJS.ProcessEnv): ProxyChoice {
  try {
    return new ProxyChoice(network, env);
  } catch {
    throw new AssayError({
      code: "FORMAT",
      message: "network.proxy (or HTTPS_PROXY, HTTP_PROXY) is not a URL",
      hint: "it looks like http://NAME:PASSWORD@HOST:PORT",
    });
  }
}

function notAllowed(url: URL): TransportError {
  return {
    code: "host-not-allowed",
    message: `"${url.host || url.protocol}" is not among the hosts that requests may go to; add it to network.hosts`,
    key: "network.hosts",
  };
}
