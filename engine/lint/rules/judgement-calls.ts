import { didYouMean, type Problem } from "../../errors.js";
import type { JudgementCall } from "../../load/remarks.js";
import type { LoadedSuite } from "../../load/suite.js";
import type { Source } from "../../load/yaml.js";
import type { LintRule } from "../rule.js";

/** A judgement call names clauses that exist, and every pair of clauses that oppose each other is settled by one. */
export const rule: LintRule = (suite, { remarks }) => {
  const all = remarks.calls.flatMap(({ value, source }) =>
    value.topics.flatMap(({ calls }, topic) =>
      calls.map((call, index) => ({ call, source, path: ["topics", topic, "calls", index] })),
    ),
  );
  const settled = all.map(({ call }) => call).filter(({ disagree }) => disagree);
  return [
    ...all.flatMap(({ call, source, path }, index) => [
      ...clauses(call, source, path, suite),
      ...documents(call, source, path, suite),
      ...(all.slice(0, index).some((other) => other.call.call === call.call)
        ? [
            {
              code: "DUPLICATE_ID" as const,
              message: `judgement call "${call.call}" exists already`,
              file: source.file,
              ...source.position([...path, "call"]),
            },
          ]
        : []),
    ]),
    ...(remarks.calls.length === 0 ? [] : opposed(suite, settled)),
  ];
};

type Path = (string | number)[];

function clauses(call: JudgementCall, source: Source, path: Path, suite: LoadedSuite): Problem[] {
  return call.clauses.flatMap((id, index): Problem[] => {
    if (suite.requirements.has(id)) return [];
    const guess = didYouMean(id, suite.requirements.keys());
    return [
      {
        code: "UNRESOLVED_CITE",
        message: `judgement call "${call.call}": no requirement "${id}"`,
        file: source.file,
        ...source.position([...path, "clauses", index]),
        hint: guess ? `did you mean "${guess}"?` : "requirement ids stand in suites/*/requirements.yaml",
      },
    ];
  });
}

/** Two documents that disagree are both named. */
function documents(call: JudgementCall, source: Source, path: Path, suite: LoadedSuite): Problem[] {
  const named = new Set([
    ...call.clauses.map((id) => suite.requirements.get(id)?.spec ?? id),
    ...(call.beside ?? []).map(({ document }) => document),
  ]);
  if (!call.disagree || named.size > 1) return [];
  return [
    {
      code: "NOT_SETTLED",
      message: `judgement call "${call.call}" says that documents disagree and names one of them`,
      file: source.file,
      ...source.position([...path, "disagree"]),
      hint: "add the other's clause, or its section under beside",
    },
  ];
}

function opposed(suite: LoadedSuite, settled: JudgementCall[]): Problem[] {
  return [...suite.specifications.values()].flatMap(({ spec, requirements }) =>
    requirements.flatMap(({ id, opposes = [] }, index) =>
      opposes
        .filter((other) => suite.requirements.has(other))
        .filter((other) => !settled.some((call) => call.clauses.includes(id) && call.clauses.includes(other)))
        .map((other): Problem => {
          const source = inventoryOf(suite, spec);
          return {
            code: "NOT_SETTLED",
            message: `"${id}" opposes "${other}", and no judgement call with disagree names both`,
            file: source?.file,
            ...source?.position(["requirements", index, "id"]),
            hint: "say in judgement-calls.yaml which of them is judged where",
          };
        }),
    ),
  );
}

function inventoryOf(suite: LoadedSuite, spec: string): Source | undefined {
  return [...suite.sources.values()].find((one) => {
    const file = one.value as { spec?: string; requirements?: unknown };
    return file.spec === spec && file.requirements !== undefined;
  });
}
