import type { Outcome } from "./attempts.js";
import { totp, untilNextCode } from "./totp.js";

/** A moment more, so that the server's clock has turned as well. */
const MARGIN_MS = 50;

interface Seed {
  /** Codes that went out, and whether the server took them. */
  sent: Map<string, Outcome>;
  /** Whether the server takes a code that it took before; undefined: not known yet. */
  twice?: boolean;
  /** A login sends a code that another was let in with, to find that out. */
  probing: boolean;
  waiting: Set<() => void>;
}

export interface OneTimeCode {
  code: string;
  settle(outcome: Outcome): void;
}

/**
 * Hands one-time codes to all logins of a run. A verifier takes each once (RFC 6238 section 5.2), and refusals lock
 * accounts: a code goes out again only where one login has shown that the server takes it; else the next is awaited.
 */
export class OneTimeCodes {
  readonly #seeds = new Map<string, Seed>();

  /**
   * @param tried codes that this login has sent already
   * @throws TypeError when the seed is not base32
   */
  async take(seed: string, tried: ReadonlySet<string>, signal?: AbortSignal): Promise<OneTimeCode> {
    const own = this.#of(seed);
    for (;;) {
      const code = totp(seed, Date.now());
      if (signal?.aborted || (!tried.has(code) && mayGo(own, code))) return handed(own, code);
      await change(own, signal);
    }
  }

  #of(seed: string): Seed {
    const known = this.#seeds.get(seed);
    if (known) return known;
    const fresh: Seed = { sent: new Map(), probing: false, waiting: new Set() };
    this.#seeds.set(seed, fresh);
    return fresh;
  }
}

function mayGo(seed: Seed, code: string): boolean {
  const before = seed.sent.get(code);
  if (before === undefined || seed.twice) return true;
  return seed.twice === undefined && !seed.probing && before === "accepted";
}

function handed(seed: Seed, code: string): OneTimeCode {
  const probe = seed.sent.has(code) && seed.twice === undefined;
  if (probe) seed.probing = true;
  else if (!seed.sent.has(code)) seed.sent.set(code, "unknown");
  return {
    code,
    settle(outcome) {
      if (probe) {
        seed.probing = false;
        if (outcome !== "unknown") seed.twice = outcome === "accepted";
      } else if (seed.sent.get(code) !== "accepted") seed.sent.set(code, outcome);
      for (const wake of seed.waiting) wake();
    },
  };
}

/** Until the next code, or until what is known of the server changes. */
function change(seed: Seed, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      seed.waiting.delete(end);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, untilNextCode(Date.now()) + MARGIN_MS);
    seed.waiting.add(end);
    signal?.addEventListener("abort", end);
  });
}
