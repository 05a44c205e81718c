/** Lines of styled words. Every word is escaped here and nowhere else, so no text can reach a terminal raw. */
import { forTerminal } from "../escape.js";

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;
export type Style = keyof typeof CODES;

export interface Span {
  text: string;
  style?: Style;
}
export type Piece = string | Span;

interface Line {
  pieces: Piece[];
  indent: number;
  hang: number;
  /** Commands and addresses, which are copied: never broken. */
  whole: boolean;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

export const width = (text: string): number => {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
};

/** The longest start of `text` that fits. */
export const fit = (text: string, columns: number): string => {
  let end = 0;
  let used = 0;
  for (const character of text) {
    used += width(character);
    if (used > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
};

const paint = (text: string, style: Style | undefined, color: boolean): string =>
  color && style ? `\x1b[${CODES[style][0]}m${text}\x1b[${CODES[style][1]}m` : text;

const wrap = (line: Line, columns: number, color: boolean): string[] => {
  const rows: string[] = [];
  let row = " ".repeat(line.indent);
  let used = line.indent;
  let empty = true;
  const next = (): void => {
    rows.push(row.trimEnd());
    row = " ".repeat(line.hang);
    used = line.hang;
    empty = true;
  };
  for (const piece of line.pieces) {
    const { text, style } = typeof piece === "string" ? { text: piece, style: undefined } : piece;
    for (const word of forTerminal(text).match(/ +|[^ ]+/g) ?? []) {
      const blank = word.startsWith(" ");
      if (!line.whole && used + width(word) > columns) {
        if (!empty) next();
        if (blank) continue;
      }
      let rest = word;
      while (!line.whole && used + width(rest) > columns) {
        const start = fit(rest, Math.max(columns - used, 8));
        row += paint(start, style, color);
        rest = rest.slice(start.length);
        next();
      }
      row += blank ? rest : paint(rest, style, color);
      used += width(rest);
      if (!blank) empty = false;
    }
  }
  rows.push(row.trimEnd());
  return rows;
};

export class Page {
  #lines: Line[] = [];
  readonly #label: number;

  constructor(label = 10) {
    this.#label = label;
  }

  line(indent: number, ...pieces: Piece[]): void {
    this.#lines.push({ pieces, indent, hang: indent, whole: false });
  }

  /** A line that is copied: never broken. */
  whole(indent: number, ...pieces: Piece[]): void {
    this.#lines.push({ pieces, indent, hang: indent, whole: true });
  }

  /** Label in a column of its own; what does not fit hangs under the text. */
  field(indent: number, label: string, ...pieces: Piece[]): void {
    this.#lines.push({
      pieces: [{ text: label.padEnd(this.#label), style: "dim" }, ...pieces],
      indent,
      hang: indent + this.#label,
      whole: false,
    });
  }

  copy(indent: number, label: string, text: string): void {
    this.#lines.push({
      pieces: [
        { text: label.padEnd(this.#label), style: "dim" },
        { text, style: "cyan" },
      ],
      indent,
      hang: indent,
      whole: true,
    });
  }

  blank(): void {
    this.#lines.push({ pieces: [], indent: 0, hang: 0, whole: true });
  }

  heading(text: string, count: string, style: Style = "bold"): void {
    this.blank();
    this.line(0, { text, style: "bold" }, "  ", { text: count, style });
  }

  draw(columns: number, color: boolean): string {
    return `${this.#lines.flatMap((line) => wrap(line, columns, color)).join("\n")}\n`;
  }
}
