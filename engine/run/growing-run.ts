import { judgeOf } from "../judge/judge.js";
import { addRecord, beginStoredRun, storedRun } from "../judge/stored-run.js";
import type { EvidenceRecord } from "../types/evidence.js";
import type { Outcome } from "../types/report.js";
import type { Check, Suite } from "../types/suite.js";
import type { EvidenceSink } from "./evidence.js";

/** Evidence as it grows, so that a check that has just finished can be judged for progress. */
export interface GrowingRun {
  sink: EvidenceSink;
  outcomeOf(check: Check, suite: Suite): Outcome;
}

export function growingRun(before: readonly EvidenceRecord[]): GrowingRun {
  let stored = before.length > 0 ? storedRun(before) : undefined;
  return {
    sink: {
      write: (record) => {
        if (record.type === "run") stored = beginStoredRun(record);
        else if (stored) addRecord(stored, record);
      },
      close: () => undefined,
    },
    outcomeOf: (check, suite) => (stored ? judgeOf(stored, suite)(check).outcome : "untested"),
  };
}
