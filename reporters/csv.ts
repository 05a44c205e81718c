/** A row per verdict, words only, so that a spreadsheet can filter and count them. */
import type { CheckReport, Report, RequirementReport, Verdict } from "../engine/types/report.js";
import type { Reporter } from "./reporter.js";

import { csvText } from "./model/csv.js";
import { providerName, shorten, specName } from "./model/words.js";

/** Spreadsheets cut a cell at 32,767 characters. */
const CELL = 32_000;

const COLUMNS = [
  "Provider",
  "Check",
  "Title",
  "Plan",
  "Requirement",
  "Specification",
  "Section",
  "Level",
  "Basis",
  "Outcome",
  "Blocked",
  "Reason",
  "Expected",
  "Actual",
  "Known deviation",
  "Until",
  "Statement",
  "Link",
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

const known = ({ known: entry, outcome }: Verdict): string | undefined =>
  entry && (entry.outcome === outcome ? entry.reason : `stale: expected ${entry.outcome}: ${entry.reason}`);

const rowOf = (check: CheckReport, verdict: Verdict, clause: RequirementReport | undefined): Row => ({
  Check: check.id,
  Title: check.title,
  Plan: check.source,
  Requirement: verdict.requirement,
  Specification: clause && specName(clause.spec),
  Section: verdict.section,
  Level: verdict.level,
  Basis: verdict.basis,
  Outcome: verdict.outcome,
  Blocked: verdict.blocked,
  Reason: verdict.reason,
  Expected: verdict.expected,
  Actual: verdict.actual,
  "Known deviation": known(verdict),
  Until: verdict.known?.until,
  Statement: clause?.statement,
  Link: clause?.url,
});

/** A check that was left out, or that ended before it had a verdict, has one row of its own. */
const rows = (report: Report): Row[] => {
  const clauses = new Map(report.requirements.map((one) => [one.id, one]));
  const ran = new Set(report.checks.map(({ id }) => id));
  return [
    ...report.checks.flatMap((check) =>
      check.verdicts.length > 0
        ? check.verdicts.map((verdict) => rowOf(check, verdict, clauses.get(verdict.requirement)))
        : [{ Check: check.id, Title: check.title, Plan: check.source, Outcome: check.outcome }],
    ),
    ...report.not_selected
      .filter(({ id }) => !ran.has(id))
      .map(({ id, why }) => ({ Check: id, Outcome: "not-selected", Reason: why })),
  ];
};

export const csv: Reporter = {
  file: "report.csv",
  render(report) {
    const provider = providerName(report.provider);
    const lines = rows(report).map((row) =>
      COLUMNS.map((name) => shorten((name === "Provider" ? provider : row[name]) ?? "", CELL)),
    );
    return csvText([[...COLUMNS], ...lines]);
  },
};
