import { exitCode, worst } from "../judge/outcome.js";
import { judge } from "../judge/judge.js";
import { type StoredRun, storedRun } from "../judge/stored-run.js";
import type { EvidenceRecord } from "../types/evidence.js";
import type { Outcome, Report, RequirementReport, Verdict } from "../types/report.js";
import type { Level, Profile, Suite } from "../types/suite.js";
import { findProfile, heldRequirements } from "../load/profiles.js";
import { withContract } from "../contract/contract.js";
import { documentationReport } from "./documentation.js";
import { applyKnown, countUnexpected } from "./known.js";
import { profileReport } from "./profile.js";
import { readableText } from "./readable.js";
import { sectionUrl } from "./section-url.js";

/** Judges evidence and puts together the one report that every format is drawn from. */
export function makeReport(
  records: readonly EvidenceRecord[],
  plans: Suite,
  options: { strict?: boolean } = {},
): Report {
  const stored = storedRun(records);
  const { run, end } = stored;
  const suite = withContract(plans, run.provider);
  const checks = judge(records, suite);
  const verdicts = checks.flatMap((check) => check.verdicts);
  for (const verdict of verdicts) nameSecrets(verdict, stored);
  const done = new Set(checks.map((check) => check.id));
  const profiles = run.profiles.map((name) => findProfile(suite, name));
  const held = heldRequirements(suite, run.profiles);
  const { stale, gone } = applyKnown(verdicts, run.expected, run.started, done, held);
  const requirements = requirementReports(suite, profiles, held, verdicts);
  const unexpected = new Set(verdicts.filter((verdict) => !verdict.known).map((verdict) => verdict.outcome));
  const documentation = documentationReport(suite, run.provider, requirements);
  const complete = end?.complete === true;
  return {
    format: 1,
    assay: {
      version: run.version,
      plans_digest: run.plans_digest,
      started: run.started,
      finished: end?.finished ?? run.started,
      command: run.command,
      complete,
      ...(complete ? {} : { why_incomplete: end?.why ?? "the run was killed" }),
    },
    provider: run.provider as Report["provider"],
    facts: [...stored.facts.values()],
    problems: stored.problems.map(problemReport),
    profiles: profiles.map((profile) => profileReport(profile, requirements)),
    ...(documentation ? { documentation } : {}),
    summary: {
      checks: checks.length,
      verdicts: verdicts.length,
      requirements: new Set(verdicts.map((verdict) => verdict.requirement)).size,
      by_outcome: count(verdicts),
      by_level: byLevel(verdicts),
      known: verdicts.filter((verdict) => verdict.known).length,
      unstable: verdicts.filter((verdict) => verdict.unstable).length,
      unconfirmed: verdicts.filter((verdict) => verdict.unconfirmed !== undefined).length,
      stale,
      unexpected: countUnexpected(verdicts),
      gone,
    },
    requirements,
    checks,
    not_selected: run.not_selected,
    exit_code: exitCode(complete ? unexpected : unexpected.add("blocked"), stale.length > 0, options.strict === true),
  };
}

function problemReport(record: StoredRun["problems"][number]): Report["problems"][number] {
  const { type: _, endpoint: __, ...problem } = record;
  return problem;
}

/** What a person reads of a secret is its short name. */
function nameSecrets(verdict: Verdict, stored: StoredRun): void {
  const namesIn = (ids: string[]): Record<string, string> =>
    Object.assign({}, ...ids.map((id) => stored.observations.get(id)?.names ?? {})) as Record<string, string>;
  const names = namesIn(verdict.observations);
  verdict.expected = readableText(verdict.expected, names);
  verdict.actual = readableText(verdict.actual, names);
  for (const run of verdict.runs ?? []) run.actual = readableText(run.actual, namesIn(run.observations));
}

function requirementReports(
  suite: Suite,
  profiles: Profile[],
  held: ReadonlySet<string>,
  verdicts: Verdict[],
): RequirementReport[] {
  const byRequirement = groupBy(verdicts, (verdict) => verdict.requirement);
  return [...held].flatMap((id): RequirementReport[] => {
    const requirement = suite.requirements.get(id);
    const specification = requirement && suite.specifications.get(requirement.spec);
    if (!requirement || !specification) return [];
    // A clause that the same check covers takes its outcome from the one it names.
    const own = byRequirement.get(id) ?? byRequirement.get(requirement.same_test_as ?? "") ?? [];
    const { spec, section, level, basis, statement, testable, excluded } = requirement;
    return [
      {
        id,
        spec,
        section,
        url: sectionUrl(specification.url, section),
        level,
        basis,
        statement,
        testable,
        outcome: worst(own.map((verdict) => verdict.outcome)),
        profiles: profiles.filter((profile) => profile.requirements.includes(id)).map((profile) => profile.profile),
        verdicts: own.map((verdict) => verdict.key),
        ...(excluded ? { excluded } : {}),
      },
    ];
  });
}

function count(verdicts: Verdict[]): Partial<Record<Outcome, number>> {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const { outcome } of verdicts) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

function byLevel(verdicts: Verdict[]): Partial<Record<Level, Partial<Record<Outcome, number>>>> {
  return Object.fromEntries(
    [...groupBy(verdicts, (verdict) => verdict.level)].map(([level, list]) => [level, count(list)]),
  );
}

function groupBy<K>(verdicts: readonly Verdict[], key: (verdict: Verdict) => K): Map<K, Verdict[]> {
  const groups = new Map<K, Verdict[]>();
  for (const verdict of verdicts) groups.set(key(verdict), [...(groups.get(key(verdict)) ?? []), verdict]);
  return groups;
}
