/** What finds raw text of a server in each format of the package. */
import {
  csvFormulas,
  foreignCommands,
  foreignMarkup,
  foreignSarif,
  foreignSvg,
  foreignXml,
  rawControls,
} from "../reporters/detectors.js";
import { foreignMarkdown } from "../reporters/markdown-detector.js";

const TABLES = ["table", "thead", "tbody", "tr", "th", "td", "br"];
const withoutTabs = (text: string): string[] => rawControls(text.replaceAll("\t", " "));

/** In JSON nothing has a meaning but its structure; what a terminal would obey when it is shown is escaped all the same. */
const json = (text: string): string[] => {
  JSON.parse(text);
  return rawControls(text).filter((character) => character < " ");
};

export const DETECTORS: Record<string, (text: string) => string[]> = {
  terminal: rawControls,
  html: (text) => [...foreignMarkup(text, { elements: TABLES }), ...withoutTabs(text)],
  junit: foreignXml,
  json,
  markdown: foreignMarkdown,
  sarif: (text) => foreignSarif(JSON.parse(text)),
  github: foreignCommands,
  "github-summary": foreignMarkdown,
  csv: csvFormulas,
  badge: (text) => (text.startsWith("<svg") ? foreignSvg(text) : rawControls(text)),
};

/** @throws for a format that has no detector: a new one needs its own */
export function foreignIn(format: string, text: string): string[] {
  const detect = DETECTORS[format];
  if (!detect) throw new Error(`no detector for the format "${format}"`);
  return detect(text);
}
