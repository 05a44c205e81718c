/**
 * A line writer for one script. Writes to stderr, so that what the command itself
 * prints on stdout (`npm start -- --json`) stays whole.
 */
export function speaker(name) {
  return (line) => process.stderr.write(`${name}: ${line}\n`);
}

/** `0.8 s` or `41 ms`, from a `performance.now()` taken earlier. */
export function since(start) {
  const ms = performance.now() - start;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
