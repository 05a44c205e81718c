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
  const take = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => line.push(resolve));
  };
  const give = (): void => {
    const next = line.shift();
    if (next) next();
    else free += 1;
  };
  return {
    take,
    give,
    async aside(work) {
      give();
      try {
        return await work();
      } finally {
        await take();
      }
    },
  };
}
