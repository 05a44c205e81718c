import { fillVariables } from "../load/variables.js";
import { readYaml } from "../load/yaml.js";
import type { Members, Suite } from "../types/suite.js";
import { withContract } from "./contract.js";

/**
 * The suite with the promises of a provider file, whose variables need not be set: whatever they hold, ids and names stay
 * the same. Throws what is wrong with the file's syntax.
 */
export function promisedBy<S extends Suite>(suite: S, path: string): S {
  return { ...suite, ...withContract(suite, filledIn(readYaml(path).value as Members)) };
}

/** A provider file with a word in the place of each variable. */
export function filledIn(file: Members): Members {
  return fillVariables(file, new Proxy({}, { get: () => "variable" })).value as Members;
}
