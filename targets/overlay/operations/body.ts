import { membersOf } from "../answer.js";
import { printPairs, replaced } from "../pairs.js";
import type { BodyEdit, Json, Pair } from "../types.js";
import { filled } from "./members.js";
import type { After } from "./operation.js";

const plain = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Writes the body in another form. The content type stays what it was; `header` changes it. */
export const body: After<BodyEdit> = (exchange, answer, edit) => {
  if (edit.text !== undefined) answer.body = edit.text;
  if (edit.insert !== undefined) answer.body = inserted(answer.body, filled(exchange, edit.insert));
  if (edit.change !== undefined) answer.body = replaced(answer.body, edit.change);
  const members = membersOf(answer);
  if (members === undefined) return;
  const pairs = Object.entries(members).map(([name, value]): Pair => [name, plain(value)]);
  if (edit.as === "form") answer.body = printPairs(pairs);
  if (edit.as === "array") answer.body = JSON.stringify([members]);
  if (edit.as === "nested") answer.body = JSON.stringify({ response: members });
  if (edit.as === "html") answer.body = `<!doctype html><title>Answer</title><pre>${JSON.stringify(members)}</pre>`;
};

/** A page with more markup at its end; what is no page stays as it is. */
function inserted(page: string, markup: string): string {
  const end = page.lastIndexOf("</body>");
  return end < 0 ? page : page.slice(0, end) + markup + page.slice(end);
}
