import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../types/suite.js";
import { PACKAGE_ROOT } from "./files.js";

/** A YAML text in parsed form, with the places that loading a suite asks for. */
export interface ParsedYaml {
  value: Json;
  /** `checks.0.id` to line and column. */
  positions: Record<string, [line: number, column: number]>;
}

// The package's own suite is parsed once, when it is built: parsing is most of what loading costs. Entries are found by
// the digest of the text, so one that is out of date is never found.
export const PARSED = join(PACKAGE_ROOT, "dist", "suites.json");

let entries: Record<string, string> | undefined;

/** The parsed form of a text of the package's suite; undefined for every other text. */
export function parsedYaml(text: string): ParsedYaml | undefined {
  entries ??= readParsed();
  const entry = entries[digestOf(text)];
  return entry === undefined ? undefined : (JSON.parse(entry) as ParsedYaml);
}

/** Entries by digest of their text, each as JSON, so that every reader gets an object of its own. */
export function readParsed(): Record<string, string> {
  return existsSync(PARSED) ? (JSON.parse(readFileSync(PARSED, "utf8")) as Record<string, string>) : {};
}

export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
