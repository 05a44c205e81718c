import { replaced } from "../pairs.js";
import type { HeaderEdit } from "../types.js";
import type { After } from "./operation.js";

/** Sets or changes response headers; `null` takes one away. */
export const header: After<HeaderEdit> = (_exchange, answer, edit) => {
  for (const [spelled, value] of Object.entries(edit)) {
    const name = spelled.toLowerCase();
    const old = answer.headers[name];
    if (value === null) delete answer.headers[name];
    else if (typeof value === "string" || Array.isArray(value)) answer.headers[name] = value;
    else if (typeof old === "string") answer.headers[name] = replaced(old, value);
  }
};
