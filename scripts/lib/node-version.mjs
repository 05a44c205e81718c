const OLDEST = [20, 19];

/** A sentence that says why this Node cannot be used, or undefined when it can. */
export function nodeProblem(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return `needs Node ${OLDEST.join(".")} or newer, and this is Node ${version}; install a newer one from https://nodejs.org`;
}
