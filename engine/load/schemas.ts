import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { didYouMean, type Problem } from "../errors.js";
import type { Json } from "../types/suite.js";
import { PACKAGE_ROOT, filesBelow } from "./files.js";
import type { Source } from "./yaml.js";

export const FORMATS = [
  "plan",
  "base",
  "fragment",
  "requirements",
  "profile",
  "provider",
  "fault",
  "judgement-calls",
  "comparison",
  "judgements",
] as const;
export type Format = (typeof FORMATS)[number];

/** Parts of formats, which they refer to by name. */
const SHARED = ["step.schema.json", "contract.schema.json"];

const formats = new Map<Format, ValidateFunction>();
const responses = new Map<string, ValidateFunction>();
const inline = new Map<string, ValidateFunction>();
const formatAjv = new Ajv2020({ allErrors: true, strict: false, verbose: true, validateFormats: false });
// Plans are our own and checked by lint; a schema in one is compiled once a run, so that its cost counts.
const responseAjv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false, validateSchema: false });

/** Problems of a file against its format, each with line and column; unknown keys with a guess at what was meant. */
export function validateFormat(format: Format, source: Source): Problem[] {
  let validate = formats.get(format);
  if (!validate) {
    for (const shared of SHARED)
      if (!formatAjv.getSchema(shared)) formatAjv.addSchema(readSchema(`formats/${shared}`), shared);
    validate = formatAjv.compile(readSchema(`formats/${format}.schema.json`));
    formats.set(format, validate);
  }
  if (validate(source.value)) return [];
  const errors = (validate.errors ?? []).filter(
    (error) => !["if", "oneOf", "anyOf"].includes(error.keyword) || (validate.errors?.length ?? 0) === 1,
  );
  const seen = new Set<string>();
  const unknown = errors.filter(isUnknownKey);
  return errors
    .filter((error) => !unknown.some((other) => explains(other, error)))
    .map((error) => toProblem(error, source))
    .filter((problem) => {
      const key = `${problem.line}:${problem.column}:${problem.message}`;
      return !seen.has(key) && seen.add(key);
    });
}

function isUnknownKey(error: ErrorObject): boolean {
  return error.keyword === "additionalProperties" || error.keyword === "unevaluatedProperties";
}

function unknownKey(error: ErrorObject): string {
  return String(error.params["additionalProperty"] ?? error.params["unevaluatedProperty"]);
}

/** A misspelt key is missing under its right name as well: that is said once. */
function explains(unknown: ErrorObject, error: ErrorObject): boolean {
  return (
    error.keyword === "required" &&
    error.instancePath === unknown.instancePath &&
    didYouMean(unknownKey(unknown), knownKeys(unknown.parentSchema as SchemaPart)) === error.params["missingProperty"]
  );
}

interface SchemaPart {
  properties?: object;
  allOf?: SchemaPart[];
  $ref?: string;
}

/** Keys that an object may have, those of the schemas that it is put together from among them. */
function knownKeys(schema: SchemaPart | undefined): string[] {
  if (!schema) return [];
  const referred = schema.$ref && formatAjv.getSchema(`step.schema.json${schema.$ref.replace(/^[^#]*/, "")}`)?.schema;
  return [
    ...Object.keys(schema.properties ?? {}),
    ...(schema.allOf ?? []).flatMap(knownKeys),
    ...(typeof referred === "object" ? knownKeys(referred as SchemaPart) : []),
  ];
}

function toProblem(error: ErrorObject, source: Source): Problem {
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      return /^\d+$/.test(key) ? Number(key) : key;
    });
  const where = path.length > 0 ? `"${path.join(".")}"` : "the file";
  if (isUnknownKey(error)) {
    const key = unknownKey(error);
    const known = knownKeys(error.parentSchema as SchemaPart);
    const guess = didYouMean(key, known);
    return {
      code: "UNKNOWN_KEY",
      message: `unknown key "${key}" in ${where}`,
      file: source.file,
      ...source.position([...path, key], true),
      hint: guess ? `did you mean "${guess}"?` : `known keys: ${known.sort().join(", ")}`,
    };
  }
  const expected = error.keyword === "enum" ? `: ${(error.params["allowedValues"] as unknown[]).join(", ")}` : "";
  return {
    code: "FORMAT",
    message: `${where} ${otherType(error) ?? error.message ?? "is not valid"}${expected}`,
    file: source.file,
    ...source.position(path),
  };
}

/** A text is allowed as a placeholder of a row only: whoever wrote another meant the proper type. */
function otherType({ keyword, parentSchema }: ErrorObject): string | undefined {
  const types = (parentSchema as { type?: string | string[] } | undefined)?.type;
  if (keyword !== "pattern" || !Array.isArray(types)) return undefined;
  return `must be ${types.filter((type) => type !== "string").join(" or ")}`;
}

function readSchema(name: string): object {
  return JSON.parse(readFileSync(join(PACKAGE_ROOT, "schemas", name), "utf8")) as object;
}

/** Names of the response schemas, as plans write them: `responses/token.json`. */
export function responseSchemas(): string[] {
  return filesBelow(join(PACKAGE_ROOT, "schemas", "responses"), ".json").map((file) => `responses/${basename(file)}`);
}

/** What is wrong with a value under a named response schema or an inline one; empty when valid. */
export function schemaErrors(schema: string | { [keyword: string]: Json }, value: unknown): string[] {
  const validate = typeof schema === "string" ? responseValidator(schema) : inlineValidator(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    (error) =>
      `${error.instancePath.slice(1).replaceAll("/", ".") || "the value"} ${error.message ?? "is not valid"}${error.keyword === "const" ? ` ${JSON.stringify(error.params["allowedValue"])}` : ""}`,
  );
}

function responseValidator(name: string): ValidateFunction {
  let validate = responses.get(name);
  if (!validate) {
    validate = responseAjv.compile(readSchema(name));
    responses.set(name, validate);
  }
  return validate;
}

function inlineValidator(schema: { [keyword: string]: Json }): ValidateFunction {
  const key = JSON.stringify(schema);
  let validate = inline.get(key);
  if (!validate) {
    validate = responseAjv.compile(schema);
    inline.set(key, validate);
  }
  return validate;
}
