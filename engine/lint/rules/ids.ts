import type { Members } from "../../types/suite.js";
import { strings } from "../../load/expand.js";
import { type LintRule, atCheck } from "../rule.js";

/** Every check id is published in ids.txt, and none vanishes without being named under `renamed` or `retired`. */
export const rule: LintRule = (suite, { published }) => {
  if (!published) return [];
  const plans = [...suite.sources.values()]
    .map((source) => source.value as Members)
    .filter((value) => value["plan"] !== undefined);
  const excused = plans.flatMap((plan) => [
    ...strings(plan["retired"]),
    ...(plan["checks"] as Members[]).flatMap((check) => strings(check["renamed"])),
  ]);
  const known = new Set(published);
  return [
    ...published
      .filter((id) => !suite.checks.has(id) && !excused.some((one) => id === one || id.startsWith(`${one}/`)))
      .map((id) => ({
        code: "VANISHED_ID" as const,
        message: `check "${id}" is published and gone`,
        file: "suites/ids.txt",
        hint: "ids are never reused: name it under renamed: of its successor, or retired: of its plan",
      })),
    ...[...suite.checks.values()]
      .filter((check) => !known.has(check.id))
      .map((check) => ({
        code: "UNPUBLISHED_ID" as const,
        message: `check "${check.id}" is not in suites/ids.txt`,
        ...atCheck(check),
        hint: "assay lint --publish adds it",
      })),
  ];
};
