import { membersOf } from "../answer.js";
import { printPairs, replaced } from "../pairs.js";
import type { BodyEdit, Json, Pair } from "../types.js";
import type { After } from "./operation.js";

const plain = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Writes the body in another form. The content type stays what it was; `header` changes it. */
export const body: After<BodyEdit> = (_exchange, answer, edit) => {
  if (edit.text !== undefined) answer.body = edit.text;
  if (edit.change !== undefined) answer.body = replaced(answer.body, edit.change);
  const members = membersOf(answer);
  if (members === undefined) return;
  const pairs = Object.entries(members).map(([name, value]): Pair => [name, plain(value)]);
  if (edit.as === "form") answer.body = printPairs(pairs);
  if (edit.as === "array") answer.body = JSON.stringify([members]);
  if (edit.as === "nested") answer.body = JSON.stringify({ response: members });
  if (edit.as === "html") answer.body = `<!doctype html><title>Answer</title><pre>${JSON.stringify(members)}</pre>`;
};
