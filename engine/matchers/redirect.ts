import { summarize } from "../observe/view.js";
import type { Members } from "../types/suite.js";
import { describeMembers, matchMembers } from "../matching/members.js";
import type { Matcher } from "../matching/matcher.js";

/** The authorization response reached the client; its parameters are members. */
export const matcher: Matcher = {
  describe: (value) =>
    Object.keys(value as Members).length > 0
      ? `a redirect to the client with ${describeMembers(value as Members)}`
      : "a redirect to the client",
  match: (value, { view, observation }) => {
    if (!view.redirect) return { ok: false, actual: summarize(observation) };
    if (Object.keys(value as Members).length === 0) return { ok: true, actual: summarize(observation) };
    const match = matchMembers(value as Members, view.redirect, "authorization response");
    return {
      ok: match.ok,
      actual: match.ok ? `a redirect to the client with ${match.actual}` : `${summarize(observation)}: ${match.actual}`,
    };
  },
};
