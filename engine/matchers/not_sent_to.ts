import { summarize } from "../observe/view.js";
import { type Matcher, list } from "../matching/matcher.js";

/** The browser was not sent to this host, or to one of these, whether or not the request named a URI there. */
export const matcher: Matcher = {
  // A host that is none of the server's is never asked: the attempt is what is seen.
  transport: ["host-not-allowed"],
  describe: (value) => `the browser is not sent to ${list(value).join(" or ")}`,
  match: (value, { view, observation }) => {
    const left = [
      view.transport?.code === "host-not-allowed" ? view.url : undefined,
      view.redirect ? view.redirect_uri : undefined,
    ];
    const there = left.find((url) => url !== undefined && list(value).some((host) => hostOf(url) === String(host)));
    return {
      ok: there === undefined,
      actual:
        there === undefined ? summarize(observation) : `the browser is sent to ${there.split(/[?#]/)[0] ?? there}`,
    };
  },
};

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
