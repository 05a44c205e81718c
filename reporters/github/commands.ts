/**
 * Workflow commands, which become annotations on the plan's line. Of each kind GitHub shows the first ten of a step,
 * so what is broken comes first and one cause of many blocked checks comes once.
 */
import type { Report } from "../../engine/types/report.js";

import { forCommandData, forCommandProperty } from "../escape.js";
import { type Block, blocksOf, type CheckBlocks, isKnown, read, type Reading } from "../model/reading.js";
import { placeOf } from "../model/place.js";
import { BLOCKED_HINT, plural, section, shorten, specName } from "../model/words.js";

type Kind = "error" | "warning" | "notice";

const SENTENCE = 600;

const command = (kind: Kind, title: string, lines: (string | undefined | false)[], source?: string): string => {
  const { file, line } = source === undefined ? {} : placeOf(source);
  const properties = Object.entries({ file, line, title })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${forCommandProperty(shorten(String(value), SENTENCE))}`);
  const text = lines
    .filter((one) => typeof one === "string")
    .map((one) => shorten(one, SENTENCE))
    .join("\n");
  return `::${kind} ${properties.join(",")}::${forCommandData(text)}`;
};

const clauses = (block: Block, { requirements }: Reading): string[] =>
  block.verdicts.map(({ level, requirement, section: number }) => {
    const found = requirements.get(requirement);
    const place = `${found ? `${specName(found.spec)} ` : ""}${section(number)}`;
    return `${level} ${place}, ${requirement}${found ? `: ${found.statement}` : ""}`;
  });

const judged = (kind: Kind, entries: CheckBlocks[], reading: Reading): string[] =>
  entries.flatMap(({ check, blocks }) =>
    blocks.map((block) =>
      command(
        kind,
        `${block.outcome}: ${check.title}`,
        [
          ...clauses(block, reading),
          `expected: ${block.expected}`,
          `actual: ${block.actual}`,
          block.reason && `because: ${block.reason}`,
          block.verdicts[0]?.unstable && "unstable: it was run twice, and only one of the runs failed",
          block.verdicts[0]?.unconfirmed && `not confirmed: ${block.verdicts[0].unconfirmed}`,
          `check: ${check.id}`,
        ],
        check.source,
      ),
    ),
  );

const blocked = ({ blocked: groups }: Reading): string[] =>
  groups.map(({ reason, because, problem, checks, verdicts }) =>
    command("error", `blocked: ${reason}`, [
      `${plural(verdicts.length, "verdict")} in ${plural(checks.length, "check")} could not be given`,
      problem?.message ?? because,
      problem?.hint ?? BLOCKED_HINT[reason],
      `checks: ${checks.join(", ")}`,
    ]),
  );

const known = (report: Report, reading: Reading): string[] =>
  report.checks.flatMap((check) =>
    blocksOf(check.verdicts.filter((verdict) => isKnown(verdict, report))).map((block) =>
      command(
        "notice",
        `known deviation (${block.outcome}): ${check.title}`,
        [...clauses(block, reading), block.verdicts[0]?.known?.reason, `check: ${check.id}`],
        check.source,
      ),
    ),
  );

export const commands = (report: Report): string => {
  const reading = read(report);
  const stale = reading.stale.map(({ key, why }) => command("error", "stale known deviation", [`${key}: ${why}`]));
  const all = [
    ...judged("error", reading.failing, reading),
    ...judged("error", reading.errors, reading),
    ...stale,
    ...blocked(reading),
    ...judged("warning", reading.warnings, reading),
    ...known(report, reading),
  ];
  return all.map((line) => `${line}\n`).join("");
};
