import { tokens } from "./tokens.mjs";

const readers = new Map([
  ["import", afterImport],
  ["export", afterExport],
  ["require", afterRequire],
]);

/**
 * Every module that a TypeScript or JavaScript source names, in order of appearance: imports and
 * re-exports, for values and for types, `import()` as a call and as a type, `require()`.
 *
 * @returns `{ specifier, line }`; specifier is undefined for an `import()` whose target is computed
 */
export function importsOf(source) {
  const all = tokens(source);
  const found = [];
  all.forEach((token, at) => {
    if (token.kind !== "word" || all[at - 1]?.text === ".") return;
    const named = readers.get(token.text)?.(all, at);
    if (named) found.push({ specifier: named.specifier, line: token.line });
  });
  return found;
}

function afterImport(all, at) {
  const next = all[at + 1];
  if (next?.kind === "string") return { specifier: next.text };
  if (next?.text === "(") return { specifier: called(all, at + 2) };
  return next?.text === "." || next?.text === ":" ? undefined : from(all, at + 1);
}

function afterExport(all, at) {
  const next = all[at + 1]?.text === "type" ? at + 2 : at + 1;
  return ["*", "{"].includes(all[next]?.text) ? from(all, next) : undefined;
}

function afterRequire(all, at) {
  const specifier = all[at + 1]?.text === "(" ? called(all, at + 2) : undefined;
  return specifier === undefined ? undefined : { specifier };
}

/** The `from "..."` that ends an import or export clause, if this clause has one. */
function from(all, start) {
  for (let at = start; at < all.length; at++) {
    const { kind, text } = all[at];
    if (text === "from" && all[at + 1]?.kind === "string") return { specifier: all[at + 1].text };
    const inClause = kind === "word" || kind === "string" || ["{", "}", ",", "*"].includes(text);
    if (!inClause || (text === "}" && !["from", ","].includes(all[at + 1]?.text))) return undefined;
  }
  return undefined;
}

/** A string, or the part of a template before its first value: enough to know the folder. */
function called(all, at) {
  const token = all[at];
  if (token?.kind !== "string") return undefined;
  const alone = [")", ","].includes(all[at + 1]?.text);
  return alone || token.text.includes("/") ? token.text : undefined;
}
