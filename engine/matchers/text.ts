import type { Members } from "../types/suite.js";
import { type Matcher, show } from "../matching/matcher.js";
import { regularExpression } from "./headers.js";

/** `{ has: TEXT }` or `{ pattern: REGEXP }` (`(?i)` in front for any case): what the body of the last answer has, markup included. */
export const matcher: Matcher = {
  describe: (value) =>
    `a body with ${Object.entries(value as Members)
      .map(([rule, wanted]) => `${rule === "has" ? "" : `${rule} `}${show(wanted)}`)
      .join(" and ")}`,
  match: (value, { view }) => {
    const { has, pattern } = value as Members;
    const { text } = view;
    if (text === undefined) return { ok: false, actual: "no body" };
    const absent = [
      ...(has === undefined || text.includes(String(has)) ? [] : [show(has)]),
      ...(pattern === undefined || regularExpression(String(pattern)).test(text) ? [] : [`pattern ${show(pattern)}`]),
    ];
    const asked = [has, pattern].filter((one) => one !== undefined).map(show);
    return {
      ok: absent.length === 0,
      actual: absent.length === 0 ? `a body with ${asked.join(", ")}` : `a body without ${absent.join(", ")}`,
    };
  },
};
