import type { Members } from "../../types/suite.js";
import { strings } from "../../load/expand.js";
import { contractCheckIds } from "../../contract/contract.js";
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
  const ids = new Map([...suite.checks.values()].map((check) => [check.id, atCheck(check)]));
  for (const source of suite.contractPlans) for (const [id, at] of contractCheckIds(source)) ids.set(id, at);
  return [
    ...published
      .filter((id) => !ids.has(id) && !excused.some((one) => id === one || id.startsWith(`${one}/`)))
      .map((id) => ({
        code: "VANISHED_ID" as const,
        message: `check "${id}" is published and gone`,
        file: "suites/ids.txt",
        hint: "ids are never reused: name it under renamed: of its successor, or retired: of its plan",
      })),
    ...[...ids]
      .filter(([id]) => !known.has(id))
      .map(([id, at]) => ({
        code: "UNPUBLISHED_ID" as const,
        message: `check "${id}" is not in suites/ids.txt`,
        ...at,
        hint: "assay lint --publish adds it",
      })),
  ];
};
