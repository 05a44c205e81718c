import type { Matcher } from "../matching/matcher.js";

/** No name occurs twice in the JSON body, or in the authorization response. */
export const matcher: Matcher = {
  describe: (value) => `each name once in the ${value === "body" ? "body" : "authorization response"}`,
  match: (value, { view, observation }) => {
    if (value === "body" ? view.body === undefined : view.redirect === undefined)
      return { ok: false, actual: `no ${value === "body" ? "JSON body" : "authorization response"}` };
    const twice =
      value === "body"
        ? (observation.duplicates ?? [])
        : Object.entries(view.redirect ?? {})
            .filter(([, one]) => Array.isArray(one))
            .map(([name]) => name);
    return {
      ok: twice.length === 0,
      actual: twice.length === 0 ? "each name once" : `more than once: ${twice.join(", ")}`,
    };
  },
};
