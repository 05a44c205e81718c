import type { DocumentedAnswer, Needed } from "../types/contract.js";
import type { Json } from "../types/suite.js";

/** Columns of a row by name; undefined where one does not apply. */
export type Columns = Record<string, Json | undefined>;

/** `needed`: required, optional, absent, unmarked or when; the condition in a column of its own name. */
export function neededOf(needed: Needed | undefined): Columns {
  if (needed === undefined) return { needed: "unmarked" };
  if (typeof needed === "string") return { needed };
  return { needed: "when", ...needed.when };
}

/** Status and body of an answer; any refusal where none is documented. */
export function answerColumns(prefix: string, answer: DocumentedAnswer | undefined): Columns {
  const body = { ...(answer?.error === undefined ? {} : { error: answer.error }), ...answer?.members };
  return {
    [`${prefix}_status`]: answer?.status ?? "4xx",
    [`${prefix}_body`]: Object.keys(body).length > 0 ? body : undefined,
  };
}
