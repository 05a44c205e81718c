import type { Problem } from "../errors.js";
import { globToRegExp } from "../run/select.js";
import type { LoadedSuite } from "../load/suite.js";
import type { Source } from "../load/yaml.js";
import { unknownName } from "./provider.js";

/** Every verdict that a file of judgements names is one that the suite can give: its check and its clause exist. */
export function judgementProblems(source: Source, suite: LoadedSuite): Problem[] {
  const file = source.value as { judgements: { verdicts: string[] }[]; blocked?: { verdicts: string[] }[] };
  const keys = [...file.judgements, ...(file.blocked ?? [])].flatMap(({ verdicts }) => verdicts);
  const checks = [...suite.checks.keys()];
  return [...new Set(keys)].flatMap((key) => {
    const [check = "", clause = ""] = key.split("#");
    const glob = globToRegExp(check);
    return [
      ...(checks.some((id) => glob.test(id)) ? [] : [unknownName("check", check, checks, source)]),
      ...(suite.requirements.has(clause)
        ? []
        : [unknownName("requirement", clause, suite.requirements.keys(), source)]),
    ];
  });
}
