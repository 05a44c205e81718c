import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT, filesBelow } from "./files.js";
import { PARSED, type ParsedYaml, digestOf, readParsed } from "./yaml-cache.js";
import { parseYaml } from "./yaml.js";

/** Parses what is not parsed yet. Returns how many texts that were; files with mistakes are left to `lint`. */
export function writeParsedYaml(): number {
  const texts = filesBelow(join(PACKAGE_ROOT, "suites"), ".yaml").map((file) => readFileSync(file, "utf8"));
  const before = readParsed();
  const now: Record<string, string> = {};
  let fresh = 0;
  for (const text of texts) {
    const digest = digestOf(text);
    const known = before[digest];
    if (known === undefined) fresh += 1;
    const entry = known ?? parse(text);
    if (entry !== undefined) now[digest] = entry;
  }
  if (fresh > 0 || Object.keys(before).length !== Object.keys(now).length) {
    const whole = `${PARSED}.${process.pid}`;
    writeFileSync(whole, JSON.stringify(now));
    renameSync(whole, PARSED);
  }
  return fresh;
}

function parse(text: string): string | undefined {
  try {
    const source = parseYaml(text, "");
    const { checks } = (source.value ?? {}) as { checks?: unknown };
    const parsed: ParsedYaml = { value: source.value, positions: {} };
    for (const index of Array.isArray(checks) ? checks.keys() : []) {
      const { line, column } = source.position(["checks", index, "id"]);
      parsed.positions[`checks.${index}.id`] = [line, column];
    }
    return JSON.stringify(parsed);
  } catch {
    return undefined;
  }
}
