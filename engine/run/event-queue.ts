/** Events that are pushed on one side and iterated on the other. */
export interface EventQueue<T> {
  push(event: T): void;
  end(): void;
  fail(error: unknown): void;
  events(): AsyncGenerator<T, void>;
}

export function eventQueue<T>(): EventQueue<T> {
  const waiting: T[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  let failure: { error: unknown } | undefined;
  const stir = (): void => {
    wake?.();
    wake = undefined;
  };
  return {
    push: (event) => {
      waiting.push(event);
      stir();
    },
    end: () => {
      ended = true;
      stir();
    },
    fail: (error) => {
      failure = { error };
      ended = true;
      stir();
    },
    async *events() {
      for (;;) {
        for (let event = waiting.shift(); event; event = waiting.shift()) yield event;
        if (failure) throw failure.error;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
