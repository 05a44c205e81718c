import { type Matcher, list } from "../matching/matcher.js";

export const matcher: Matcher = {
  describe: (value) => `status ${list(value).join(" or ")}`,
  match: (value, { view }) => ({
    ok: view.status !== undefined && list(value).map(Number).includes(view.status),
    actual: view.status === undefined ? "no HTTP answer" : `status ${view.status}`,
  }),
};
