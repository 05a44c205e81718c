import { type Matcher, show } from "../matching/matcher.js";
import { describeMembers, matchMembers } from "../matching/members.js";
import type { Members } from "../types/suite.js";

export const matcher: Matcher = {
  describe: (value) => `body: ${describeMembers(value as Members) || "a JSON object"}`,
  match: (value, { view }) => {
    const match = matchMembers(value as Members, view.body, "JSON object in the body");
    return {
      ok: match.ok,
      actual:
        view.body === undefined && view.text !== undefined
          ? `a body that is not JSON: ${show(view.text.slice(0, 120))}`
          : match.actual,
    };
  },
};
