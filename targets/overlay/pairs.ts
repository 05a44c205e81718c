import type { Pair, Replacement } from "./types.js";

export function parsePairs(encoded: string): Pair[] {
  return [...new URLSearchParams(encoded)];
}

export function printPairs(pairs: Pair[]): string {
  return new URLSearchParams(pairs).toString();
}

export function valuesOf(pairs: Pair[], name: string): string[] {
  return pairs.filter(([key]) => key === name).map(([, value]) => value);
}

/** The first value; an empty one counts as absent, as RFC 6749 3.1 wants it. */
export function valueOf(pairs: Pair[], name: string): string | undefined {
  return pairs.find(([key, value]) => key === name && value !== "")?.[1];
}

export function without(pairs: Pair[], name: string): Pair[] {
  return pairs.filter(([key]) => key !== name);
}

/** Sets a parameter where it stands, once, or adds it at the end. */
export function withValue(pairs: Pair[], name: string, value: string): Pair[] {
  const at = pairs.findIndex(([key]) => key === name);
  if (at < 0) return [...pairs, [name, value]];
  return pairs.flatMap(([key, old], index): Pair[] => {
    if (key !== name) return [[key, old]];
    return index === at ? [[name, value]] : [];
  });
}

export function deduped(pairs: Pair[]): Pair[] {
  const seen = new Set<string>();
  return pairs.filter(([name]) => !seen.has(name) && seen.add(name));
}

export function replaced(value: string, { pattern, to }: Replacement): string {
  return value.replace(new RegExp(pattern, "gsu"), to);
}

/** `${name}` in a text stands for a request parameter; an absent one is empty. */
export function fill(template: string, lookup: (name: string) => string | undefined): string {
  return template.replace(/\$\{([\w.]+)\}/g, (_match, name: string) => lookup(name) ?? "");
}
