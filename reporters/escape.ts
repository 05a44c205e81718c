/**
 * Text from the target is hostile until it has passed here. Each output has its own function; what cannot be
 * shown safely becomes a visible escape, so that a reader sees that something was there.
 */

/** C0 and C1 controls, DEL, and tab, line feed and carriage return. */
const CONTROL = "\\u0000-\\u001f\\u007f-\\u009f";
/** Characters that reorder, hide or join their neighbours: bidi controls, zero width, separators, tags, specials. */
const INVISIBLE =
  "\\u00ad\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffc\\ufffe\\uffff\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}";
const LONE_SURROGATE = "\\ud800-\\udfff";

const UNSAFE = new RegExp(`[${CONTROL}${INVISIBLE}${LONE_SURROGATE}]`, "gu");
const UNSAFE_BUT_LINES = new RegExp(`[${CONTROL}${INVISIBLE}${LONE_SURROGATE}](?<![\\t\\n])`, "gu");

const NAMED: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const visible = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (NAMED[character] !== undefined) return NAMED[character];
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return `\\u{${code.toString(16)}}`;
};

/** `##[`, `##vso[`: a build server takes them for a command wherever they stand in a line of a log. */
const BUILD_COMMAND = /##(?=\w*\[)/g;

/** One line for a terminal or a log: no control character, no bidi override, no line break survives. */
export const forTerminal = (text: string): string => text.replace(UNSAFE, visible).replace(BUILD_COMMAND, "#\\x23");

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};
const entity = (character: string): string => ENTITIES[character] ?? character;

/** Element content or a quoted attribute value of HTML; line feeds and tabs stay. */
export const forHtml = (text: string): string =>
  text
    .replace(/\r\n/g, "\n")
    .replace(UNSAFE_BUT_LINES, visible)
    .replace(/[&<>"'`]/g, entity);

/** JSON inside a `<script type="application/json">`: nothing in it can end the element or begin another. */
export const forScriptData = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Running text or a table cell of Markdown, on one line: nothing in it is read as markup, HTML or the end of the cell. */
export const forMarkdown = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(UNSAFE, visible)
    .replace(/[\\`*_{}[\]#|~]/g, "\\$&")
    .replace(/^ ?(?=[-+=])/, "\\")
    .replace(/^( ?\d+)(?=[.)](?: |$))/, "$1\\")
    .replace(/[&<>]/g, entity)
    .replace(/:\/\//g, ":&#47;&#47;")
    .replace(/www\./gi, (found) => found.replace(".", "&#46;"));

/** A field of a CSV file; what a spreadsheet would run as a formula is text behind an apostrophe. */
export const forCsv = (text: string): string => {
  const line = text.replace(UNSAFE, visible);
  const safe = /^\s*[=+\-@|%＝＋－＠]/.test(line) ? `'${line}` : line;
  return /[",;']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const percent = (text: string, characters: RegExp): string =>
  text
    .replace(UNSAFE_BUT_LINES, visible)
    .replace(characters, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`);

/** What stands behind the second `::` of a GitHub workflow command; lines stay lines. */
export const forCommandData = (text: string): string => percent(text, /[%\r\n]/g);

/** The value of a property of a GitHub workflow command. */
export const forCommandProperty = (text: string): string => percent(text, /[%\r\n:,]/g);

/** Plain text of a SARIF message: no placeholder, no embedded link; lines stay lines. */
export const forSarif = (text: string): string =>
  text.replace(UNSAFE_BUT_LINES, visible).replace(/[{}]/g, "$&$&").replaceAll("](", "] (");

/** Element content or a quoted attribute value of XML 1.0, which has no way at all to write most controls. */
export const forXml = (text: string): string =>
  text
    .replace(/\r\n/g, "\n")
    .replace(UNSAFE_BUT_LINES, visible)
    .replace(/[&<>"']/g, entity);

/** An attribute value of XML, where a parser would turn line feeds into blanks. */
export const forXmlAttribute = (text: string): string => forXml(text).replace(/\n/g, "&#10;").replace(/\t/g, "&#9;");

/** An address that may become a link: absolute http(s); anything else (`javascript:`, `data:`) is `undefined`. */
export const linkable = (url: string): string | undefined => {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  return new URL(url).href;
};

/** An argument that a POSIX shell reads back as `text`. */
export const forShell = (text: string): string =>
  /^[A-Za-z0-9_./:@%+=,][A-Za-z0-9_./:@%+=,-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
