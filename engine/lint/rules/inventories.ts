import { citesOf } from "../../load/suite.js";
import type { Members } from "../../types/suite.js";
import { type LintRule, lineOf } from "../rule.js";

/** A complete inventory has each clause cited, covered by its twin, or excluded with a reason. */
export const rule: LintRule = (suite) => {
  const cited = new Set([...suite.checks.values()].flatMap(citesOf));
  return [...suite.specifications.values()]
    .filter((specification) => specification.complete)
    .flatMap(({ spec, requirements }) => {
      const source = [...suite.sources.values()].find((one) => {
        const file = one.value as Members;
        return file["spec"] === spec && file["requirements"] !== undefined;
      });
      return requirements
        .filter((one) => !one.excluded && !cited.has(one.id) && !cited.has(one.same_test_as ?? ""))
        .map((one) => ({
          code: "INVENTORY_INCOMPLETE" as const,
          message: `"${one.id}" is neither cited nor excluded, and its inventory says complete: true`,
          ...lineOf(source, one.id),
        }));
    });
};
