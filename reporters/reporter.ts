/** What a report format is: one pure function from the report model and the observations to text. */
import type { Evidence, Report } from "../engine/types/report.js";

export interface RenderOptions {
  /** Terminal: colour; default no. */
  color?: boolean;
  /** Terminal: width; default 80, at most 120. */
  columns?: number;
  /** PROVIDER as the user named it, for the command that runs a check again; default the provider's own name, "" for none. */
  target?: string;
  /** Further arguments that the command needs, e.g. `--secrets FILE`. */
  args?: string[];
  /** Terminal: report files that were written, as the user may open them. */
  files?: string[];
}

export interface ReportFile {
  name: string;
  text: string;
}

export interface Reporter {
  /** Default file name in the report folder, e.g. `report.html`. */
  file: string;
  /** Draws; never judges, never throws on what a target sent. */
  render(report: Report, evidence: Evidence, options?: RenderOptions): string;
  /** A format of several files, whose names follow from the report; `render` then draws them as one text. */
  files?(report: Report, evidence: Evidence, options?: RenderOptions): ReportFile[];
}

/** The files of a format, in a fixed order. */
export const filesOf = (
  reporter: Reporter,
  report: Report,
  evidence: Evidence,
  options?: RenderOptions,
): ReportFile[] =>
  reporter.files?.(report, evidence, options) ?? [
    { name: reporter.file, text: reporter.render(report, evidence, options) },
  ];
