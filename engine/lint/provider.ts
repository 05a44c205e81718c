import { withContract } from "../contract/contract.js";
import { filledIn } from "../contract/promised-by.js";
import { contractProblems } from "../contract/problems.js";
import { didYouMean, type Problem } from "../errors.js";
import { strings } from "../load/expand.js";
import { TODO_REASON } from "../report/known.js";
import { unresolvedNames } from "../load/names.js";
import type { LoadedSuite } from "../load/suite.js";
import type { Source } from "../load/yaml.js";
import type { DocumentationIssue } from "../types/provider.js";
import type { Contract } from "../types/contract.js";
import type { Members } from "../types/suite.js";
import { lineOf } from "./rule.js";

/** What is wrong with a provider file beyond its format: its contract, and what it names in the suite. */
export function providerProblems(source: Source, plans: LoadedSuite | undefined): Problem[] {
  const problems = contractProblems(source);
  if (problems.length > 0 || !plans) return problems;
  const file = source.value as Members;
  const suite = { ...plans, ...withContract(plans, filledIn(file)) };
  const issues = (file["documentation_issues"] ?? []) as unknown as DocumentationIssue[];
  const unknown = (what: string, names: string[], known: ReadonlyMap<string, unknown>): Problem[] =>
    names.filter((name) => !known.has(name)).map((name) => unknownName(what, name, known.keys(), source));
  const expected = ((file["expected"] ?? []) as Members[]).map((entry) => ({
    ...entry,
    key: String(entry["verdict"]).split("#"),
  }));
  return [
    ...strings(file["profiles"])
      .filter((name) => !suite.profiles.has(name.split("@")[0] ?? ""))
      .map((name) => unknownName("profile", name, suite.profiles.keys(), source, "PROFILE_NOT_FOUND")),
    ...unknown(
      "check",
      expected.map(({ key }) => key[0] ?? ""),
      suite.checks,
    ),
    ...unknown(
      "requirement",
      expected.map(({ key }) => key[1] ?? ""),
      suite.requirements,
    ),
    ...expected.flatMap((entry) => withoutReason(entry, source)),
    ...unknown("requirement", issues.flatMap(clausesOf), suite.requirements),
    ...unknown(
      "requirement",
      contradicted(file["contract"] as unknown as Contract | undefined, suite),
      suite.requirements,
    ),
    ...unknown(
      "documentation issue",
      expected.flatMap((entry: Members) =>
        entry["documentation_issue"] ? [String(entry["documentation_issue"])] : [],
      ),
      new Map(issues.map((issue) => [issue.id, issue])),
    ),
    ...(file["contract"] ? unresolvedNames(suite) : []),
  ];
}

/** What `--update-expected` printed and nobody looked at. */
function withoutReason(entry: Members, source: Source): Problem[] {
  if (!String(entry["reason"]).startsWith(TODO_REASON)) return [];
  const key = String(entry["verdict"]);
  return [
    {
      code: "REASON_MISSING",
      message: `"${key}" is expected to be "${String(entry["outcome"])}" for no reason yet`,
      ...lineOf(source, key),
      hint: `replace "${TODO_REASON}: ..." with why it is accepted, and the clause`,
    },
  ];
}

function clausesOf({ between }: DocumentationIssue): string[] {
  return between.flatMap((place) => ("clause" in place ? [place.clause] : []));
}

function contradicted(contract: Contract | undefined, suite: LoadedSuite): string[] {
  if (!contract) return [];
  return [...suite.requirements.values()].flatMap(({ against }) => against ?? []);
}

/** A name that leads nowhere, where it stands, with a guess at what was meant. */
export function unknownName(
  what: string,
  name: string,
  known: Iterable<string>,
  source: Source,
  code: Problem["code"] = "UNRESOLVED_CITE",
): Problem {
  const guess = didYouMean(name, known);
  return {
    code,
    message: `no ${what} "${name}"`,
    ...lineOf(source, name),
    hint: guess ? `did you mean "${guess}"?` : undefined,
  };
}
