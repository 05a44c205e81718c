import type { Json, Members } from "../types/suite.js";
import { schemaErrors } from "../load/schemas.js";
import { readChallenges } from "../matching/challenge-attributes.js";
import { parseChallenges } from "../matching/challenge.js";
import { hasInsecureCookie } from "../matching/cookies.js";
import { type Match, type Matcher, oneOf, show } from "../matching/matcher.js";
import { matchMembers } from "../matching/members.js";

/**
 * Response headers by name. A text is a constant, a list an enumeration, a map one of:
 * pattern (regular expression, `(?i)` in front for any case), has (a member of the comma-separated list,
 * without regard to case), media_type (the Content-Type without its parameters), challenge (a scheme in
 * WWW-Authenticate, RFC 9110 11.6.1, with the parameters named in `parameters`), insecure_cookie (a Set-Cookie line
 * without Secure that holds this value), absent: true. Beside challenge, and read even where the grammar is broken:
 * with (a challenge of the scheme has these parameters, as in body), schema (a JSON Schema that the parameters of each
 * of them fit), once (names that stand in none of them twice).
 */
export const matcher: Matcher = {
  describe: (value) =>
    Object.entries(value as Members)
      .map(([name, rule]) => `header ${name} ${describeRule(rule)}`)
      .join(", "),
  match: (value, { view }) => {
    const results = Object.entries(value as Members).map(([name, rule]) =>
      matchHeader(name, rule, view.headers[name.toLowerCase()]),
    );
    const wrong = results.filter((result) => !result.ok);
    return {
      ok: wrong.length === 0,
      actual: (wrong.length > 0 ? wrong : results).map((result) => result.actual).join(", "),
    };
  },
};

function matchHeader(name: string, rule: Json, values: string[] | undefined): Match {
  const actual = values ? `header ${name} is ${show(values.join(", "))}` : `no header ${name}`;
  if (rule !== null && typeof rule === "object" && !Array.isArray(rule) && rule["absent"] === true)
    return { ok: values === undefined, actual };
  if (!values) return { ok: false, actual };
  if (rule !== null && typeof rule === "object" && !Array.isArray(rule) && rule["insecure_cookie"] !== undefined)
    return { ok: hasInsecureCookie(values, String(rule["insecure_cookie"])), actual };
  return { ok: headerFits(rule, values.join(", ")), actual };
}

function headerFits(rule: Json, value: string): boolean {
  if (Array.isArray(rule)) return rule.includes(value);
  if (rule === null || typeof rule !== "object") return String(rule) === value;
  if (typeof rule["pattern"] === "string") return regularExpression(rule["pattern"]).test(value);
  if (rule["has"] !== undefined)
    return value.split(",").some((part) => part.trim().toLowerCase() === String(rule["has"]).toLowerCase());
  if (rule["media_type"] !== undefined) return value.split(";")[0]?.trim().toLowerCase() === rule["media_type"];
  if (rule["challenge"] !== undefined) {
    const names = (rule["parameters"] ?? []) as string[];
    const scheme = String(rule["challenge"]).toLowerCase();
    if (ATTRIBUTE_RULES.some((name) => rule[name] !== undefined)) return attributesFit(rule, scheme, value);
    return (parseChallenges(value) ?? []).some(
      (challenge) =>
        (scheme === "any" || challenge.scheme.toLowerCase() === scheme) &&
        names.every((one) => Object.hasOwn(challenge.parameters, one)),
    );
  }
  return false;
}

const ATTRIBUTE_RULES = ["with", "schema", "once"];

function attributesFit(rule: Members, scheme: string, value: string): boolean {
  const challenges = readChallenges(value).filter((one) => one.scheme.toLowerCase() === scheme);
  const { with: members, schema, once } = rule;
  return (
    challenges.length > 0 &&
    (members === undefined ||
      challenges.some(({ parameters }) => matchMembers(members as Members, parameters, "challenge").ok)) &&
    (schema === undefined ||
      challenges.every(({ parameters }) => schemaErrors(schema as Members, parameters).length === 0)) &&
    (once === undefined ||
      challenges.every(({ repeated }) => !repeated.some((name) => (once as string[]).includes(name))))
  );
}

export function regularExpression(pattern: string): RegExp {
  return pattern.startsWith("(?i)") ? new RegExp(pattern.slice(4), "iu") : new RegExp(pattern, "u");
}

function describeRule(rule: Json): string {
  if (Array.isArray(rule)) return `is ${oneOf(rule)}`;
  if (rule === null || typeof rule !== "object") return `is ${show(rule)}`;
  if (rule["absent"] === true) return "is absent";
  return Object.entries(rule)
    .map(([name, value]) => `${name} ${show(value)}`)
    .join(" with ");
}
