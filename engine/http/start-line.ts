import { Readable } from "node:stream";

/** A pool or proxy may have fewer connections than there are requests: those that came do not wait longer for the rest. */
const PATIENCE_MS = 5_000;

/**
 * Requests that are to arrive at once. Each waits, with its connection made and its turn come, until all the others are
 * there as well; then all are written. Without it they go out as connections come about, or as the rate allows, and a
 * server meets them one by one.
 */
export class StartLine {
  readonly #expected: number;
  #arrived = 0;
  #open: (() => void) | undefined;
  readonly #opened = new Promise<void>((resolve) => (this.#open = resolve));
  #timer: NodeJS.Timeout | undefined;

  constructor(expected: number) {
    this.#expected = expected;
  }

  /** A body that comes once all are there. It is read when its connection is made; nothing is written before. */
  hold(text: string): Readable {
    const arrive = (): Promise<void> => this.#arrive();
    return Readable.from(
      (async function* () {
        await arrive();
        yield Buffer.from(text, "utf8");
      })(),
    );
  }

  #arrive(): Promise<void> {
    this.#arrived += 1;
    this.#timer ??= setTimeout(() => this.#open?.(), PATIENCE_MS);
    if (this.#arrived >= this.#expected) {
      clearTimeout(this.#timer);
      this.#open?.();
    }
    return this.#opened;
  }
}
