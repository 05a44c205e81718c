import type { Step } from "../types/suite.js";

/** Options of a step that change its base; a step with one of them rests on the base's control. */
export const MUTATIONS = [
  "set",
  "omit",
  "empty",
  "repeat",
  "raw",
  "move",
  "encode",
  "method",
  "headers",
  "auth",
  "bearer",
  "path",
  "connection",
] as const;

/** Whether a step sends a header of its own instead of its base's, or none. */
export function replacesHeader(step: Step, name: string): boolean {
  const headers = Object.keys((step.options["headers"] ?? {}) as object).map((one) => one.toLowerCase());
  if (step.options["bearer"] !== undefined) headers.push("authorization");
  return headers.includes(name.toLowerCase());
}

/**
 * Whether a step asks for something else than its base, so that its verdict rests on the base's control:
 * another request, another user's will or words, or another client than the one that its inputs were given to.
 */
export function isChanged(step: Step, hasSource: boolean): boolean {
  // A request to a place of its own is nobody's change: there is no unchanged one.
  if (step.options["url"] !== undefined) return false;
  return (
    MUTATIONS.some((name) => step.options[name] !== undefined) ||
    step.options["user"] !== undefined ||
    step.options["choose"] !== undefined ||
    (hasSource && step.options["client"] !== undefined)
  );
}
