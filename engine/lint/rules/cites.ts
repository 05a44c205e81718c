import { didYouMean } from "../../errors.js";
import { citesOf } from "../../load/suite.js";
import { type LintRule, lineOf } from "../rule.js";

/** Every cited clause stands in an inventory, and every inventory's `same_test_as` too. */
export const rule: LintRule = (suite) => {
  const unknown = (id: string, file: string | undefined) => {
    const guess = didYouMean(id, suite.requirements.keys());
    return {
      code: "UNRESOLVED_CITE" as const,
      message: `no requirement "${id}"`,
      ...lineOf(suite.sources.get(file ?? ""), id),
      hint: guess ? `did you mean "${guess}"?` : "requirement ids stand in suites/*/requirements.yaml",
    };
  };
  const cited = [...suite.checks.values()].flatMap((check) =>
    citesOf(check)
      .filter((id) => !suite.requirements.has(id))
      .map((id) => unknown(id, check.source.file)),
  );
  const twins = [...suite.requirements.values()].flatMap(({ same_test_as: twin }) =>
    twin && !suite.requirements.has(twin) ? [unknown(twin, undefined)] : [],
  );
  return [...new Map([...cited, ...twins].map((problem) => [problem.message, problem])).values()];
};
