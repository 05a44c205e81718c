import { didYouMean, type Problem } from "../errors.js";
import type { Check, Step } from "../types/suite.js";
import { references } from "../values/template.js";
import { responseSchemas } from "./schemas.js";
import type { LoadedSuite } from "./suite.js";
import { lineOf, type Source } from "./yaml.js";

/** What `${...}` can begin with besides the name of an earlier step. */
const ROOTS = ["step", "client", "issuer", "endpoint", "metadata", "resource", "user"];

/** Where steps stand, and what they are called in messages. */
interface Place {
  what: string;
  source?: Source;
  line?: number;
}

/** Clauses, bases, fragments, schemas and earlier steps that a suite names and that do not exist. */
export function unresolvedNames(suite: LoadedSuite): Problem[] {
  const schemas = responseSchemas();
  const problems = [
    ...twins(suite),
    ...[...suite.checks.values()].flatMap((check) => {
      const place = placeOf(check, suite);
      return check.steps.flatMap((step, index) => [
        ...cites(step, place, suite),
        ...targets(step, place, suite),
        ...steps(step, check.steps.slice(0, index), place),
        ...responses(step, place, schemas),
      ]);
    }),
    ...[...suite.fragments.values()].flatMap((fragment) => {
      const place = { what: `fragment "${fragment.fragment}"`, source: sourceOf(suite, "fragment", fragment.fragment) };
      return fragment.steps.flatMap((step) => targets(step, place, suite));
    }),
    ...[...suite.bases.values()].flatMap((base) => {
      const place = { what: `base "${base.base}"`, source: sourceOf(suite, "base", base.base) };
      return base.control.flatMap((step) => targets(step, place, suite));
    }),
  ];
  return [...new Map(problems.map((problem) => [`${problem.file}:${problem.message}`, problem])).values()];
}

function placeOf(check: Check, suite: LoadedSuite): Place {
  return { what: `check "${check.id}"`, source: suite.sources.get(check.source.file), line: check.source.line };
}

function sourceOf(suite: LoadedSuite, key: string, name: string): Source | undefined {
  return [...suite.sources.values()].find((one) => (one.value as Record<string, unknown>)[key] === name);
}

function cites(step: Step, { source }: Place, suite: LoadedSuite): Problem[] {
  return step.expect
    .flatMap((expectation) => expectation.cite)
    .filter((id) => !suite.requirements.has(id))
    .map((id) => unknownClause(id, source, suite));
}

function twins(suite: LoadedSuite): Problem[] {
  return [...suite.requirements.values()].flatMap(({ spec, same_test_as: twin }) =>
    twin && !suite.requirements.has(twin) ? [unknownClause(twin, sourceOf(suite, "spec", spec), suite)] : [],
  );
}

function unknownClause(id: string, source: Source | undefined, suite: LoadedSuite): Problem {
  return {
    code: "UNRESOLVED_CITE",
    message: `no requirement "${id}"`,
    ...lineOf(source, id),
    hint: hint(id, suite.requirements.keys()) ?? "requirement ids stand in suites/*/requirements.yaml",
  };
}

/** The base or fragment of a step, and the fragment that cleans up after it. */
function targets(step: Step, place: Place, suite: LoadedSuite): Problem[] {
  const fragments = [...(step.kind === "use" ? [step.subject] : []), ...(step.finally ? [step.finally] : [])];
  const bases = step.kind === "use" || step.kind === "wait" ? [] : [`${step.kind}/${step.subject}`];
  const at = { file: place.source?.file, line: place.line, column: 1 };
  return [
    ...fragments
      .filter((name) => !suite.fragments.has(name))
      .map((name) => ({
        code: "UNRESOLVED_FRAGMENT" as const,
        message: `no fragment "${name}"`,
        ...at,
        ...lineOf(place.source, name),
        hint: hint(name, suite.fragments.keys()),
      })),
    ...bases
      .filter((name) => !suite.bases.has(name))
      .map((name) => ({
        code: "UNRESOLVED_BASE" as const,
        message: `no base "${step.subject}" for ${step.kind} steps`,
        ...at,
        ...lineOf(place.source, step.subject),
        hint: hint(name, suite.bases.keys()),
      })),
  ];
}

function steps(step: Step, before: readonly Step[], { what, source }: Place): Problem[] {
  const known = new Set([...before.flatMap((one) => one.as ?? []), ...ROOTS]);
  const used = [
    ...references(step.options),
    ...step.expect.flatMap((one) => [...references(one.matchers), ...references(one.tolerate?.matchers)]),
    ...Object.values(step.given).flatMap(references),
  ].map((reference) => reference.split(".")[0] ?? "");
  const roots = [...Object.keys(step.given), ...step.unless, ...(step.from ? [step.from] : []), ...used];
  return [...new Set(roots)]
    .filter((root) => !known.has(root) && root !== step.as)
    .map((root) => ({
      code: "UNRESOLVED_STEP" as const,
      message: `${what}: no earlier step is called "${root}"`,
      ...lineOf(source, root),
      hint: hint(root, known),
    }));
}

function responses(step: Step, { source }: Place, schemas: readonly string[]): Problem[] {
  return step.expect
    .map((expectation) => expectation.matchers["schema"])
    .filter((name): name is string => typeof name === "string" && !schemas.includes(name))
    .map((name) => ({
      code: "UNRESOLVED_SCHEMA" as const,
      message: `no schema "${name}"`,
      ...lineOf(source, name),
      hint: hint(name, schemas),
    }));
}

function hint(word: string, known: Iterable<string>): string | undefined {
  const guess = didYouMean(word, known);
  return guess && `did you mean "${guess}"?`;
}
