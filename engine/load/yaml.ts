import { readFileSync } from "node:fs";
import { type Document, LineCounter, isMap, isNode, isPair, parseDocument, visit } from "yaml";
import { AssayError } from "../errors.js";
import type { Json } from "../types/suite.js";
import { displayPath } from "./files.js";
import { parsedYaml } from "./yaml-cache.js";

/** A parsed YAML file that still knows where each value stands. */
export interface Source {
  /** As shown to people. */
  file: string;
  text: string;
  value: Json;
  /** Line and column (from 1) of the node at a path of keys; of its nearest parent when it is absent. */
  position(path: readonly (string | number)[], onKey?: boolean): { line: number; column: number };
}

/**
 * Reads one YAML file (YAML 1.2 core schema, no aliases to bomb with, unique keys).
 * Throws AssayError with YAML_SYNTAX or FILE_NOT_FOUND.
 */
export function readYaml(path: string): Source {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new AssayError({
      code: "FILE_NOT_FOUND",
      message: `"${path}" cannot be read`,
      hint: "check the path and its permissions",
    });
  }
  const file = displayPath(path);
  const parsed = parsedYaml(text);
  if (!parsed) return parseYaml(text, file);
  let whole: Source | undefined;
  return {
    file,
    text,
    value: parsed.value,
    position: (at, onKey = false) => {
      const known = onKey ? undefined : parsed.positions[at.join(".")];
      if (known) return { line: known[0], column: known[1] };
      whole ??= parseYaml(text, file);
      return whole.position(at, onKey);
    },
  };
}

export function parseYaml(text: string, file: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: false });
  const refuse = (message: string, at: number): never => {
    const { line, col } = lines.linePos(at);
    throw new AssayError({ code: "YAML_SYNTAX", message, file, line, column: col });
  };
  // One slip gives several errors; those after the first only repeat it.
  const [error] = document.errors;
  if (error) refuse((error.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:$/, ""), error.pos[0]);
  visit(document, {
    Alias: (_, alias) => {
      if (!alias.resolve(document)) refuse(`no anchor "${alias.source}" before this alias`, alias.range?.[0] ?? 0);
    },
  });
  return {
    file,
    text,
    value: plainValue(document, refuse),
    position: (path, onKey = false) => {
      const at = lines.linePos(offset(document, path, onKey));
      return { line: at.line, column: at.col };
    },
  };
}

function plainValue(document: Document, refuse: (message: string, at: number) => never): Json {
  try {
    return document.toJS({ maxAliasCount: 20 }) as Json;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error), 0);
  }
}

/** Line of the first place in a source where a text stands. */
export function lineOf(source: Source | undefined, text: string): { file?: string; line?: number; column?: number } {
  if (!source) return {};
  const lines = source.text.split("\n");
  const index = lines.findIndex((line) => line.includes(text));
  return index < 0
    ? { file: source.file }
    : { file: source.file, line: index + 1, column: (lines[index] ?? "").indexOf(text) + 1 };
}

function offset(document: Document, path: readonly (string | number)[], onKey: boolean): number {
  for (let length = path.length; length >= 0; length--) {
    const part = path.slice(0, length);
    if (onKey && length > 0) {
      const parent = length === 1 ? document.contents : document.getIn(part.slice(0, -1), true);
      const pair = isMap(parent)
        ? parent.items.find((item) => isPair(item) && String(item.key) === String(part.at(-1)))
        : undefined;
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node = length === 0 ? document.contents : document.getIn(part, true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
