import { type Matcher, list } from "../matching/matcher.js";

/** Status of the redirect that carried the authorization response. */
export const matcher: Matcher = {
  describe: (value) => `the redirect to the client with status ${list(value).join(" or ")}`,
  match: (value, { view }) => ({
    ok: view.redirect_status !== undefined && list(value).map(Number).includes(view.redirect_status),
    actual:
      view.redirect_status === undefined
        ? "no HTTP redirect to the client"
        : `a redirect with status ${view.redirect_status}`,
  }),
};
