import type { Answer } from "../answer.js";
import { membersOf } from "../answer.js";
import type { Exchange } from "../exchange.js";
import { fill, replaced } from "../pairs.js";
import type { HeaderEdit } from "../types.js";
import { filled } from "./members.js";
import type { After } from "./operation.js";

/** Sets or changes response headers; `null` takes one away. */
export const header: After<HeaderEdit> = (exchange, answer, edit) => {
  for (const [spelled, value] of Object.entries(edit)) {
    const name = spelled.toLowerCase();
    const old = answer.headers[name];
    if (value === null) delete answer.headers[name];
    else if (typeof value === "string") answer.headers[name] = withValues(exchange, answer, value);
    else if (Array.isArray(value)) answer.headers[name] = value;
    else if (typeof old === "string") answer.headers[name] = replaced(old, value);
  }
};

/** `${name}` stands for a member of the JSON body, or else for what it stands for everywhere. */
function withValues(exchange: Exchange, answer: Answer, template: string): string {
  return fill(template, (name) => {
    const member = membersOf(answer)?.[name];
    return typeof member === "string" ? member : filled(exchange, `\${${name}}`);
  });
}
