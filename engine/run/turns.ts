/** Lets at most so many checks act at once; one that only waits gives its turn to another meanwhile. */
export interface Turns {
  take(): Promise<void>;
  give(): void;
  /** Does what takes nothing but time, without a turn. */
  aside<T>(work: () => Promise<T>): Promise<T>;
}

export function openTurns(count: number): Turns {
  const line: (() => void)[] = [];
  let free = Math.max(1, count);
  const turn = async (join: (resolve: () => void) => void): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>(join);
  };
  const give = (): void => {
    const next = line.shift();
    if (next) next();
    else free += 1;
  };
  return {
    take: () => turn((resolve) => line.push(resolve)),
    give,
    async aside(work) {
      give();
      try {
        return await work();
      } finally {
        // Ahead of those that have not begun: what was waited for has just come true, and may not stay so.
        await turn((resolve) => line.unshift(resolve));
      }
    },
  };
}
