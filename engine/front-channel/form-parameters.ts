import type { Parameters } from "../types/evidence.js";

export type Pairs = [name: string, value: string][];

/** Decodes `application/x-www-form-urlencoded` text; what is not valid is kept as it is. */
export function decodePairs(encoded: string): Pairs {
  return [...new URLSearchParams(encoded.startsWith("?") ? `&${encoded}` : encoded)];
}

/** Parameters by name; a repeated one is a list. */
export function toParameters(pairs: Pairs): Parameters {
  const parameters: Parameters = {};
  for (const [name, value] of pairs) {
    const before = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    const now = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
    // A target may well send a parameter called "__proto__".
    Object.defineProperty(parameters, name, { value: now, enumerable: true, configurable: true, writable: true });
  }
  return parameters;
}
