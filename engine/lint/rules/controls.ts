import type { Problem } from "../../errors.js";
import { isChanged } from "../../load/step-changes.js";
import { sourceOf } from "../../load/step-inputs.js";
import { type LintRule, atCheck, stepsOf } from "../rule.js";

/** A judged step that changes its base needs a base that says what success is: else nothing proves the unchanged request. */
export const rule: LintRule = (suite) =>
  [...stepsOf(suite)].flatMap(({ check, step, before }): Problem[] => {
    const base = suite.bases.get(`${step.kind}/${step.subject}`);
    if (!base || step.expect.length === 0 || base.success) return [];
    return isChanged(step, sourceOf(suite, step, before).source !== undefined)
      ? [
          {
            code: "NO_CONTROL" as const,
            message: `check "${check.id}" changes base "${base.base}", which has no success condition`,
            ...atCheck(check),
          },
        ]
      : [];
  });
