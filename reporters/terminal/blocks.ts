/** One check's broken expectations: clause, exchange, expected against actual, and how to run it again. */
import type { Evidence, Outcome, Report, Verdict } from "../../engine/types/report.js";
import type { RenderOptions } from "../reporter.js";

import { forShell } from "../escape.js";
import { type Digest, digest, firstLines } from "../model/digest.js";
import { again, type Block, type CheckBlocks, type Reading } from "../model/reading.js";
import { section, shorten, SIGN, specName, unstableRuns } from "../model/words.js";
import type { Page, Style } from "./page.js";

const MAX_PARAMETERS = 12;

export const STYLE: Record<Outcome, Style> = {
  fail: "red",
  error: "magenta",
  blocked: "yellow",
  warn: "yellow",
  pass: "green",
  observed: "cyan",
  "not-supported": "dim",
  "not-applicable": "dim",
  "not-selected": "dim",
  untested: "dim",
};

export const clause = (page: Page, indent: number, verdict: Verdict, reading: Reading, full: boolean): void => {
  const requirement = reading.requirements.get(verdict.requirement);
  const where = requirement
    ? `${specName(requirement.spec)} ${section(requirement.section)}`
    : section(verdict.section);
  const basis = verdict.basis === "inferred" || verdict.basis === "unchecked" ? ` (${verdict.basis})` : "";
  page.line(indent, { text: verdict.level, style: "bold" }, `${basis}  ${where}  `, {
    text: verdict.requirement,
    style: "dim",
  });
  if (!requirement) return;
  page.line(indent + 2, requirement.statement);
  if (full) page.whole(indent + 2, { text: requirement.url, style: "blue" });
};

const parameters = (page: Page, indent: number, pairs: [string, string][]): void => {
  for (const [name, value] of pairs.slice(0, MAX_PARAMETERS))
    page.field(indent, "", { text: `${name}=`, style: "dim" }, shorten(value, 120));
  if (pairs.length > MAX_PARAMETERS)
    page.field(indent, "", { text: `… (${pairs.length - MAX_PARAMETERS} more)`, style: "dim" });
};

export const exchange = (page: Page, indent: number, shown: Digest, bodyLines: number): void => {
  if (shown.request) {
    page.field(indent, "sent", shorten(shown.request.line, 300));
    parameters(page, indent, shown.request.parameters);
    if (shown.request.as) page.field(indent, "", { text: `as ${shown.request.as}`, style: "dim" });
  }
  page.field(indent, "got", shorten(shown.answer.line, 300));
  for (const [name, value] of shown.answer.details.slice(0, MAX_PARAMETERS))
    page.field(indent, "", { text: name, style: "dim" }, shorten(value, 160));
  for (const line of shown.answer.body ? firstLines(shown.answer.body, bodyLines, 80 * bodyLines) : [])
    page.field(indent, "", line);
  if (shown.others > 0)
    page.field(indent, "", {
      text: `the last of ${shown.others + 1} observations; all are in report.html`,
      style: "dim",
    });
};

const judged = (page: Page, indent: number, block: Block): void => {
  page.field(indent, "expected", { text: shorten(block.expected, 600), style: "green" });
  page.field(indent, "actual", {
    text: shorten(block.actual, 600),
    style: block.outcome === "fail" ? "red" : "yellow",
  });
  if (block.reason) page.field(indent, "because", shorten(block.reason, 400));
};

export interface Drawing {
  page: Page;
  report: Report;
  evidence: Evidence;
  reading: Reading;
  options: RenderOptions;
}

const title = (page: Page, { check, blocks }: CheckBlocks): void => {
  const outcome = blocks[0]?.outcome ?? check.outcome;
  page.blank();
  page.line(0, { text: `${SIGN[outcome]} ${outcome.toUpperCase()}`, style: STYLE[outcome] }, "  ", {
    text: check.id,
    style: "bold",
  });
  page.line(2, check.title);
  if (blocks.some(({ verdicts }) => verdicts[0]?.unstable))
    page.line(2, { text: "UNSTABLE", style: "yellow" }, "  it was run twice, and only one of the runs failed");
  const unconfirmed = blocks.flatMap(({ verdicts }) => verdicts[0]?.unconfirmed ?? [])[0];
  if (unconfirmed !== undefined)
    page.line(2, { text: "NOT CONFIRMED", style: "yellow" }, `  it was run once: ${shorten(unconfirmed, 400)}`);
};

/** Everything that a vendor needs to mend it. */
export const full = ({ page, report, evidence, reading, options }: Drawing, entry: CheckBlocks): void => {
  title(page, entry);
  for (const block of entry.blocks) {
    page.blank();
    for (const verdict of block.verdicts) clause(page, 2, verdict, reading, true);
    const twice = block.verdicts[0]?.unstable === true;
    const shown = twice ? undefined : digest(block.observations, evidence, `${block.expected} ${block.actual}`);
    if (shown) exchange(page, 2, shown, 6);
    judged(page, 2, block);
    unstable(page, block, evidence);
  }
  page.copy(2, "again", again(report, entry.check.id, forShell, options));
};

/** Both runs of an unstable verdict, each with what it saw. */
const unstable = (page: Page, block: Block, evidence: Evidence): void => {
  for (const { title: name, text, observation } of block.verdicts.slice(0, 1).flatMap(unstableRuns)) {
    page.blank();
    page.field(2, name, { text: shorten(text, 600), style: "yellow" });
    const shown = digest(observation === undefined ? [] : [observation], evidence, text);
    if (shown) exchange(page, 2, shown, 6);
  }
};

/** A warning: clause, the two answers, one line of exchange. */
export const brief = ({ page, report, evidence, reading, options }: Drawing, entry: CheckBlocks): void => {
  title(page, entry);
  for (const block of entry.blocks) {
    for (const verdict of block.verdicts) clause(page, 2, verdict, reading, false);
    const shown = digest(block.observations, evidence, "");
    if (shown)
      page.field(
        2,
        "exchange",
        shorten(shown.request?.line ?? "", 200),
        { text: "  →  ", style: "dim" },
        shorten(shown.answer.line, 200),
      );
    judged(page, 2, block);
  }
  page.copy(2, "again", again(report, entry.check.id, forShell, options));
};
