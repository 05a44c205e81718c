import { judgeOf } from "../judge/judge.js";
import { addRecord, beginStoredRun, storedRun } from "../judge/stored-run.js";
import type { EvidenceRecord } from "../types/evidence.js";
import type { Outcome } from "../types/report.js";
import type { Check, Suite } from "../types/suite.js";
import type { EvidenceSink } from "./evidence.js";

/** Evidence as it grows, so that a check that has just finished can be judged for progress. */
export interface GrowingRun {
  sink: EvidenceSink;
  outcomeOf(check: Check): Outcome;
}

export function growingRun(before: readonly EvidenceRecord[], suite: Suite): GrowingRun {
  let stored = before.length > 0 ? storedRun(before) : undefined;
  let judged = stored && judgeOf(stored, suite);
  return {
    sink: {
      write: (record) => {
        if (record.type === "run") judged = judgeOf((stored = beginStoredRun(record)), suite);
        else if (stored) addRecord(stored, record);
      },
      close: () => undefined,
    },
    outcomeOf: (check) => judged?.(check).outcome ?? "untested",
  };
}
