import { type Matcher, list, show } from "../matching/matcher.js";

/** Space-separated lists with the same members, in any order (RFC 6749 3.3). */
export const matcher: Matcher = {
  describe: (value) => `the same set: ${list(value).map(show).join(", ")}`,
  match: (value) => {
    const sets = list(value).map((item) => [...new Set(String(item).split(" ").filter(Boolean))].sort().join(" "));
    return { ok: new Set(sets).size === 1, actual: `sets ${list(value).map(show).join(", ")}` };
  },
};
