import type { Members } from "../types/suite.js";
import { describeMembers, matchMembers } from "../matching/members.js";
import type { Matcher } from "../matching/matcher.js";

/** Outputs of a fragment. */
export const matcher: Matcher = {
  describe: (value) => describeMembers(value as Members),
  match: (value, { view }) => matchMembers(value as Members, view["output"], "output"),
};
