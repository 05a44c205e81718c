/** Prose of ours as Markdown: what stands between backticks is code, everything else means itself. */
export function prose(text) {
  return text
    .replaceAll(/\s+/g, " ")
    .trim()
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : plain(part)))
    .join("")
    .replace(/^(\d*)([#>+.)-])(?= )/, "$1\\$2");
}

/** The same in a cell of a table, where a bar ends the cell even inside code. */
export function inCell(text) {
  return prose(text).replaceAll(/(?<!\\)\|/g, "\\|");
}

function plain(text) {
  return text
    .replaceAll(/[\\`*[\]|~]/g, "\\$&")
    .replaceAll(/&(?=#?\w+;)/g, "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/(?<!\w)_|_(?!\w)/g, "\\_");
}

export function code(text) {
  return `\`${text}\``;
}

/** Check ids with the rows of one scenario as one, in the order given. */
export function scenarios(ids) {
  return [...new Set(ids.map((id) => id.split("/")[0]))];
}
