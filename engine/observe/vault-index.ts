/** Finds any of many needles in one pass: a rolling hash over a window of characters, then a comparison. */
import { Bucket, type Needle } from "./vault-bucket.js";

const WINDOW = 8;
/** Nothing shorter can be hidden at all. */
const SHORT_WINDOW = 4;
const BASE = 0x01000193;
const BITS = 20;

export interface Found<T> {
  start: number;
  end: number;
  owner: T;
}

/**
 * Needles of four characters and more; those under eight only count where no letter, digit or underscore touches them.
 */
export class NeedleIndex<T> {
  readonly #long = new Windows<T>(WINDOW);
  readonly #short = new Windows<T>(SHORT_WINDOW, isWhole);

  /** A needle that is there already gets the new owner. */
  set(text: string, owner: T): void {
    (text.length < WINDOW ? this.#short : this.#long).set({ text, owner });
  }

  /** Finds inside a range, in order of position, the longest at each; none lies wholly inside an earlier one. */
  find(text: string, from: number, to: number): Found<T>[] {
    const found = this.#long.find(text, from, to);
    if (this.#short.empty) return found;
    const all = [...found, ...this.#short.find(text, from, to)].sort((a, b) => a.start - b.start || b.end - a.end);
    let covered = 0;
    return all.filter((each) => {
      const more = each.end > covered;
      covered = Math.max(covered, each.end);
      return more;
    });
  }
}

/** Needles that are at least a window long, by the hash of their first characters. */
class Windows<T> {
  readonly #size: number;
  readonly #accepts: ((text: string, start: number, end: number) => boolean) | undefined;
  readonly #filter = new Int32Array(1 << (BITS - 5));
  readonly #buckets = new Map<number, Bucket<T>>();

  constructor(size: number, accepts?: (text: string, start: number, end: number) => boolean) {
    this.#size = size;
    this.#accepts = accepts;
  }

  get empty(): boolean {
    return this.#buckets.size === 0;
  }

  set(needle: Needle<T>): void {
    const hash = hashOf(needle.text, 0, this.#size);
    const bit = hash >>> (32 - BITS);
    this.#filter[bit >>> 5] = (this.#filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
    const bucket = this.#buckets.get(bit) ?? new Bucket<T>();
    bucket.set(needle);
    this.#buckets.set(bit, bucket);
  }

  find(text: string, from: number, to: number): Found<T>[] {
    const found: Found<T>[] = [];
    const size = this.#size;
    const last = to - size;
    if (last < from || this.empty) return found;
    const filter = this.#filter;
    const leaving = power(BASE, size - 1);
    let covered = 0;
    let hash = hashOf(text, from, size);
    // signed 32-bit numbers, and bytes instead of characters: both several times as fast
    const bytes = bytesOf(text.slice(from, to));
    for (let i = from; ; i++) {
      const bit = hash >>> (32 - BITS);
      if (((filter[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0) {
        const needle = this.#at(text, i, bit);
        if (needle && i + needle.text.length > covered) {
          covered = i + needle.text.length;
          found.push({ start: i, end: covered, owner: needle.owner });
        }
      }
      if (i >= last) return found;
      hash = (Math.imul(hash - Math.imul(bytes[i - from] ?? 0, leaving), BASE) + (bytes[i - from + size] ?? 0)) | 0;
    }
  }

  /** Apart from the loop, as a closure over its counter would cost an allocation per character. */
  #at(text: string, at: number, bit: number): Needle<T> | undefined {
    const accepts = this.#accepts;
    return this.#buckets.get(bit)?.at(text, at, accepts && ((needle) => accepts(text, at, at + needle.text.length)));
  }
}

function hashOf(text: string, from: number, size: number): number {
  let hash = 0;
  for (let i = 0; i < size; i++) hash = (Math.imul(hash, BASE) + (text.charCodeAt(from + i) & 255)) | 0;
  return hash;
}

let scratch = Buffer.alloc(1 << 16);

/** The low byte of each character: enough for a hash, as finds are compared by character. */
function bytesOf(text: string): Uint8Array {
  if (scratch.length < text.length) scratch = Buffer.alloc(text.length * 2);
  scratch.write(text, 0, "latin1");
  return scratch;
}

function power(base: number, exponent: number): number {
  let out = 1;
  for (let i = 0; i < exponent; i++) out = Math.imul(out, base);
  return out;
}

function isWhole(text: string, start: number, end: number): boolean {
  return !isWord(text.charCodeAt(start - 1)) && !isWord(text.charCodeAt(end));
}

function isWord(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f
  );
}
