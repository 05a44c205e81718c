import { didYouMean, type Problem } from "../../errors.js";
import { responseSchemas } from "../../load/schemas.js";
import { references } from "../../values/template.js";
import { type LintRule, atCheck, lineOf, stepsOf } from "../rule.js";

const ROOTS = ["step", "client", "issuer", "endpoint", "metadata", "resource", "user"];

/** Bases, fragments, schemas and earlier steps that a check names exist. */
export const rule: LintRule = (suite) =>
  [...stepsOf(suite)].flatMap(({ check, step, before }): Problem[] => {
    const at = atCheck(check);
    if (step.kind === "use" && !suite.fragments.has(step.subject))
      return [
        {
          code: "UNRESOLVED_FRAGMENT" as const,
          message: `no fragment "${step.subject}"`,
          ...at,
          hint: hint(step.subject, suite.fragments.keys()),
        },
      ];
    if (step.kind !== "use" && step.kind !== "wait" && !suite.bases.has(`${step.kind}/${step.subject}`))
      return [
        {
          code: "UNRESOLVED_BASE" as const,
          message: `no base "${step.subject}" for ${step.kind} steps`,
          ...at,
          hint: hint(`${step.kind}/${step.subject}`, suite.bases.keys()),
        },
      ];
    const names = before.flatMap((one) => one.step.as ?? []);
    const known = new Set([...names, ...ROOTS]);
    const source = suite.sources.get(check.source.file);
    const used = [
      ...references(step.options),
      ...step.expect.flatMap((expectation) => [
        ...references(expectation.matchers),
        ...references(expectation.tolerate?.matchers),
      ]),
    ];
    const roots = [
      ...Object.keys(step.given),
      ...(step.from ? [step.from] : []),
      ...used.map((reference) => reference.split(".")[0] ?? ""),
    ];
    const strangers = [...new Set(roots)].filter((root) => !known.has(root) && root !== step.as);
    const schemas = step.expect
      .map((expectation) => expectation.matchers["schema"])
      .filter((name): name is string => typeof name === "string" && !responseSchemas().includes(name));
    return [
      ...strangers.map((root) => ({
        code: "UNRESOLVED_STEP" as const,
        message: `check "${check.id}": no earlier step is called "${root}"`,
        ...lineOf(source, root),
        hint: hint(root, known),
      })),
      ...schemas.map((name) => ({
        code: "UNRESOLVED_SCHEMA" as const,
        message: `no schema "${name}"`,
        ...lineOf(source, name),
        hint: hint(name, responseSchemas()),
      })),
    ];
  });

function hint(word: string, known: Iterable<string>): string | undefined {
  const guess = didYouMean(word, known);
  return guess && `did you mean "${guess}"?`;
}
