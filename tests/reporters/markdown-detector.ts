/** What GitHub Flavored Markdown would read as markup though we did not write it. */
import { rawControls } from "./detectors.js";

/** Code spans end at a run of as many backticks as began them, and nothing in them is read. */
const withoutCode = (line: string): string => {
  let out = "";
  for (let at = 0; at < line.length;) {
    if (line[at] === "\\" && at + 1 < line.length) {
      out += line.slice(at, at + 2);
      at += 2;
      continue;
    }
    const [run = ""] = /^`*/.exec(line.slice(at)) ?? [];
    const end = run ? new RegExp(`(?<!\`)${run}(?!\`)`).exec(line.slice(at + run.length)) : null;
    if (end) at += run.length + end.index + run.length;
    else {
      out += run || (line[at] ?? "");
      at += Math.max(run.length, 1);
    }
  }
  return out;
};

const ESCAPE = /\\[!-/:-@[-`{-~]/g;
const OURS = [/<https?:\/\/[^\s<>]+>/g, /\[[^[\]]*\]\(https?:\/\/[^\s()<>]+\)/g, /\*\*[^*]+\*\*/g];

/** Table rows must have the cells of their header; a bar counts wherever it is not escaped, code span or not. */
const cells = (line: string): number => line.replace(/\\\|/g, "").split("|").length;

export const foreignMarkdown = (text: string): string[] => {
  const found = rawControls(text);
  let columns = 0;
  for (const line of text.split("\n")) {
    if (!line.startsWith("|")) columns = 0;
    else if (columns === 0) columns = cells(line);
    else if (cells(line) !== columns) found.push(`cells: ${line.slice(0, 80)}`);
    let rest = withoutCode(line.replace(/^(?:#{1,3} |> | *- )/, "")).replace(ESCAPE, "x");
    for (const ours of OURS) rest = rest.replace(ours, "");
    if (/^(?: {0,3}(?:[-+*=]|\d+[.)] |>|~~~)| {4})/.test(rest)) found.push(`block: ${line.slice(0, 80)}`);
    for (const [sign] of rest.matchAll(/<[A-Za-z!?/]|\]\(|!\[|`|\*|:\/\/|www\.|#|&#?\w+;?/gi))
      if (!/^&(?:lt|gt|amp|#47|#46);$/.test(sign)) found.push(`${sign} in: ${rest.slice(0, 80)}`);
  }
  return found;
};
