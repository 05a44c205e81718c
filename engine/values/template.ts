import type { Json } from "../types/suite.js";
import { FUNCTIONS, type FunctionContext, LIVE_FUNCTIONS } from "./functions.js";

/** Where `${...}` looks names up. */
export interface Scope {
  [name: string]: unknown;
}

/** A `${...}` that leads nowhere. */
export class Unresolved extends Error {
  readonly reference: string;
  constructor(reference: string) {
    super(`"\${${reference}}" is not there`);
    this.name = "Unresolved";
    this.reference = reference;
  }
}

const WHOLE = /^\$\{([^}]+)\}$/;
const EACH = /\$\{([^}]+)\}/g;

/** The value at a dotted path, `a.b.0`; undefined when any part is missing. */
export function lookUp(scope: Scope, reference: string): unknown {
  let value: unknown = scope;
  for (const key of reference.split(".")) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** References that occur in a value, in order. */
export function references(value: Json | undefined): string[] {
  if (typeof value === "string") return [...value.matchAll(EACH)].map((match) => match[1] ?? "");
  if (Array.isArray(value)) return value.flatMap(references);
  if (value !== null && typeof value === "object") return Object.values(value).flatMap(references);
  return [];
}

/**
 * A value with every `${...}` filled in and every `{ $function: argument }` applied.
 * A whole `${...}` keeps structure and type; inside a longer string it becomes text.
 * Throws Unresolved.
 */
export function resolve(value: Json, scope: Scope, context?: FunctionContext): Json {
  if (typeof value === "string") return resolveString(value, scope);
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope, context));
  if (value === null || typeof value !== "object") return value;
  const keys = Object.keys(value);
  const name = keys[0];
  if (keys.length === 1 && name?.startsWith("$")) {
    const argument = (): Json => resolve(value[name] ?? null, scope, context);
    const [live, apply] = [context && LIVE_FUNCTIONS[name], FUNCTIONS[name]];
    if (context && live) return live(argument(), context);
    if (apply) return apply(argument());
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, scope, context)]));
}

function resolveString(text: string, scope: Scope): Json {
  const whole = WHOLE.exec(text);
  if (whole?.[1]) {
    const value = lookUp(scope, whole[1]);
    if (value === undefined) throw new Unresolved(whole[1]);
    return value as Json;
  }
  return text.replaceAll(EACH, (_, reference: string) => {
    const value = lookUp(scope, reference);
    if (value === undefined || value === null) throw new Unresolved(reference);
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  });
}

/** The first of several values that resolves. */
export function firstResolved(value: Json, scope: Scope, context?: FunctionContext): Json | undefined {
  for (const candidate of Array.isArray(value) ? value : [value]) {
    try {
      return resolve(candidate, scope, context);
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
    }
  }
  return undefined;
}

const DROP = Symbol("drop");

/**
 * Fills in only the references whose root is in `scope` (rows, fragment inputs) and leaves the others standing.
 * A whole `${root.x}` whose root is known and whose member is absent drops the key that holds it.
 */
export function fill(value: Json, scope: Scope, roots: readonly string[]): Json {
  const filled = fillValue(value, scope, roots);
  return filled === DROP ? null : filled;
}

function fillValue(value: Json, scope: Scope, roots: readonly string[]): Json | typeof DROP {
  if (typeof value === "string") {
    const whole = WHOLE.exec(value)?.[1];
    if (whole && roots.includes(root(whole))) {
      const found = lookUp(scope, whole);
      return found === undefined ? DROP : (found as Json);
    }
    return value.replaceAll(EACH, (text, reference: string) => {
      if (!roots.includes(root(reference))) return text;
      const found = lookUp(scope, reference);
      if (found === undefined) throw new Unresolved(reference);
      return typeof found === "object" ? JSON.stringify(found) : String(found);
    });
  }
  if (Array.isArray(value))
    return value.map((item) => fillValue(item, scope, roots)).filter((item): item is Json => item !== DROP);
  if (value === null || typeof value !== "object") return value;
  // Names may hold references too: a row can say which parameter is repeated.
  const entries = Object.entries(value).map(
    ([key, item]) => [String(fillValue(key, scope, roots)), fillValue(item, scope, roots)] as const,
  );
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== DROP));
}

function root(reference: string): string {
  return reference.split(".")[0] ?? reference;
}
