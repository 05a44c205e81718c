/** Formats of a difference by name. */
import type { Evidence, Report } from "../../engine/types/report.js";
import { drawHtml } from "./html.js";
import { drawMarkdown } from "./markdown.js";
import type { Diff } from "./model.js";

export { diff } from "./diff.js";
export { drawTerminal } from "./terminal.js";
export type { Change, Diff, Kind } from "./model.js";

export interface DiffFormat {
  file: string;
  /** `evidence` is readable; only the page that shows exchanges uses it and `reports`. */
  render(diff: Diff, reports: Record<"old" | "new", Report>, evidence: Record<"old" | "new", Evidence>): string;
}

export const DIFF_FORMATS: Record<string, DiffFormat> = {
  html: { file: "diff.html", render: drawHtml },
  markdown: { file: "diff.md", render: drawMarkdown },
  json: { file: "diff.json", render: (diff) => `${JSON.stringify(diff, undefined, 2)}\n` },
};
