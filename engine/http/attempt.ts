import type { Dispatcher } from "undici";
import type { Headers } from "../types/evidence.js";
import { AbortedError, DeadlineError, TooLargeError } from "./failures.js";

export interface Answer {
  status: number;
  headers: Headers;
  /** Body as it came over the wire. */
  body: Buffer;
}

export interface AttemptOptions {
  max_body: number;
  /** What is left of the exchange's time. */
  remaining_ms: number;
  timeout_ms: number;
  signals: AbortSignal[];
}

export interface AttemptFailure {
  error: Error;
  /** The error came after the first byte of an answer. */
  answered: boolean;
}

function toHeaders(raw: unknown): Headers {
  const headers: Headers = {};
  if (!Array.isArray(raw)) return headers;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = String(raw[i]).toLowerCase();
    const value = String(raw[i + 1]);
    if (Object.hasOwn(headers, name)) headers[name]?.push(value);
    else Object.defineProperty(headers, name, { value: [value], enumerable: true, configurable: true, writable: true });
  }
  return headers;
}

/** One request on one connection; reads the whole answer, within its limits. */
class Attempt implements Dispatcher.DispatchHandler {
  readonly #settle: (outcome: Answer | AttemptFailure) => void;
  readonly #options: AttemptOptions;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #done = false;
  #answered = false;
  #status = 0;
  #headers: Headers = {};
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(options: AttemptOptions, settle: (outcome: Answer | AttemptFailure) => void) {
    this.#options = options;
    this.#settle = settle;
    this.#timer = setTimeout(
      () => this.fail(new DeadlineError(options.timeout_ms, this.#controller !== undefined)),
      options.remaining_ms,
    );
    for (const signal of options.signals) underWay(signal).add(this);
  }

  onAbort(): void {
    this.fail(abortedBy(this.#options.signals));
  }

  #finish(): boolean {
    if (this.#done) return false;
    this.#done = true;
    clearTimeout(this.#timer);
    for (const signal of this.#options.signals) underWay(signal).delete(this);
    return true;
  }

  fail(error: Error): void {
    if (!this.#finish()) return;
    this.#chunks = [];
    this.#settle({ error, answered: this.#answered });
    this.#controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#done) controller.abort(new Error("given up before it was sent"));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    this.#answered = true;
    if (status < 200) return;
    this.#status = status;
    this.#headers = toHeaders(controller.rawHeaders);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#options.max_body) this.fail(new TooLargeError(this.#options.max_body));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#finish()) return;
    const body = this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#settle({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }
}

const attempts = new WeakMap<AbortSignal, Set<Attempt>>();

/** Attempts that a signal ends: it has one listener, as one for each of a run's attempts costs more than all else here. */
function underWay(signal: AbortSignal): Set<Attempt> {
  const known = attempts.get(signal);
  if (known) return known;
  const all = new Set<Attempt>();
  attempts.set(signal, all);
  signal.addEventListener("abort", () => [...all].forEach((each) => each.onAbort()), { once: true });
  return all;
}

function abortedBy(signals: AbortSignal[]): Error {
  const reason: unknown = signals.find((signal) => signal.aborted)?.reason;
  return new AbortedError(reason instanceof Error ? reason.message : "aborted");
}

/** Sends one request once; resolves to the answer or to what went wrong on the wire, the deadline, an abort. */
export function attempt(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  options: AttemptOptions,
): Promise<Answer | AttemptFailure> {
  return new Promise((resolve) => {
    const handler = new Attempt(options, resolve);
    if (options.signals.some((signal) => signal.aborted)) handler.fail(abortedBy(options.signals));
    else dispatcher.dispatch(request, handler);
  });
}
