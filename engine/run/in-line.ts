/** One at a time, in order: each turn begins when the one before it was given back. */
export function inLine(): () => Promise<() => void> {
  let last = Promise.resolve();
  return async () => {
    const before = last;
    let free: () => void = () => undefined;
    last = new Promise((resolve) => {
      free = resolve;
    });
    await before;
    return free;
  };
}
