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

/** Text that got in raw ends the string that it stands in, or is a control character that no JSON string may hold. */
const json = (text: string): string[] => {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [String(error)];
  }
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
