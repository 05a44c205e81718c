import type { Json, Members } from "../types/suite.js";
import { parseChallenges } from "../matching/challenge.js";
import { type Match, type Matcher, oneOf, show } from "../matching/matcher.js";

/**
 * Response headers by name. A text is a constant, a list an enumeration, a map one of:
 * pattern (regular expression, `(?i)` in front for any case), has (a member of the comma-separated list,
 * without regard to case), media_type (the Content-Type without its parameters), challenge (a scheme in
 * WWW-Authenticate, RFC 9110 11.6.1, with the parameters named in `parameters`), absent: true.
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
    return (parseChallenges(value) ?? []).some(
      (challenge) =>
        (scheme === "any" || challenge.scheme.toLowerCase() === scheme) &&
        names.every((one) => Object.hasOwn(challenge.parameters, one)),
    );
  }
  return false;
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
