import { forCsv } from "../escape.js";

/** RFC 4180: CRLF behind every line; each field guarded against what a spreadsheet would run. */
export const csvText = (lines: readonly string[][]): string =>
  lines.map((line) => `${line.map(forCsv).join(",")}\r\n`).join("");
