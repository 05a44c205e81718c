/** Formats of a comparison by name. */
import type { Evidence, Report } from "../../engine/types/report.js";
import { drawCsv } from "./csv.js";
import { drawHtml } from "./html/index.js";
import { drawMarkdown } from "./markdown.js";
import type { Comparison } from "./model.js";

export { compare } from "./compare.js";
export { judgedToday, type StoredColumn } from "./judged.js";
export { drawSummary } from "./terminal.js";
export type { Comparison, ComparisonInput } from "./model.js";

export interface ComparisonFormat {
  file: string;
  /** `reports` and `evidence` (readable) stand in the order of the columns; only pages that show exchanges use them. */
  render(comparison: Comparison, reports: readonly Report[], evidence: readonly Evidence[]): string;
}

export const COMPARISON_FORMATS: Record<string, ComparisonFormat> = {
  html: { file: "compare.html", render: drawHtml },
  markdown: { file: "compare.md", render: drawMarkdown },
  csv: { file: "compare.csv", render: drawCsv },
  json: { file: "compare.json", render: (comparison) => `${JSON.stringify(comparison, undefined, 2)}\n` },
};
