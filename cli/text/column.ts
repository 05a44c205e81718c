import { statSync } from "node:fs";
import { join } from "node:path";
import { AssayError, readEvidence } from "../../engine/index.js";
import type { StoredColumn } from "../../reporters/comparison/index.js";
import { belongs, readReport } from "./stored.js";

/**
 * The report of a folder with its evidence, where that is at hand.
 * Throws FILE_NOT_FOUND for a folder without a report, EVIDENCE_UNREADABLE for a report that cannot be read.
 */
export function openColumn(folder: string): StoredColumn {
  const report = readReport(join(folder, "report.json"));
  if (!report)
    throw new AssayError({
      code: "FILE_NOT_FOUND",
      message: `"${folder}" holds no report.json`,
      hint: isFolder(folder)
        ? `the run was killed, or it is no folder of "assay run"; "assay judge ${folder}" writes the report of a killed run`
        : "there is no such folder",
    });
  return { report, evidence: evidenceOf(folder, report) };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
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
