import { summarize } from "../observe/view.js";
import { type Matcher, list } from "../matching/matcher.js";

/** The request failed below HTTP. */
export const matcher: Matcher = {
  transport: true,
  describe: (value) => `no answer: ${list(value).join(" or ")}`,
  match: (value, { view, observation }) => ({
    ok: view.transport !== undefined && list(value).includes(view.transport.code),
    actual: summarize(observation),
  }),
};
