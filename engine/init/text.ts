/** What a server says goes into a file and onto a terminal: in one line, in ASCII, and never as a variable. */

const LONGEST = 200;
const MOST = 12;

/** One line that is safe in a comment and on a terminal. */
export function printable(text: string): string {
  const line = text.slice(0, LONGEST).replace(/[^ -~]/g, "?");
  return text.length > LONGEST ? `${line}...` : line;
}

/** A double-quoted YAML text that stands for exactly this one. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The texts of a list that should hold only texts; of a huge one the first. */
export function texts(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value.slice(0, 500).filter((item): item is string => typeof item === "string" && item !== ""))];
}

/** A few of a list, for a comment. */
export function few(items: string[]): string {
  const more = items.length - MOST;
  return `${items.slice(0, MOST).map(printable).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Whether a value may be written into a provider file: what looks like a variable would be filled in there. */
export const isPlain = (text: string): boolean => !text.includes("${");

/** A variable; `otherwise` is what it comes to where it is not set, and may be empty. */
export const variable = (kind: "env" | "secret", name: string, otherwise?: string): string =>
  `\${${kind}:${name}${otherwise === undefined ? "" : `:-${otherwise}`}}`;
