import { parseArgs } from "node:util";
import {
  AssayError,
  citesOf,
  didYouMean,
  findProfile,
  globToRegExp,
  needsOf,
  type Check,
  type Requirement,
  type Suite,
} from "../engine/index.js";
import type { Command } from "./main.js";
import { suiteOf, usageError } from "./options.js";
import { groupBy } from "./text/group.js";
import { table, wrap } from "./text/layout.js";

export const command: Command = {
  summary: "show checks, requirements or profiles",
  usage: `usage: assay list [options]

Shows every check by plan, with its title and what it needs.

  --requirements   the clauses instead, by specification
  --profiles       the profiles instead
  --check GLOB     only these checks, or the clauses they cite (may be repeated)
  --profile NAME   only what this profile judges (may be repeated)
  --provider NAME  with the checks that judge this provider's documentation
  --suite DIR      a suite folder instead of the package's
  --json           JSON on standard output`,
  run: list,
};

interface Filter {
  checks: string[];
  profiles: string[];
}

async function list(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      requirements: { type: "boolean", default: false },
      profiles: { type: "boolean", default: false },
      check: { type: "string", multiple: true, default: [] },
      profile: { type: "string", multiple: true, default: [] },
      suite: { type: "string" },
      provider: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  if (values.requirements && values.profiles) throw usageError('"--requirements" and "--profiles" exclude each other');
  const suite = suiteOf(values);
  const filter = { checks: values.check, profiles: values.profile };
  const { rows, text } = values.profiles
    ? profiles(suite, filter)
    : values.requirements
      ? requirements(suite, filter)
      : checks(suite, filter);
  console.log(values.json ? JSON.stringify(rows, undefined, 2) : text);
  return 0;
}

interface Listing {
  rows: object[];
  text: string;
}

function checks(suite: Suite, filter: Filter): Listing {
  const wanted = checksFor(suite, filter);
  const plans = groupBy(wanted, (check) => check.plan);
  const block = ([plan, members]: [string, Check[]]): string =>
    [plan, ...members.map((check) => checkText(check, suite))].join("\n");
  return {
    rows: wanted.map((check) => ({
      id: check.id,
      plan: check.plan,
      spec: check.spec,
      title: check.title,
      needs: needsOf(check, suite),
      ...(check.disturbs ? { disturbs: check.disturbs } : {}),
      intrusive: check.intrusive,
      cites: [...new Set(citesOf(check))],
      source: `${check.source.file}:${check.source.line}`,
    })),
    text: [...[...plans].map(block), `${wanted.length} checks in ${plans.size} plans`].join("\n\n"),
  };
}

function checkText(check: Check, suite: Suite): string {
  const marks = [check.disturbs && `disturbs the ${check.disturbs}`, check.intrusive && "intrusive"].filter(Boolean);
  const needs = needsOf(check, suite);
  const more = [...marks, ...(needs.length > 0 ? [`needs ${needs.join(", ")}`] : [])].join("; ");
  return [`  ${check.id}`, wrap(check.title, "      "), ...(more ? [wrap(more, "      ")] : [])].join("\n");
}

function requirements(suite: Suite, filter: Filter): Listing {
  const citing = new Map<string, string[]>();
  for (const check of suite.checks.values())
    for (const id of new Set(citesOf(check))) citing.set(id, [...(citing.get(id) ?? []), check.id]);
  const cited = filter.checks.length > 0 ? new Set(checksFor(suite, filter).flatMap(citesOf)) : undefined;
  const held = heldBy(suite, filter.profiles);
  const wanted = [...suite.requirements.values()].filter(
    ({ id }) => (cited?.has(id) ?? true) && (held?.has(id) ?? true),
  );
  const specs = groupBy(wanted, (requirement) => requirement.spec);
  const state = ({ id, excluded, testable }: Requirement): string => {
    const count = citing.get(id)?.length ?? 0;
    if (count > 0) return `${count} ${count === 1 ? "check" : "checks"}`;
    return excluded ? "excluded" : testable === "no" ? "not testable" : "untested";
  };
  const block = ([spec, members]: [string, Requirement[]]): string => {
    const { name, title } = suite.specifications.get(spec) ?? { name: spec, title: "" };
    return `${name}  ${title}\n${table(members.map((one) => [`  ${one.id}`, one.level, state(one)]))}`;
  };
  return {
    rows: wanted.map(({ id, spec, section, level, basis, statement, testable, excluded }) => ({
      id,
      spec,
      section,
      level,
      basis,
      statement,
      testable,
      ...(excluded ? { excluded } : {}),
      checks: citing.get(id) ?? [],
    })),
    text: [...[...specs].map(block), `${wanted.length} clauses of ${specs.size} specifications`].join("\n\n"),
  };
}

function profiles(suite: Suite, filter: Filter): Listing {
  const wanted =
    filter.profiles.length > 0 ? filter.profiles.map((name) => findProfile(suite, name)) : [...suite.profiles.values()];
  const rows = wanted.map((profile) => ({
    name: profile.profile,
    revision: profile.revision,
    title: profile.title,
    mandatory: profile.mandatory,
    requirements: profile.requirements.length,
    checks: checksFor(suite, { checks: [], profiles: [profile.key] }).length,
  }));
  return {
    rows,
    text: table(
      rows.map(({ name, revision, title, requirements: clauses, checks: count }) => [
        `${name}@${revision}`,
        title,
        `${clauses} clauses`,
        `${count} checks`,
      ]),
    ),
  };
}

/** The checks that globs and profiles leave. Throws NOTHING_SELECTED when globs fit none. */
function checksFor(suite: Suite, filter: Filter): Check[] {
  const patterns = filter.checks.map(globToRegExp);
  const held = heldBy(suite, filter.profiles);
  const found = [...suite.checks.values()].filter(
    (check) =>
      (patterns.length === 0 || patterns.some((pattern) => pattern.test(check.id))) &&
      (held === undefined || citesOf(check).some((id) => held.has(id))),
  );
  if (found.length === 0 && filter.checks.length > 0) {
    const guess = didYouMean(filter.checks[0] ?? "", suite.checks.keys());
    throw new AssayError({
      code: "NOTHING_SELECTED",
      message: `no check fits "${filter.checks.join('", "')}"`,
      hint: guess ? `did you mean "${guess}"?` : "assay list without --check shows every check",
    });
  }
  return found;
}

function heldBy(suite: Suite, names: string[]): Set<string> | undefined {
  return names.length === 0 ? undefined : new Set(names.flatMap((name) => findProfile(suite, name).requirements));
}
