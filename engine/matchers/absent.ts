import { summarize } from "../observe/view.js";
import { type Matcher, list } from "../matching/matcher.js";

/** Members of the body, or parameters of the authorization response, that must not be there. */
export const matcher: Matcher = {
  describe: (value) => `no ${list(value).join(", no ")}`,
  match: (value, { view, observation }) => {
    const place = view.redirect ?? view.body;
    if (place === null || typeof place !== "object") return { ok: false, actual: summarize(observation) };
    const found = list(value)
      .map(String)
      .filter((name) => Object.hasOwn(place, name));
    return {
      ok: found.length === 0,
      actual: found.length === 0 ? "absent" : `${found.map((name) => `"${name}"`).join(", ")} is there`,
    };
  },
};
