import type { Json } from "../types/suite.js";

/** Everything that walks a value recurses, and a server may nest as deep as it likes (RFC 8259 section 9 lets a reader set a limit). */
const DEEPEST = 200;

/** Parses JSON; undefined when the text is none, or nested deeper than any answer is. */
export function parseJson(text: string): Json | undefined {
  // Most bodies that are none are pages, and an exception for each would cost more than the look.
  if (!/^\s*[[{"\d\-tfn]/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Whether a value is nested deeper than what walks it may go. */
export function isTooDeep(value: Json, levels = DEEPEST): boolean {
  if (value === null || typeof value !== "object") return false;
  return levels === 0 || Object.values(value).some((item) => isTooDeep(item, levels - 1));
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/**
 * Names that occur more than once in one object of a JSON text, each told once, nested ones with their path
 * (`keys[0].kid`). Names are compared after unescaping, as `"a"` and `"\u0061"` are one member. Empty when the text is
 * no JSON.
 */
export function duplicateMembers(text: string): string[] {
  if (parseJson(text) === undefined) return [];
  const found = new Set<string>();
  const stack: Level[] = [];
  // the text is valid JSON here, so tokens alone tell objects from arrays and names from values
  for (const [token] of text.matchAll(TOKEN)) {
    const top = stack.at(-1);
    if (token === "{" || token === "[")
      stack.push({
        path: top ? pathOf(top) : "",
        names: token === "{" ? new Set() : undefined,
        name: "",
        item: 0,
        expectsName: true,
      });
    else if (token === "}" || token === "]") stack.pop();
    else if (!top) continue;
    else if (token === ":") top.expectsName = false;
    else if (token === ",") {
      top.expectsName = true;
      top.item++;
    } else if (top.names && top.expectsName) {
      top.name = JSON.parse(token) as string;
      if (top.names.has(top.name)) found.add(pathOf(top));
      top.names.add(top.name);
    }
  }
  return [...found];
}

interface Level {
  path: string;
  /** Absent in an array. */
  names?: Set<string>;
  name: string;
  item: number;
  expectsName: boolean;
}

function pathOf(level: Level): string {
  if (!level.names) return `${level.path}[${level.item}]`;
  return level.path === "" ? level.name : `${level.path}.${level.name}`;
}
