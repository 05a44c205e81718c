/** Texts that were redacted before: most of what a run stores is the same few hundred names and header values. */

const LONGEST_TEXT = 512;
const MOST_TEXTS = 4096;

interface Known {
  redacted: string;
  /** Number of needles when it was redacted. */
  at: number;
  reach: number;
}

/** Characters of tokens, and those that escapes begin with or are made of. */
const JOINS = new Uint8Array(128);
for (const char of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~+/=-%\\&#;")
  JOINS[char.charCodeAt(0)] = 1;

/**
 * Length of the longest token that a text can hold, in any encoding: no decoder joins what other characters part, and
 * none makes a text longer.
 */
export function reach(text: string): number {
  let longest = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (JOINS[text.charCodeAt(i)] === 1) continue;
    if (i - start > longest) longest = i - start;
    start = i + 1;
  }
  return Math.max(longest, text.length - start);
}

/** When the last needle came that is at most so long. */
class Arrivals {
  readonly #last = new Uint32Array(LONGEST_TEXT + 1);

  note(length: number, at: number): void {
    this.#last.fill(at, Math.min(length, LONGEST_TEXT));
  }

  upTo(length: number): number {
    return this.#last[Math.min(length, LONGEST_TEXT)] ?? 0;
  }
}

/** Remembers what texts became, for as long as no needle has come that fits into them. */
export class Memo {
  readonly #texts = new Map<string, Known>();
  readonly #tokens = new Arrivals();
  readonly #others = new Arrivals();
  #needles = 0;

  /** A new needle of that many characters; `token`: all of them are those of a token. */
  note(length: number, token: boolean): void {
    (token ? this.#tokens : this.#others).note(length, ++this.#needles);
  }

  /** The text as `redact` gives it back; that is not asked when it cannot change anything. */
  through(text: string, redact: (text: string) => string): string {
    if (text.length > LONGEST_TEXT) return redact(text);
    const known = this.#texts.get(text);
    if (known && this.#changed(text.length, known.reach) <= known.at) return known.redacted;
    const reached = known?.reach ?? reach(text);
    const redacted = this.#changed(text.length, reached) === 0 ? text : redact(text);
    if (this.#texts.size >= MOST_TEXTS) this.#texts.clear();
    this.#texts.set(text, { redacted, at: this.#needles, reach: reached });
    return redacted;
  }

  #changed(length: number, reached: number): number {
    return Math.max(this.#tokens.upTo(reached), this.#others.upTo(length));
  }
}
