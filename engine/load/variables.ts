import { readFileSync } from "node:fs";
import { AssayError } from "../errors.js";
import type { Json } from "../types/suite.js";

const VARIABLE = /\$\{(env|secret):([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/** What a value with variables came to. */
export interface Filled {
  value: Json;
  missing: string[];
  /** Values of `${secret:...}`. */
  secrets: string[];
}

export type Variables = Record<string, string | undefined>;

/**
 * Fills `${env:NAME}` and `${secret:NAME}`; a missing one leaves an empty text and is listed.
 * `${env:NAME:-TEXT}` is TEXT, which may be empty, where NAME is not set.
 */
export function fillVariables(value: Json, variables: Variables): Filled {
  const missing = new Set<string>();
  const secrets = new Set<string>();
  const visit = (item: Json): Json => {
    if (typeof item === "string") {
      return item.replaceAll(VARIABLE, (_, kind: string, name: string, otherwise?: string) => {
        const found = variables[name] || otherwise;
        if (found === undefined) missing.add(name);
        else if (kind === "secret" && found !== "") secrets.add(found);
        return found ?? "";
      });
    }
    if (Array.isArray(item)) return item.map(visit);
    if (item === null || typeof item !== "object") return item;
    return Object.fromEntries(Object.entries(item).map(([key, child]) => [key, visit(child)]));
  };
  return { value: visit(value), missing: [...missing], secrets: [...secrets] };
}

/** A `--secrets` file: lines of KEY=value, `#` comments; values may be quoted. Throws FILE_NOT_FOUND. */
export function readSecretsFile(path: string): Variables {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new AssayError({ code: "FILE_NOT_FOUND", message: `secrets file "${path}" cannot be read` });
  }
  const entries = text
    .split(/\r?\n/)
    .map((line) => /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => [match[1] ?? "", (match[2] ?? "").replace(/^(["'])(.*)\1$/, "$2")] as const);
  return Object.fromEntries(entries);
}
