import type { Problem } from "../../errors.js";
import { replacesHeader } from "../../load/step-changes.js";
import { sourceOf } from "../../load/step-inputs.js";
import { type LintRule, atCheck, stepsOf } from "../rule.js";

/** What a base takes comes from exactly one earlier step, and is not shared when the base spends it. */
export const rule: LintRule = (suite) =>
  [...stepsOf(suite)].flatMap(({ check, step, before }): Problem[] => {
    const base = suite.bases.get(`${step.kind}/${step.subject}`);
    const { source, ambiguous } = sourceOf(suite, step, before);
    const at = atCheck(check);
    const replaced = Object.keys(base?.headers ?? {}).some((name) => replacesHeader(step, name));
    if (ambiguous && !replaced)
      return [
        {
          code: "AMBIGUOUS_INPUT" as const,
          message: `check "${check.id}": several earlier steps offer ${base?.inputs.join(", ")} to step ${step.path}`,
          ...at,
          hint: "name one with from",
        },
      ];
    if (
      base &&
      base.inputs.length > 0 &&
      !source &&
      !base.inputs.every((input) => input in ((step.options["set"] ?? {}) as object)) &&
      !replaced
    )
      return [
        {
          code: "UNRESOLVED_STEP" as const,
          message: `check "${check.id}": no earlier step offers ${base.inputs.join(", ")} to step ${step.path}`,
          ...at,
        },
      ];
    if (source?.step.options["share"] === true && base && base.consumes.some((input) => base.inputs.includes(input)))
      return [
        {
          code: "SHARED_AND_CONSUMED" as const,
          message: `check "${check.id}": step ${step.path} spends what a shared step gave`,
          ...at,
        },
      ];
    return [];
  });
