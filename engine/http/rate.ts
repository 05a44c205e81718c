import { setTimeout as sleep } from "node:timers/promises";

/** A server may ask for minutes; a run does not stand still that long for one answer. */
const LONGEST_RETRY_AFTER_MS = 5_000;

/** Spaces the requests to one server: so many a second, later when it asked for a pause. */
export class RateLimit {
  readonly #gap: number;
  #next = 0;

  /** @param rate requests a second; 0 is without limit */
  constructor(rate: number) {
    this.#gap = rate > 0 ? 1000 / rate : 0;
  }

  /** Waits for this request's turn; at once where nothing holds it back. */
  async turn(signals: AbortSignal[]): Promise<void> {
    const now = performance.now();
    const start = Math.max(now, this.#next);
    this.#next = this.#gap > 0 ? start + this.#gap : this.#next;
    if (start > now) await sleep(start - now, undefined, { signal: AbortSignal.any(signals) });
  }

  /** Holds the requests that follow a 429 or 503 with Retry-After (RFC 9110 section 10.2.3). */
  heed(status: number, retryAfter: string | undefined): void {
    const ms = retryAfterMs(retryAfter);
    if (!ms || (status !== 429 && status !== 503)) return;
    this.#next = Math.max(this.#next, performance.now() + Math.min(ms, LONGEST_RETRY_AFTER_MS));
  }
}

/** Seconds or a date (RFC 9110 section 10.2.3), in milliseconds from now; undefined where it is neither. */
export function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : undefined;
}
