/** Decoders that remember where each decoded character came from, so that a find can be cut out of the encoded text. */

export interface Decoded {
  text: string;
  /** Where this layer put decoded characters. */
  fresh: Range[];
  /** Offset in the encoded text of the character at a decoded offset (or of the end). */
  origin(offset: number): number;
}

export interface Range {
  start: number;
  end: number;
}

interface Piece {
  start: number;
  length: number;
  text: string;
}

export const FAMILIES = ["percent", "form", "json", "html"] as const;
export type Family = (typeof FAMILIES)[number];

const TRIGGER: Record<Family, string> = { percent: "%", form: "+", json: "\\", html: "&" };
const PATTERN: Record<Family, RegExp> = {
  percent: /(?:%[0-9a-f]{2})+/gi,
  form: /\+|(?:%[0-9a-f]{2})+/gi,
  json: /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[^ux])/gi,
  html: /&(?:#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]{2,20}[0-9]{0,2});?/gi,
};
const JSON_SHORT: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

const NAMED = new Map<string, string>(
  Object.entries({
    amp: "&",
    AMP: "&",
    lt: "<",
    LT: "<",
    gt: ">",
    GT: ">",
    quot: '"',
    QUOT: '"',
    apos: "'",
    Tab: "\t",
    NewLine: "\n",
    excl: "!",
    num: "#",
    dollar: "$",
    percnt: "%",
    lpar: "(",
    rpar: ")",
    ast: "*",
    midast: "*",
    plus: "+",
    comma: ",",
    period: ".",
    sol: "/",
    colon: ":",
    semi: ";",
    equals: "=",
    quest: "?",
    commat: "@",
    lsqb: "[",
    lbrack: "[",
    bsol: "\\",
    rsqb: "]",
    rbrack: "]",
    Hat: "^",
    lowbar: "_",
    UnderBar: "_",
    grave: "`",
    DiacriticalGrave: "`",
    lcub: "{",
    lbrace: "{",
    vert: "|",
    verbar: "|",
    VerticalLine: "|",
    rcub: "}",
    rbrace: "}",
    hyphen: "\u2010",
    dash: "\u2010",
    fjlig: "fj",
  }),
);
const LATIN =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest " +
  "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig " +
  "agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";
LATIN.split(" ").forEach((name, i) => NAMED.set(name, String.fromCharCode(160 + i)));

/** Decodes one layer; undefined when there is nothing to decode. */
export function decode(text: string, family: Family): Decoded | undefined {
  if (!text.includes(TRIGGER[family])) return undefined;
  const pieces: Piece[] = [];
  for (const match of text.matchAll(PATTERN[family])) {
    if (family === "percent" || family === "form") percent(match[0], match.index, pieces);
    else {
      const plain = family === "json" ? jsonEscape(match[0]) : htmlEntity(match[0]);
      if (plain !== undefined) pieces.push({ start: match.index, length: match[0].length, text: plain });
    }
  }
  return pieces.length > 0 ? assemble(text, pieces) : undefined;
}

/** Joins two layers: offsets of the inner text, told in the outermost one. */
export function through(outer: Decoded, inner: Decoded): Decoded {
  return { text: inner.text, fresh: inner.fresh, origin: (offset) => outer.origin(inner.origin(offset)) };
}

function percent(run: string, start: number, pieces: Piece[]): void {
  if (run === "+") {
    pieces.push({ start, length: 1, text: " " });
    return;
  }
  if (run.length === 3) {
    pieces.push({ start, length: 3, text: String.fromCharCode(Number.parseInt(run.slice(1), 16)) });
    return;
  }
  const bytes = Buffer.from(run.replaceAll("%", ""), "hex");
  for (let i = 0; i < bytes.length;) {
    const lead = bytes[i] ?? 0;
    const size = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const char = size === 1 ? "\ufffd" : bytes.toString("utf8", i, i + size);
    // a byte that is no UTF-8 is read as Latin-1, as some servers write it
    const length = char.includes("\ufffd") ? 1 : size;
    pieces.push({ start: start + i * 3, length: length * 3, text: length === 1 ? String.fromCharCode(lead) : char });
    i += length;
  }
}

function jsonEscape(escape: string): string {
  const kind = escape.charAt(1);
  if (escape.length > 2) return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  return JSON_SHORT[kind] ?? kind;
}

function htmlEntity(entity: string): string | undefined {
  const name = entity.slice(1, entity.endsWith(";") ? -1 : undefined);
  if (!name.startsWith("#")) return NAMED.get(name);
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function assemble(source: string, pieces: Piece[]): Decoded {
  const at = new Uint32Array(pieces.length);
  const fresh: Range[] = [];
  const parts: string[] = [];
  let length = 0;
  let last = 0;
  pieces.forEach((piece, i) => {
    const before = source.slice(last, piece.start);
    at[i] = length + before.length;
    fresh.push({ start: length + before.length, end: length + before.length + piece.text.length });
    parts.push(before, piece.text);
    length += before.length + piece.text.length;
    last = piece.start + piece.length;
  });
  parts.push(source.slice(last));
  return { text: parts.join(""), fresh, origin: (offset) => origin(at, pieces, offset) };
}

function origin(at: Uint32Array, pieces: Piece[], offset: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const piece = pieces[low - 1];
  const start = at[low - 1];
  if (!piece || start === undefined) return offset;
  if (offset === start) return piece.start;
  return piece.start + piece.length + Math.max(0, offset - start - piece.text.length);
}
