import type { Members } from "../types/suite.js";
import type { Matcher } from "../matching/matcher.js";

/** `{ of: code, distinct: true, min_bits: 128 }`: facts of a sample; the bits are an upper bound, so they can only prove too little. */
export const matcher: Matcher = {
  describe: (value) => {
    const rule = value as Members;
    return `a sample of ${String(rule["of"])}${rule["distinct"] ? " without repetition" : ""}${rule["min_bits"] ? ` with at most 2^-${String(rule["min_bits"])} chance of guessing` : ""}`;
  },
  match: (value, { attempts }) => {
    const rule = value as Members;
    const facts = attempts.at(-1)?.samples?.[String(rule["of"])];
    if (!facts) return { ok: false, actual: `no sample of ${String(rule["of"])}` };
    if ((facts.jwts ?? 0) > 0 && rule["min_bits"] !== undefined)
      return {
        ok: false,
        actual: `${facts.jwts} of ${facts.size} values are JWTs`,
        inapplicable: "a JWT is kept from being guessed by its signature",
      };
    const ok =
      (rule["distinct"] !== true || facts.distinct === facts.size) &&
      (rule["min_bits"] === undefined || facts.max_bits >= Number(rule["min_bits"]));
    return { ok, actual: `${facts.size} values, ${facts.distinct} different, at most ${facts.max_bits} bits each` };
  },
};
