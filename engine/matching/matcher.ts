import type { Observation, TransportCode } from "../types/evidence.js";
import type { Json } from "../types/suite.js";
import type { View } from "../observe/view.js";

/** What a matcher may look at: stored evidence only. */
export interface Subject {
  view: View;
  observation: Observation;
  /** Every attempt of a repeated step, in order. */
  attempts: Observation[];
}

export interface Match {
  ok: boolean;
  /** What was found instead, in one sentence; also said when it matched. */
  actual: string;
  /** Why the rule says nothing of what was found: then neither kept nor broken. */
  inapplicable?: string;
}

/** One rule of what an answer must be. */
export interface Matcher {
  /** Whether the matcher says something of the transport itself, or of these failures, so that a missing answer does not block it. */
  transport?: boolean | TransportCode[];
  /** The expectation in words, e.g. `status 400`. */
  describe(value: Json): string;
  match(value: Json, subject: Subject): Match;
}

export function list(value: Json): Json[] {
  return Array.isArray(value) ? value : [value];
}

export function show(value: unknown): string {
  const text = typeof value === "string" ? `"${value}"` : JSON.stringify(value);
  return text === undefined ? "nothing" : text.length > 160 ? `${text.slice(0, 157)}...` : text;
}

export function oneOf(values: Json[]): string {
  return values.map((value) => (typeof value === "string" ? `"${value}"` : String(value))).join(" or ");
}
