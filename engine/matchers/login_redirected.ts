import { type Matcher, list } from "../matching/matcher.js";

/** Statuses of the redirects that answered the form with the user's password: there is one, and each is listed. */
export const matcher: Matcher = {
  describe: (value) => `the login answered by a redirect with status ${list(value).join(" or ")}`,
  match: (value, { view }) => {
    const statuses = view.login_redirected ?? [];
    return {
      ok: statuses.length > 0 && statuses.every((status) => list(value).map(Number).includes(status)),
      actual:
        statuses.length > 0
          ? `the login was answered by a redirect with status ${statuses.join(", then ")}`
          : "no redirect answered the login",
    };
  },
};
