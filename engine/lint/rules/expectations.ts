import type { Members } from "../../types/suite.js";
import { type LintRule, atCheck, lineOf } from "../rule.js";

/** A check asserts something, and only at its own level: expectations inside fragments would judge no one. */
export const rule: LintRule = (suite) => [
  ...[...suite.checks.values()]
    .filter((check) => check.steps.every((step) => step.expect.length === 0))
    .map((check) => ({
      code: "NO_EXPECTATION" as const,
      message: `check "${check.id}" asserts nothing`,
      ...atCheck(check),
      hint: "give at least one step an expect with a cite",
    })),
  ...[...suite.fragments.values()]
    .filter((fragment) => fragment.steps.some((step) => step.expect.length > 0))
    .map((fragment) => ({
      code: "NO_EXPECTATION" as const,
      message: `fragment "${fragment.fragment}" has expectations, which are never judged`,
      ...lineOf(
        [...suite.sources.values()].find((one) => (one.value as Members)["fragment"] === fragment.fragment),
        "expect",
      ),
      hint: "expect on the step that uses it",
    })),
];
