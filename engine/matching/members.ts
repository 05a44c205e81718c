import { schemaErrors } from "../load/schemas.js";
import type { Json } from "../types/suite.js";
import { type Match, oneOf, show } from "./matcher.js";

/**
 * Named members against what is asked of each: a scalar is a constant, a list an enumeration,
 * a map a JSON Schema with three abbreviations: `$not` (another constant), `$has` (the list has it,
 * or the space-separated text), `$contains` (a list has an object with these members).
 */
export function matchMembers(expected: { [name: string]: Json }, actual: unknown, what: string): Match {
  if (actual === null || typeof actual !== "object" || Array.isArray(actual))
    return { ok: false, actual: `no ${what}` };
  const members = actual as Record<string, Json | undefined>;
  const wrong = Object.entries(expected).flatMap(([name, rule]) => {
    const value = members[name];
    return memberMatches(rule, value)
      ? []
      : [value === undefined ? `"${name}" is absent` : `"${name}" is ${show(value)}`];
  });
  const found = Object.keys(expected).map(
    (name) => `"${name}" is ${members[name] === undefined ? "absent" : show(members[name])}`,
  );
  return { ok: wrong.length === 0, actual: (wrong.length > 0 ? wrong : found).join(", ") || `a ${what}` };
}

function memberMatches(rule: Json, value: Json | undefined): boolean {
  if (value === undefined) return false;
  if (Array.isArray(rule)) return rule.some((one) => equal(one, value));
  if (rule === null || typeof rule !== "object") return equal(rule, value);
  if ("$not" in rule) return !equal(rule["$not"] ?? null, value);
  if ("$has" in rule)
    return (Array.isArray(value) ? value : String(value).split(" ")).some((one) => equal(rule["$has"] ?? null, one));
  if ("$contains" in rule)
    return (
      Array.isArray(value) &&
      value.some((one) => matchMembers(rule["$contains"] as { [name: string]: Json }, one, "object").ok)
    );
  return schemaErrors(rule, value).length === 0;
}

function equal(a: Json, b: Json): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

export function describeMembers(expected: { [name: string]: Json }): string {
  return Object.entries(expected)
    .map(([name, rule]) => `"${name}" ${describeRule(rule)}`)
    .join(", ");
}

function describeRule(rule: Json): string {
  if (Array.isArray(rule)) return `is ${oneOf(rule)}`;
  if (rule === null || typeof rule !== "object") return `is ${show(rule)}`;
  if ("$not" in rule) return `is not ${show(rule["$not"])}`;
  if ("$has" in rule) return `has ${show(rule["$has"])}`;
  if ("$contains" in rule) return `contains ${show(rule["$contains"])}`;
  return `fits ${JSON.stringify(rule)}`;
}
