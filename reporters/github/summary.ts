/** The page of a job: the verdict and what to look at, short enough for GitHub's limit of 1 MiB a step. */
import { OUTCOMES, type Report } from "../../engine/types/report.js";

import { forMarkdown } from "../escape.js";
import { blocks, code, list, profileTable, table } from "../markdown/text.js";
import { type CheckBlocks, read } from "../model/reading.js";
import { confirmationText, EXIT, plural, providerName, shorten, SIGN } from "../model/words.js";

const LISTED = 50;
const SENTENCE = 300;

const short = (text: string): string => forMarkdown(shorten(text, SENTENCE));

const broken = (title: string, entries: CheckBlocks[]): string | false => {
  const lines = entries.flatMap(({ check, blocks: found }) =>
    found.map(({ verdicts, expected, actual }) => {
      const cited = verdicts.map(({ level, requirement }) => `${level} ${requirement}`).join(", ");
      const doubt = verdicts[0]?.unstable ? " (unstable)" : verdicts[0]?.unconfirmed ? " (not confirmed)" : "";
      return `${code(check.id)}${doubt}: ${short(cited)}; expected ${short(expected)}, got ${short(actual)}`;
    }),
  );
  return lines.length > 0 && blocks(`### ${title}`, list(cut(lines)));
};

const cut = (lines: string[]): string[] =>
  lines.length > LISTED ? [...lines.slice(0, LISTED), `and ${lines.length - LISTED} more, in the report`] : lines;

const counts = ({ summary: { by_outcome } }: Report): string => {
  const used = OUTCOMES.filter((outcome) => (by_outcome[outcome] ?? 0) > 0);
  return table(
    used.map((outcome) => `${SIGN[outcome]} ${outcome}`),
    [used.map((outcome) => String(by_outcome[outcome]))],
  );
};

export const summary = (report: Report): string => {
  const { provider, assay, exit_code } = report;
  const reading = read(report);
  const confirmation = confirmationText(report);
  const { failing, errors, warnings, blocked, known, stale } = reading;
  return `${blocks(
    `## ${forMarkdown(providerName(provider))}`,
    `Exit code ${exit_code}: ${EXIT[exit_code]}.`,
    confirmation !== undefined && `Confirmation: ${short(confirmation)}.`,
    !assay.complete && `**Incomplete run**: ${short(assay.why_incomplete ?? "")}.`,
    profileTable(report.profiles),
    counts(report),
    broken("Failures", failing),
    broken("Errors of Assay", errors),
    stale.length > 0 &&
      blocks("### Stale known deviations", list(cut(stale.map(({ key, why }) => `${code(key)}: ${short(why)}`)))),
    blocked.length > 0 &&
      blocks(
        "### Could not be judged",
        list(
          cut(
            blocked.map(
              ({ reason, because, verdicts }) => `${reason}, ${plural(verdicts.length, "verdict")}: ${short(because)}`,
            ),
          ),
        ),
      ),
    broken("Warnings", warnings),
    known.length > 0 &&
      blocks(
        "### Known deviations",
        list(
          cut(
            known.map(
              ({ verdict }) => `${verdict.outcome}, ${code(verdict.key)}: ${short(verdict.known?.reason ?? "")}`,
            ),
          ),
        ),
      ),
  )}\n`;
};
