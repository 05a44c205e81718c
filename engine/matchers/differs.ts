import { type Matcher, list, show } from "../matching/matcher.js";

/** Values that are all different; secrets compare by pseudonym. */
export const matcher: Matcher = {
  describe: (value) => `different values: ${list(value).map(show).join(", ")}`,
  match: (value) => {
    const values = list(value).map((item) => JSON.stringify(item));
    return { ok: new Set(values).size === values.length, actual: `values ${list(value).map(show).join(", ")}` };
  },
};
