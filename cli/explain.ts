import { parseArgs } from "node:util";
import {
  AssayError,
  citesOf,
  describeMatchers,
  didYouMean,
  findProfile,
  globToRegExp,
  needsOf,
  sectionUrl,
  stepText,
  type Check,
  type Expectation,
  type Profile,
  type Requirement,
  type Step,
  type Suite,
} from "../engine/index.js";
import type { Command } from "./main.js";
import { suiteOf, usageError } from "./options.js";
import { wrap } from "./text/layout.js";

export const command: Command = {
  summary: "say what a check does, or what a clause asks, in prose",
  usage: `usage: assay explain ID [options]

ID is a check, a requirement, a profile, or a verdict's key CHECK#REQUIREMENT.

  --provider NAME  with the checks that judge this provider's documentation
  --suite DIR      a suite folder instead of the package's`,
  run: explain,
};

async function explain(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { suite: { type: "string" }, provider: { type: "string" } },
  });
  const [wanted] = positionals;
  if (positionals.length !== 1 || wanted === undefined)
    throw usageError(`"assay explain" takes one id, not ${positionals.length}`, "assay list shows every id");
  const suite = suiteOf(values);
  console.log(
    wanted
      .split("#")
      .map((id) => explainId(id, suite))
      .join("\n\n"),
  );
  return 0;
}

/** Throws NOTHING_SELECTED with a guess when there is no such id. */
export function explainId(id: string, suite: Suite): string {
  const check = suite.checks.get(id);
  if (check) return checkText(check, suite);
  const requirement = suite.requirements.get(id);
  if (requirement) return requirementText(requirement, suite);
  if (suite.profiles.has(id.split("@")[0] ?? id)) return profileText(findProfile(suite, id), suite);
  const pattern = globToRegExp(id);
  const rows = id.includes("*") ? [] : [...suite.checks.values()].filter((one) => pattern.test(one.id));
  if (rows[0])
    return [
      `${id} has ${rows.length} rows, each a check of its own:`,
      rows.map((row) => `  ${row.id}\n${wrap(row.title, "      ")}`).join("\n"),
      "The first of them:",
      checkText(rows[0], suite),
    ].join("\n\n");
  const known = [...suite.checks.keys(), ...suite.requirements.keys(), ...suite.profiles.keys()];
  const guess = didYouMean(id, [...known, ...known.map((one) => one.split("/")[0] ?? one)]);
  throw new AssayError({
    code: "NOTHING_SELECTED",
    message: `"${id}" is no check, requirement or profile`,
    hint: guess
      ? `did you mean "${guess}"?`
      : "assay list and assay list --requirements show every id; those of a contract need --provider NAME",
  });
}

function checkText(check: Check, suite: Suite): string {
  const needs = needsOf(check, suite);
  const cited = [...new Set(citesOf(check))].flatMap((id) => suite.requirements.get(id) ?? []);
  const facts = [
    ["plan", `${check.plan}, ${check.source.file}:${check.source.line}`],
    ...(needs.length > 0 ? [["needs", needs.join(", ")]] : []),
    ...(check.disturbs ? [["disturbs", `the ${check.disturbs}; runs after all others, in a session of its own`]] : []),
    ...(check.intrusive ? [["intrusive", "runs only with --intrusive"]] : []),
    ["run it", `assay run PROVIDER --check ${check.id}`],
  ];
  return [
    `${check.id}\n${wrap(check.title, "  ")}`,
    facts.map(([name = "", text = ""]) => `  ${name.padEnd(10)}${text}`).join("\n"),
    `Steps\n${check.steps.map((step) => stepLines(step, suite)).join("\n")}`,
    `Clauses\n${cited.map((one) => clause(one, suite)).join("\n")}`,
  ].join("\n\n");
}

function stepLines(step: Step, suite: Suite): string {
  const given = Object.entries(step.given).map(
    ([name, matchers]) => `only when step "${name}" showed: ${describeMatchers(matchers)}`,
  );
  const notes = [
    ...given,
    ...(step.needs.length > 0 ? [`only with ${step.needs.join(", ")}`] : []),
    ...(step.as ? [`called "${step.as}" below`] : []),
    ...(step.expect.length === 0 ? ["setup: when it fails, the check is blocked, not failed"] : []),
    ...(step.setup && step.expect.length > 0 ? ["the steps after it need it to succeed"] : []),
    ...(step.finally ? [`at the end: ${suite.fragments.get(step.finally)?.title ?? step.finally}`] : []),
  ];
  return [
    `  ${step.path}. ${stepText(step, suite)}`,
    ...notes.map((note) => wrap(`(${note})`, "       ")),
    ...step.expect.map(expectationLines),
  ].join("\n");
}

function expectationLines({ cite, matchers, tolerate }: Expectation): string {
  return [
    wrap(`expects ${describeMatchers(matchers)}`, "       "),
    ...(tolerate
      ? [wrap(`tolerates (warn) ${describeMatchers(tolerate.matchers)}: ${tolerate.reason}`, "         ")]
      : []),
    ...cite.map((id) => `         for ${id}`),
  ].join("\n");
}

function clause(requirement: Requirement, suite: Suite): string {
  const { id, level, basis, binds, section, statement, spec } = requirement;
  const { name = spec, url = "" } = suite.specifications.get(spec) ?? {};
  const weight = `${level} (${basis}${binds ? `, binds the ${binds}` : ""})`;
  return [
    `  ${id}  ${weight}`,
    `      ${name} ${section}  ${sectionUrl(url, section)}`,
    wrap(statement, "      "),
  ].join("\n");
}

function requirementText(requirement: Requirement, suite: Suite): string {
  const { id, subject, applies, trigger, observe, testable, why_not: whyNot, note, excluded, verified } = requirement;
  const checks = [...suite.checks.values()].filter((check) => citesOf(check).includes(id));
  const facts: [string, string | undefined][] = [
    ["subject", subject],
    ["applies to", applies],
    ["provoked by", trigger],
    ["seen as", observe],
    ["testable", `${testable}${whyNot ? `: ${whyNot}` : ""}`],
    ["same test", requirement.same_test_as],
    ["excluded", excluded],
    ["trap", note],
    ["text seen", verified ? undefined : "no, written from memory"],
  ];
  return [
    clause(requirement, suite),
    facts
      .filter((fact): fact is [string, string] => fact[1] !== undefined)
      .map(([name, text]) => `  ${name.padEnd(13)}${wrap(text, " ".repeat(15)).trimStart()}`)
      .join("\n"),
    checks.length > 0
      ? `Cited by\n${checks.map((check) => `  ${check.id}\n${wrap(check.title, "      ")}`).join("\n")}`
      : "No check cites it.",
  ].join("\n\n");
}

function profileText(profile: Profile, suite: Suite): string {
  const held = new Set(profile.requirements);
  const specs = [...suite.specifications.values()].flatMap((spec) => {
    const count = spec.requirements.filter(({ id }) => held.has(id)).length;
    return count > 0 ? [`  ${spec.name}, ${count} of ${spec.requirements.length} clauses: ${spec.title}`] : [];
  });
  const checks = [...suite.checks.values()].filter((check) => citesOf(check).some((id) => held.has(id)));
  return [
    `${profile.profile}@${profile.revision}\n${wrap(profile.title, "  ")}`,
    ...(profile.mandatory.length > 0 ? [`  the server must have ${profile.mandatory.join(", ")}`] : []),
    `Holds\n${specs.join("\n")}`,
    `${checks.length} checks: assay list --profile ${profile.key}`,
  ].join("\n\n");
}
