import type { Members } from "../types/suite.js";
import { describeMembers, matchMembers } from "../matching/members.js";
import type { Match, Matcher } from "../matching/matcher.js";

/** `{ in: MEMBER, verified: true, header: {...}, claims: {...}, absent: [...] }`: facts of a JWT in the answer. */
export const matcher: Matcher = {
  describe: (value) => {
    const rule = value as Members;
    const parts = [
      rule["verified"] === true ? "verified" : "",
      rule["header"] ? describeMembers(rule["header"] as Members) : "",
      rule["claims"] ? describeMembers(rule["claims"] as Members) : "",
    ];
    return `"${String(rule["in"])}" is a JWT ${parts.filter(Boolean).join(", ")}`.trim();
  },
  match: (value, { view }): Match => {
    const rule = value as Members;
    const facts = view.jwt[String(rule["in"])];
    if (!facts) return { ok: false, actual: `"${String(rule["in"])}" is not a JWT` };
    const wrong: string[] = [];
    if (rule["verified"] === true && facts.verified !== "yes")
      wrong.push(
        `its signature is ${facts.verified === "no" ? "wrong" : "not verifiable"}${facts.reason ? ` (${facts.reason})` : ""}`,
      );
    for (const part of ["header", "claims"] as const) {
      if (!rule[part]) continue;
      const match = matchMembers(rule[part] as Members, facts[part], part);
      if (!match.ok) wrong.push(match.actual);
    }
    const present = ((rule["absent"] ?? []) as string[]).filter((name) => name in facts.claims);
    if (present.length > 0) wrong.push(`claims ${present.join(", ")} are there`);
    return {
      ok: wrong.length === 0,
      actual: wrong.length > 0 ? wrong.join(", ") : `a JWT, signature verified: ${facts.verified}`,
    };
  },
};
