import type { Problem } from "../errors.js";
import type { Remarks } from "../load/remarks.js";
import type { LoadedSuite } from "../load/suite.js";
import { profileKey } from "../load/profiles.js";
import type { Source } from "../load/yaml.js";
import type { Check, Members, Profile, Step } from "../types/suite.js";

export { lineOf } from "../load/yaml.js";

/** One thing that a suite must not have; a file in `rules/`. */
export type LintRule = (suite: LoadedSuite, context: LintContext) => Problem[];

export interface LintContext {
  /** Ids of `suites/ids.txt`; undefined for a suite that keeps none. */
  published?: string[];
  /** Judgement calls and comparisons of the suite. */
  remarks: Remarks;
}

export function atCheck(check: Check): { file: string; line: number; column: number } {
  return { ...check.source, column: 1 };
}

/** Every step of every check, with those before it. */
export function* stepsOf(suite: LoadedSuite): Generator<{ check: Check; step: Step; before: { step: Step }[] }> {
  for (const check of suite.checks.values()) {
    for (const [index, step] of check.steps.entries())
      yield { check, step, before: check.steps.slice(0, index).map((one) => ({ step: one })) };
  }
}

/** Whether a file is the one of a profile: older revisions have the same name in another file. */
export function isProfile({ file, value }: Source, { profile, key }: Profile): boolean {
  return (value as Members | null)?.["profile"] === profile && profileKey(file) === key;
}
