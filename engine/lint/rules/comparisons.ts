import { didYouMean, type Problem } from "../../errors.js";
import type { ComparedPlace, ComparedTest, Comparison } from "../../load/remarks.js";
import { citesOf, type LoadedSuite } from "../../load/suite.js";
import type { Source } from "../../load/yaml.js";
import type { Check } from "../../types/suite.js";
import type { LintRule } from "../rule.js";

/** A test of another project names checks that exist and cite the section that it names, or says why not. */
export const rule: LintRule = (suite, { remarks }) =>
  remarks.comparisons.flatMap(({ value, source }) => {
    const seen = new Set<string>();
    return value.groups.flatMap(({ group, tests }, at) =>
      tests.flatMap((test, index) => {
        const place: Place = { test, path: ["groups", at, "tests", index], comparison: value, source, suite };
        const name = `${group}.${test.test}`;
        const twice = seen.has(name);
        seen.add(name);
        return [
          ...(twice ? [problem(place, "DUPLICATE_ID", "exists already", ["test"])] : []),
          ...checks(place),
          ...documents(place),
          ...later(place),
        ];
      }),
    );
  });

interface Place {
  test: ComparedTest;
  path: (string | number)[];
  comparison: Comparison;
  source: Source;
  suite: LoadedSuite;
}

function problem(
  { test, path, source }: Place,
  code: Problem["code"],
  text: string,
  at: (string | number)[],
  hint?: string,
): Problem {
  const message = `test "${test.test}" ${text}`;
  return { code, message, file: source.file, ...source.position([...path, ...at]), hint };
}

/** All rows of a check, or the one of this id. */
function checksOf(name: string, suite: LoadedSuite): Check[] {
  return [...suite.checks.values()].filter(({ id }) => id === name || id.startsWith(`${name}/`));
}

function checks(place: Place): Problem[] {
  const { test, suite } = place;
  return (test.checks ?? []).flatMap((name, index) => {
    if (checksOf(name, suite).length > 0) return [];
    const scenarios = [...suite.checks.keys()].flatMap((id) => [id, id.split("/")[0] ?? id]);
    const guess = didYouMean(name, scenarios);
    const hint = guess && `did you mean "${guess}"?`;
    return [problem(place, "UNRESOLVED_CITE", `names no check: "${name}"`, ["checks", index], hint)];
  });
}

function documents(place: Place): Problem[] {
  const { test, comparison, suite } = place;
  const counterparts = (test.checks ?? []).map((name) => checksOf(name, suite));
  // A name that leads nowhere is told already.
  if (counterparts.some((found) => found.length === 0)) return [];
  const ids = new Set(counterparts.flat().flatMap(citesOf));
  // A clause that is covered by another's check is cited with it.
  const cited = [...suite.requirements.values()].filter(
    ({ id, same_test_as: twin }) => ids.has(id) || ids.has(twin ?? ""),
  );
  return (test.by ?? []).flatMap((one: ComparedPlace, index): Problem[] => {
    const document = comparison.documents[one.document];
    if (!document) return [unknown(place, one.document, ["by", index, "document"])];
    if (!test.checks || !document.spec || !suite.specifications.has(document.spec)) return [];
    const elsewhere = one.elsewhere ?? document.sections?.[one.section ?? ""];
    const section = elsewhere?.here ?? one.section;
    const found = cited.some(({ spec, section: here }) => spec === document.spec && here === section);
    if (!found && (elsewhere?.here || !elsewhere)) {
      const text = `is asked by ${document.name} ${section ?? ""}, which none of its checks cites`;
      const hint = "cite it, or say under elsewhere where it is or why not";
      return [problem(place, "COUNTERPART", text, ["by", index], hint)];
    }
    if (found && one.elsewhere && !one.elsewhere.here) {
      const text = "says why no check cites a section that one cites";
      return [problem(place, "COUNTERPART", text, ["by", index, "elsewhere"])];
    }
    return [];
  });
}

/** What waits for a document does so only until its inventory is complete. */
function later(place: Place): Problem[] {
  const { test, comparison, suite } = place;
  if (!test.later) return [];
  const document = comparison.documents[test.later];
  if (!document) return [unknown(place, test.later, ["later"])];
  if (!suite.specifications.get(document.spec ?? "")?.complete) return [];
  const text = `waits for ${document.name}, whose inventory is complete`;
  return [problem(place, "COUNTERPART", text, ["later"], "name the check that asks the same")];
}

function unknown(place: Place, name: string, at: (string | number)[]): Problem {
  const guess = didYouMean(name, Object.keys(place.comparison.documents));
  return problem(place, "UNRESOLVED_CITE", `names no document: "${name}"`, at, guess && `did you mean "${guess}"?`);
}
