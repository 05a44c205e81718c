import { csvText } from "../model/csv.js";
import type { Comparison } from "./model.js";
import { WORKFLOW_TITLE } from "./words.js";

/** One line for each rule, one column for each provider; words only, so that a spreadsheet can filter them. */
export function drawCsv({ columns, rows }: Comparison): string {
  const head = [
    "Workflow",
    "Requirement",
    "Specification",
    "Section",
    "Level",
    "Statement",
    "Differs",
    "Only one fails",
  ];
  const lines = rows.map((row) => [
    WORKFLOW_TITLE[row.workflow],
    row.id,
    row.spec,
    row.section,
    row.level,
    row.statement,
    row.differs ? "yes" : "no",
    row.only === undefined ? "" : (columns[row.only]?.label ?? ""),
    ...row.cells.map(({ state, note }) => (note === undefined ? state : `${state}: ${note}`)),
  ]);
  return csvText([[...head, ...columns.map(headOf)], ...lines]);
}

const headOf = ({ label, version, date, stand_in, judged }: Comparison["columns"][number]): string =>
  [
    label,
    version,
    date.slice(0, 10),
    stand_in && "stand-in",
    judged !== "today" && (judged === "again" ? "judged again" : "other plans"),
  ]
    .filter(Boolean)
    .join("; ");
