import type { MemberRow } from "../types/contract.js";
import type { Json, Members } from "../types/suite.js";

/** JSON Schema of the value that a row documents. */
export function valueSchema({ type, value, values, words }: MemberRow): Members {
  return {
    ...(type === undefined ? {} : typeSchema(type)),
    ...(value === undefined ? {} : { const: inPlanWords(value) }),
    ...(values === undefined ? {} : { enum: inPlanWords(values) }),
    ...(words === undefined ? {} : wordsSchema(words)),
  };
}

/** JSON Schema of a body of which a row documents one member, `data.uuid` being one inside another. */
export function bodySchema(row: MemberRow): Members {
  const path = row.name.split(".");
  if (row.needed === "absent") return within(path, false);
  const there = within(path, valueSchema(row));
  if (row.needed === "optional") return { type: "object", ...optionally(path, valueSchema(row)) };
  if (typeof row.needed !== "object") return there;
  if (!("granted" in row.needed.when)) return there;
  const granted = grantedSchema(row.needed.when.granted);
  return { anyOf: [{ allOf: [granted, there] }, { allOf: [{ not: granted }, within(path, false)] }] };
}

/** The innermost member is there, or with `false` is not. */
function within([name = "", ...rest]: string[], schema: Members | false): Members {
  if (schema === false && rest.length === 0) return { type: "object", properties: { [name]: false } };
  const inner = rest.length === 0 ? (schema as Members) : within(rest, schema);
  return { type: "object", required: [name], properties: { [name]: inner } };
}

function optionally([name = "", ...rest]: string[], schema: Members): Members {
  return { properties: { [name]: rest.length === 0 ? schema : optionally(rest, schema) } };
}

function typeSchema(type: string): Members {
  const list = /^(.*)\[\]$/.exec(type)?.[1];
  if (list !== undefined) return { type: "array", items: typeSchema(list) };
  // RFC 7519 3: three parts of base64url; the last is empty where nothing is signed.
  if (type === "jwt") return { type: "string", pattern: String.raw`^[\w-]+\.[\w-]+\.[\w-]*$` };
  return { type };
}

function wordsSchema(words: readonly string[]): Members {
  const either = words.map(escape).join("|");
  return {
    type: "string",
    pattern: `^(${either})( (${either}))*$`,
    allOf: words.map((word) => ({ pattern: `(^| )${escape(word)}( |$)` })),
  };
}

/** The scope that was granted has this word. */
function grantedSchema(word: string): Members {
  return {
    type: "object",
    required: ["scope"],
    properties: { scope: { type: "string", pattern: `(^| )${escape(word)}( |$)` } },
  };
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

/** What contracts call `sent` and `claims` belongs to the answer that is judged. */
function inPlanWords(value: Json): Json {
  if (typeof value === "string")
    return value.replaceAll("${sent.", "${step.sent.").replaceAll("${claims.", "${step.jwt.access_token.claims.");
  if (Array.isArray(value)) return value.map(inPlanWords);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inPlanWords(item)]));
}
