import { summarize } from "../observe/view.js";
import { type Matcher, list } from "../matching/matcher.js";

/**
 * The request ended on a page of the server: `error`, `other`, `any`, or the name of a page rule.
 * A page that no rule fits (`stuck`) never matches: the provider file may lack a rule.
 */
export const matcher: Matcher = {
  describe: (value) => `no redirect, but a page of the server (${list(value).join(" or ")})`,
  match: (value, { view, observation }) => {
    const wanted = list(value);
    const ok =
      view.page !== undefined && view.page !== "stuck" && (wanted.includes("any") || wanted.includes(view.page));
    return { ok, actual: summarize(observation) };
  },
};
