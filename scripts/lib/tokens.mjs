/** After one of these a slash begins a regular expression, after anything else it divides. */
const BEFORE_REGEX = new Set("(,=:[!&|?{;+-*%<>~^");
const WORDS_BEFORE_REGEX = new Set([
  "return",
  "typeof",
  "case",
  "in",
  "of",
  "delete",
  "void",
  "throw",
  "new",
  "else",
  "do",
  "await",
  "yield",
]);

const SPACE = /\s+/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const WORD = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*|\d[\w.]*/uy;
const STRING = /"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?/y;
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const TEMPLATE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y;

/**
 * Splits a source into words, strings and single signs. Comments are dropped; a template becomes one
 * string per text part with the tokens of its values between, so code inside `${}` is seen too.
 *
 * @returns `{ kind: "word" | "string" | "sign", text, line }`
 */
export function tokens(source) {
  const out = [];
  const open = [];
  let at = 0;
  let line = 1;

  const take = (pattern) => {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text === undefined) return undefined;
    at += text.length;
    return text;
  };
  const put = (kind, text, raw = text) => {
    out.push({ kind, text, line });
    count(raw);
  };
  const count = (raw) => {
    for (const char of raw) if (char === "\n") line += 1;
  };
  const template = () => {
    const text = take(TEMPLATE);
    put("string", text);
    if (source.startsWith("${", at)) open.push(0);
    at += source[at] === "$" ? 2 : 1;
  };
  const regexMayFollow = () => {
    const last = out.at(-1);
    if (!last) return true;
    return last.kind === "sign"
      ? BEFORE_REGEX.has(last.text)
      : last.kind === "word" && WORDS_BEFORE_REGEX.has(last.text);
  };

  while (at < source.length) {
    const skipped = take(SPACE) ?? take(COMMENT);
    if (skipped !== undefined) {
      count(skipped);
      continue;
    }
    const word = take(WORD);
    if (word !== undefined) {
      put("word", word);
      continue;
    }
    const char = source[at];
    if (char === '"' || char === "'") {
      const text = take(STRING);
      put("string", text.slice(1, -1), text);
      continue;
    }
    if (char === "/" && regexMayFollow()) {
      const text = take(REGEX);
      if (text !== undefined) {
        put("regex", text);
        continue;
      }
    }
    at += 1;
    if (char === "`") {
      template();
    } else if (char === "}" && open.at(-1) === 0) {
      open.pop();
      template();
    } else {
      if (char === "{" && open.length > 0) open[open.length - 1] += 1;
      if (char === "}" && open.length > 0) open[open.length - 1] -= 1;
      put("sign", char);
    }
  }
  return out;
}
