import { summarize } from "../observe/view.js";
import { type Matcher, list } from "../matching/matcher.js";

/** Where the parameters of the authorization response stood. */
export const matcher: Matcher = {
  describe: (value) => `the response delivered by ${list(value).join(" or ")}`,
  match: (value, { view, observation }) => ({
    ok: view.delivered !== undefined && list(value).includes(view.delivered),
    actual: view.delivered ? `delivered by ${view.delivered}` : summarize(observation),
  }),
};
