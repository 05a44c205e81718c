import { type Matcher, list } from "../matching/matcher.js";
import { isOf } from "./status.js";

/** Status of the redirect that carried the authorization response. */
export const matcher: Matcher = {
  describe: (value) => `the redirect to the client with status ${list(value).join(" or ")}`,
  match: (value, { view: { redirect_status: status } }) => ({
    ok: status !== undefined && list(value).some((one) => isOf(one, status)),
    actual: status === undefined ? "no HTTP redirect to the client" : `a redirect with status ${status}`,
  }),
};
