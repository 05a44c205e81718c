/** Puts the columns of a comparison on one footing: verdicts by today's plans, where the evidence allows it. */
import { AssayError, makeReport, storedRun, type EvidenceRecord, type Report, type Suite } from "../../engine/index.js";
import type { ComparisonInput } from "./model.js";

/** What a folder of `assay run` holds. */
export interface StoredColumn {
  report: Report;
  /** The evidence of that very run, or why it cannot be had. */
  evidence: EvidenceRecord[] | string;
}

/** The report as it is when the run had today's plans; judged again when it had others; else as it is, and marked. */
export function judgedToday({ report, evidence }: StoredColumn, suite: Suite): ComparisonInput {
  const observations = typeof evidence === "string" ? new Map() : storedRun(evidence).observations;
  if (report.assay.plans_digest === suite.digest)
    return { report, evidence: observations, judging: { plans: "today" } };
  const kept = (because: string): ComparisonInput => ({
    report,
    evidence: observations,
    judging: { plans: "other", because },
  });
  if (typeof evidence === "string") return kept(evidence);
  try {
    return { report: makeReport(evidence, suite), evidence: observations, judging: { plans: "again" } };
  } catch (error) {
    if (error instanceof AssayError) return kept(error.problems[0]?.message ?? error.message);
    throw error;
  }
}
