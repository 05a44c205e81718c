import { confirmationOf, wantsConfirming } from "../judge/confirm.js";
import { judgeOf } from "../judge/judge.js";
import { addRecord, beginStoredRun, storedRun } from "../judge/stored-run.js";
import type { EvidenceRecord } from "../types/evidence.js";
import type { Outcome } from "../types/report.js";
import type { Check, Suite } from "../types/suite.js";
import type { EvidenceSink } from "./evidence.js";

/** Evidence as it grows, so that a check that has just finished can be judged for progress. */
export interface GrowingRun {
  sink: EvidenceSink;
  /** `known`: every fail in it stands under `expected:`. */
  outcomeOf(check: Check): { outcome: Outcome; known: boolean };
  /** Whether the check has to be run once more, and was not yet. */
  wantsConfirming(check: Check): boolean;
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
    outcomeOf: (check) => {
      const report = judged?.(check);
      const expected = new Set(stored?.run.expected.map((entry) => entry.verdict));
      const fails = report?.verdicts.filter((verdict) => verdict.outcome === "fail") ?? [];
      return {
        outcome: report?.outcome ?? "untested",
        known: fails.length > 0 && fails.every((verdict) => expected.has(verdict.key)),
      };
    },
    wantsConfirming: (check) => {
      if (!stored?.finished.has(check.id) || stored.finished.has(confirmationOf(check).id)) return false;
      const { expected, started } = stored.run;
      return wantsConfirming(judged?.(check).verdicts ?? [], expected, started.slice(0, 10));
    },
  };
}
