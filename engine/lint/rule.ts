import type { Problem } from "../errors.js";
import type { LoadedSuite } from "../load/suite.js";
import type { Source } from "../load/yaml.js";
import type { Check, Step } from "../types/suite.js";

/** One thing that a suite must not have; a file in `rules/`. */
export type LintRule = (suite: LoadedSuite, context: LintContext) => Problem[];

export interface LintContext {
  /** Ids of `suites/ids.txt`; undefined for a suite that keeps none. */
  published?: string[];
}

/** Line of the first place in a source where a text stands. */
export function lineOf(source: Source | undefined, text: string): { file?: string; line?: number; column?: number } {
  if (!source) return {};
  const lines = source.text.split("\n");
  const index = lines.findIndex((line) => line.includes(text));
  return index < 0
    ? { file: source.file }
    : { file: source.file, line: index + 1, column: (lines[index] ?? "").indexOf(text) + 1 };
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
