import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  AssayError,
  findProfile,
  readEvidence,
  type EvidenceRecord,
  type Report,
  type Suite,
} from "../../engine/index.js";

export interface StoredFolder {
  records: EvidenceRecord[];
  /** The report that was written of this evidence; absent when the run was killed, or the file belongs to another run. */
  report?: Report;
}

/**
 * Reads what a run left in its folder.
 * Throws EVIDENCE_UNREADABLE when there is no evidence or it is damaged, PROFILE_NOT_FOUND when the suite has lost a profile of the run.
 */
export function openStored(folder: string, suite: Suite): StoredFolder {
  const records = readEvidence(join(folder, "evidence.jsonl"));
  const [run] = records;
  if (run?.type === "run") for (const name of run.profiles) findProfile(suite, name);
  const report = readReport(join(folder, "report.json"));
  return { records, ...(report && belongs(report, records) ? { report } : {}) };
}

const MEMBERS = ["assay", "provider", "facts", "profiles", "requirements", "checks"] as const;

/** Where the report of a path is that names it, or the folder of its run, and the folder where its evidence would be. */
export function reportAt(path: string): { file: string; folder: string } {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? { file: join(path, "report.json"), folder: path } : { file: path, folder: dirname(path) };
}

/**
 * A report that was given as a file, or as the folder of a run.
 * Throws FILE_NOT_FOUND where there is none, EVIDENCE_UNREADABLE for what is no report.
 */
export function openReport(path: string): Report {
  const { file, folder } = reportAt(path);
  const report = readReport(file, "give report.json of an earlier run, or its folder");
  if (report) return report;
  const killed = existsSync(join(folder, "evidence.jsonl"));
  throw new AssayError({
    code: "FILE_NOT_FOUND",
    message: folder === path ? `"${path}" holds no report.json` : `no report at "${path}"`,
    hint: killed
      ? `the run was killed: "assay judge ${folder}" writes its report`
      : "give report.json of an earlier run, or its folder",
  });
}

/**
 * The report at `path`, if any. Throws EVIDENCE_UNREADABLE for what is no report, or one of a newer format.
 * @param hint what to do about a file that is none
 */
export function readReport(path: string, hint = "delete it; the evidence beside it is enough"): Report | undefined {
  if (!existsSync(path)) return undefined;
  let report: Report;
  try {
    report = JSON.parse(readFileSync(path, "utf8")) as Report;
  } catch {
    throw new AssayError({ code: "EVIDENCE_UNREADABLE", message: `"${path}" is not JSON`, file: path, hint });
  }
  const none = (why: string): AssayError =>
    new AssayError({ code: "EVIDENCE_UNREADABLE", message: `"${path}" is no report: ${why}`, file: path, hint });
  if (typeof report?.format !== "number") throw none('it has no "format"');
  if (report.format !== 1)
    throw new AssayError({
      code: "EVIDENCE_UNREADABLE",
      message: `"${path}" has format ${String(report?.format)}, expected 1`,
      hint: "it was written by a newer release",
    });
  const missing = MEMBERS.find((name) => report[name] === undefined);
  if (missing) throw none(`it has no "${missing}"`);
  return report;
}

/** A folder may hold the report of an earlier run beside the evidence of one that was killed. */
export function belongs(report: Report, records: readonly EvidenceRecord[]): boolean {
  const [run] = records;
  const end = records.findLast((record) => record.type === "end");
  return (
    run?.type === "run" &&
    report.assay.started === run.started &&
    (end?.type === "end" ? report.assay.finished === end.finished : false)
  );
}
