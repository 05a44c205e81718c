/** Needles that begin alike: all the JWTs of a server, or a thousand tokens that it chose so. */

export interface Needle<T> {
  text: string;
  owner: T;
}

interface Placed<T> extends Needle<T> {
  /** The longest other needle that this one begins with. */
  within: Placed<T> | undefined;
}

/** Finds the needles that a text goes on with, in the time of a binary search however many there are. */
export class Bucket<T> {
  readonly #needles = new Map<string, Needle<T>>();
  #sorted: Placed<T>[] | undefined;
  #longest = 0;

  /** A needle that is there already gets the new owner. */
  set(needle: Needle<T>): void {
    this.#needles.set(needle.text, needle);
    this.#longest = Math.max(this.#longest, needle.text.length);
    this.#sorted = undefined;
  }

  /** The longest needle at a place of a text, of those that are accepted. */
  at(text: string, at: number, accepts?: (needle: Needle<T>) => boolean): Needle<T> | undefined {
    const sorted = (this.#sorted ??= sort([...this.#needles.values()]));
    const rest = text.slice(at, at + this.#longest);
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.text ?? "") <= rest) low = middle + 1;
      else high = middle;
    }
    // all that the text goes on with begin the last one before it, or are that one
    const nearest = sorted[low - 1];
    const alike = nearest ? commonLength(nearest.text, rest) : 0;
    for (let needle = nearest; needle; needle = needle.within)
      if (needle.text.length <= alike && (!accepts || accepts(needle))) return needle;
    return undefined;
  }
}

function sort<T>(needles: Needle<T>[]): Placed<T>[] {
  const around: Placed<T>[] = [];
  return needles
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map((needle) => {
      while (around.length > 0 && !needle.text.startsWith(around.at(-1)?.text ?? "")) around.pop();
      const placed = { ...needle, within: around.at(-1) };
      around.push(placed);
      return placed;
    });
}

function commonLength(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one.charCodeAt(length) === other.charCodeAt(length)) length++;
  return length;
}
