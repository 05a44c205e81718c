/** What GitHub Actions reads of a step: its output, line by line, and the file that the variable names. */
import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import { type Evidence, type Report } from "../../engine/index.js";
import { REPORTERS } from "../../reporters/index.js";

/** With `github` among the formats: annotations into the log, the summary behind what other steps have written. */
export function tellGithub(formats: readonly string[], report: Report, evidence: Evidence): void {
  if (!formats.includes("github")) return;
  process.stdout.write(REPORTERS["github"]?.render(report, evidence) ?? "");
  summarize(formats, report, evidence);
}

/** The summary alone, where the annotations are on standard output already. */
export function summarize(formats: readonly string[], report: Report, evidence: Evidence): void {
  const file = process.env["GITHUB_STEP_SUMMARY"];
  if (file && formats.includes("github"))
    appendFileSync(file, REPORTERS["github-summary"]?.render(report, evidence) ?? "");
}

/** In a job, text from a server could begin a line with a command of GitHub's: between these lines none is obeyed. */
export function logged(text: string): string {
  if (process.env["GITHUB_ACTIONS"] !== "true") return text;
  const token = randomUUID();
  return `::stop-commands::${token}\n${text}\n::${token}::\n`;
}
