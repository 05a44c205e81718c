import { type Matcher, list, show } from "../matching/matcher.js";

/** Space-separated lists, the members of each in the next, in any order (RFC 6749 3.3). */
export const matcher: Matcher = {
  describe: (value) => `each a part of the next: ${list(value).map(show).join(", ")}`,
  match: (value) => {
    const sets = list(value).map((item) => new Set(String(item).split(" ").filter(Boolean)));
    const ok = sets.slice(1).every((larger, at) => [...(sets[at] ?? [])].every((member) => larger.has(member)));
    return { ok, actual: `sets ${list(value).map(show).join(", ")}` };
  },
};
