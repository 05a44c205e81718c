import { readFileSync } from "node:fs";
import { type Document, LineCounter, isMap, isNode, isPair, parseDocument } from "yaml";
import { AssayError, type Problem } from "../errors.js";
import type { Json } from "../types/suite.js";
import { displayPath } from "./files.js";

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
  return parseYaml(text, displayPath(path));
}

export function parseYaml(text: string, file: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: false });
  if (document.errors.length > 0) {
    throw new AssayError(
      document.errors.map((error): Problem => {
        const at = lines.linePos(error.pos[0]);
        return {
          code: "YAML_SYNTAX",
          message: error.message.split("\n")[0] ?? "not YAML",
          file,
          line: at.line,
          column: at.col,
        };
      }),
    );
  }
  return {
    file,
    text,
    value: document.toJS({ maxAliasCount: 20 }) as Json,
    position: (path, onKey = false) => {
      const at = lines.linePos(offset(document, path, onKey));
      return { line: at.line, column: at.col };
    },
  };
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
