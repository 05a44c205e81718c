import { schemaErrors } from "../load/schemas.js";
import type { Members } from "../types/suite.js";
import { type Matcher, show } from "../matching/matcher.js";

/** JSON Schema of the whole body: inline, or responses/NAME.json. */
export const matcher: Matcher = {
  describe: (value) =>
    typeof value === "string" ? `a JSON body that fits ${value}` : `a JSON body that fits ${JSON.stringify(value)}`,
  match: (value, { view }) => {
    if (view.body === undefined)
      return {
        ok: false,
        actual: view.text === undefined ? "no body" : `a body that is not JSON: ${show(view.text.slice(0, 120))}`,
      };
    const errors = schemaErrors(value as string | Members, view.body);
    return {
      ok: errors.length === 0,
      actual: errors.length === 0 ? "a body that fits" : errors.slice(0, 5).join("; "),
    };
  },
};
