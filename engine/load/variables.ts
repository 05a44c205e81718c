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
 * `${env:NAME:-TEXT}` is TEXT where NAME is not set; where TEXT is empty, what would be an empty text is left out.
 */
export function fillVariables(value: Json, variables: Variables): Filled {
  const missing = new Set<string>();
  const secrets = new Set<string>();
  const fill = (text: string): string | undefined => {
    let complete = true;
    const filled = text.replaceAll(VARIABLE, (_, kind: string, name: string, otherwise?: string) => {
      const found = variables[name] || otherwise;
      if (found === undefined) missing.add(name);
      else if (kind === "secret" && found !== "") secrets.add(found);
      complete &&= found !== undefined;
      return found ?? "";
    });
    return filled === "" && text !== "" && complete ? undefined : filled;
  };
  const visit = (item: Json): Json | undefined => {
    if (typeof item === "string") return fill(item);
    if (Array.isArray(item)) return item.map(visit).filter((child) => child !== undefined);
    if (item === null || typeof item !== "object") return item;
    const members = Object.entries(item).map(([key, child]) => [key, visit(child)] as const);
    return Object.fromEntries(members.filter((member): member is [string, Json] => member[1] !== undefined));
  };
  return { value: visit(value) ?? "", missing: [...missing], secrets: [...secrets] };
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
