/** Finds any of many needles in one pass: a rolling hash over eight characters, then a comparison. */

const WINDOW = 8;
const BASE = 0x01000193;
const BASE_LAST = power(BASE, WINDOW - 1);
const BITS = 20;

export interface Found<T> {
  start: number;
  end: number;
  owner: T;
}

interface Needle<T> {
  text: string;
  owner: T;
}

/** Needles of any length; those under eight characters only count where no letter, digit or underscore touches them. */
export class NeedleIndex<T> {
  readonly #filter = new Int32Array(1 << (BITS - 5));
  readonly #buckets = new Map<number, Needle<T>[]>();
  readonly #short: Needle<T>[] = [];

  /** A needle that is there already gets the new owner. */
  set(text: string, owner: T): void {
    if (text.length < WINDOW) {
      place(this.#short, { text, owner });
      return;
    }
    const hash = hashOf(text, 0);
    const bit = hash >>> (32 - BITS);
    this.#filter[bit >>> 5] = (this.#filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
    const bucket = this.#buckets.get(bit);
    if (bucket) place(bucket, { text, owner });
    else this.#buckets.set(bit, [{ text, owner }]);
  }

  /** Finds inside a range, in order of position, the longest at each; none lies wholly inside an earlier one. */
  find(text: string, from: number, to: number): Found<T>[] {
    const found = this.#findLong(text, from, to);
    if (this.#short.length === 0) return found;
    const all = [...found, ...this.#findShort(text, from, to)].sort((a, b) => a.start - b.start || b.end - a.end);
    let covered = 0;
    return all.filter((each) => {
      const more = each.end > covered;
      covered = Math.max(covered, each.end);
      return more;
    });
  }

  #findLong(text: string, from: number, to: number): Found<T>[] {
    const found: Found<T>[] = [];
    const last = to - WINDOW;
    if (last < from || this.#buckets.size === 0) return found;
    const filter = this.#filter;
    let covered = 0;
    let hash = hashOf(text, from);
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
      hash = (Math.imul(hash - Math.imul(bytes[i - from] ?? 0, BASE_LAST), BASE) + (bytes[i - from + WINDOW] ?? 0)) | 0;
    }
  }

  /** Apart from the loop, as a closure over its counter would cost an allocation per character. */
  #at(text: string, at: number, bit: number): Needle<T> | undefined {
    return this.#buckets.get(bit)?.find((each) => text.startsWith(each.text, at));
  }

  #findShort(text: string, from: number, to: number): Found<T>[] {
    const found: Found<T>[] = [];
    const part = text.slice(from, to);
    for (const needle of this.#short) {
      for (let at = part.indexOf(needle.text); at >= 0; at = part.indexOf(needle.text, at + 1)) {
        const start = from + at;
        const end = start + needle.text.length;
        if (!isWord(text.charCodeAt(start - 1)) && !isWord(text.charCodeAt(end)))
          found.push({ start, end, owner: needle.owner });
      }
    }
    return found;
  }
}

function place<T>(list: Needle<T>[], needle: Needle<T>): void {
  const known = list.findIndex((each) => each.text === needle.text);
  if (known >= 0) list[known] = needle;
  else list.push(needle);
  list.sort((a, b) => b.text.length - a.text.length);
}

function hashOf(text: string, from: number): number {
  let hash = 0;
  for (let i = 0; i < WINDOW; i++) hash = (Math.imul(hash, BASE) + (text.charCodeAt(from + i) & 255)) | 0;
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

function isWord(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f
  );
}
