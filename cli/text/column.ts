import { join } from "node:path";
import { AssayError, readEvidence } from "../../engine/index.js";
import type { StoredColumn } from "../../reporters/comparison/index.js";
import { belongs, openReport, reportAt } from "./stored.js";

/**
 * The report of a run, given as a file or as the run's folder, with the evidence beside it, where that is at hand.
 * Throws FILE_NOT_FOUND where there is no report, EVIDENCE_UNREADABLE for one that cannot be read.
 */
export function openColumn(path: string): StoredColumn {
  const report = openReport(path);
  return { report, evidence: evidenceOf(reportAt(path).folder, report) };
}

/** The records, or why they cannot be had: a report is compared without them too. */
function evidenceOf(folder: string, report: StoredColumn["report"]): StoredColumn["evidence"] {
  try {
    const records = readEvidence(join(folder, "evidence.jsonl"));
    return belongs(report, records) ? records : "the evidence beside the report is of another run";
  } catch (error) {
    if (error instanceof AssayError) return error.problems[0]?.message ?? error.message;
    throw error;
  }
}
