import { type Matcher, list, show } from "../matching/matcher.js";

/** Values that are all equal; secrets compare by pseudonym. */
export const matcher: Matcher = {
  describe: (value) => `the same value: ${list(value).map(show).join(", ")}`,
  match: (value) => {
    const values = list(value).map((item) => JSON.stringify(item));
    return { ok: new Set(values).size === 1, actual: `values ${list(value).map(show).join(", ")}` };
  },
};
