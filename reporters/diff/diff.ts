import { VERSION, type Report, type RequirementReport, type Suite, type Verdict } from "../../engine/index.js";
import type { CheckReport, Outcome } from "../../engine/types/report.js";
import type { ComparisonInput } from "../comparison/model.js";
import { plainActual } from "./plain-actual.js";
import { type Change, type Diff, type Kind, KINDS, type Seen, type Side } from "./model.js";

/**
 * What changed between two runs, verdict by verdict. Pure: the same inputs give the same differences in the same order.
 */
export function diff(old: ComparisonInput, now: ComparisonInput, suite: Suite): Diff {
  const [before, after] = [found(old.report), found(now.report)];
  const all = [...new Set([...after.keys(), ...before.keys()])].flatMap((key): Change[] => {
    const [was, is] = [before.get(key), after.get(key)];
    const kind = kindOf(was, is);
    const one = is ?? was;
    return kind && one ? [{ ...about(kind, one), ...seen("old", was), ...seen("new", is) }] : [];
  });
  const changes = KINDS.flatMap((kind) => all.filter((change) => change.kind === kind).toSorted(byOutcome));
  const count = (kind: Kind): number => changes.filter((change) => change.kind === kind).length;
  return {
    format: 1,
    assay: { version: VERSION, plans_digest: suite.digest },
    old: sideOf(old),
    new: sideOf(now),
    counts: Object.fromEntries(KINDS.map((kind) => [kind, count(kind)])) as Record<Kind, number>,
    regressions: changes.filter((change) => change.kind === "regression" && change.new?.known === undefined).length,
    unchanged:
      [...after.keys()].filter((key) => before.has(key)).length - (changes.length - count("new") - count("gone")),
    changes,
  };
}

interface Found {
  check: CheckReport;
  verdict: Verdict;
  requirement?: RequirementReport;
  /** Of the server: another run may have had another. */
  issuer: string;
}

/** Verdicts by key; what the user left out is no verdict. */
function found({ checks, requirements, provider }: Report): Map<string, Found> {
  const clauses = new Map(requirements.map((one) => [one.id, one]));
  const issuer = typeof provider["issuer"] === "string" ? provider["issuer"] : "";
  return new Map(
    checks.flatMap((check) =>
      check.verdicts
        .filter(({ outcome }) => outcome !== "not-selected")
        .map((verdict) => [verdict.key, { check, verdict, requirement: clauses.get(verdict.requirement), issuer }]),
    ),
  );
}

/** How bad an outcome is for who relies on the server: what is not judged may hide anything. */
const BAD: Record<Outcome, number> = {
  fail: 3,
  error: 2,
  blocked: 2,
  warn: 1,
  pass: 0,
  observed: 0,
  "not-supported": 0,
  "not-applicable": 0,
  "not-selected": 0,
  untested: 0,
};
const MET = new Set<Outcome>(["pass", "observed"]);

function kindOf(was: Found | undefined, is: Found | undefined): Kind | undefined {
  if (!was || !is) return was ? "gone" : "new";
  const [from, to] = [was.verdict.outcome, is.verdict.outcome];
  if (from === to) return plain(was) === plain(is) && luck(was) === luck(is) ? undefined : "evidence";
  if (BAD[to] > BAD[from] || (MET.has(from) && to === "not-supported")) return "regression";
  // Of what is not judged any more, or not offered, nobody can say that it was mended.
  return BAD[to] < BAD[from] && (MET.has(to) || to === "warn") ? "fix" : "other";
}

const plain = ({ verdict, issuer }: Found): string => plainActual(verdict.actual, issuer);

const luck = ({ verdict }: Found): boolean => verdict.unstable === true;

function about(kind: Kind, { check, verdict, requirement }: Found): Omit<Change, "old" | "new"> {
  const { key, section, level } = verdict;
  return {
    kind,
    key,
    check: check.id,
    title: check.title,
    requirement: verdict.requirement,
    spec: requirement?.spec ?? "",
    section,
    url: requirement?.url ?? "",
    level,
    statement: requirement?.statement ?? "",
  };
}

function seen<Name extends "old" | "new">(name: Name, one: Found | undefined): { [N in Name]?: Seen } {
  if (!one) return {};
  const { outcome, expected, actual, reason, unstable, known, observations } = one.verdict;
  const observation = observations.at(-1);
  const what: Seen = {
    outcome,
    expected,
    actual,
    ...(reason === undefined ? {} : { reason }),
    ...(unstable ? { unstable } : {}),
    ...(known ? { known: known.reason } : {}),
    ...(observation === undefined ? {} : { observation }),
  };
  return { [name]: what } as { [N in Name]?: Seen };
}

/** What is broken before what is only not followed, then as the run had it. */
const byOutcome = (one: Change, other: Change): number => badness(other) - badness(one);
const badness = ({ old, new: now }: Change): number => BAD[(now ?? old)?.outcome ?? "pass"];

function sideOf({ report: { assay, provider }, judging }: ComparisonInput): Side {
  const { version } = provider;
  return {
    name: provider.name,
    provider: provider.provider,
    ...(typeof version === "string" && version !== "" ? { version } : {}),
    date: assay.started,
    stand_in: provider["stand_in"] === true,
    plans_digest: assay.plans_digest,
    judged: judging.plans,
    marks: [
      ...(judging.plans === "again"
        ? [`judged again with today's plans; the run had others (${assay.plans_digest})`]
        : []),
      ...(judging.plans === "other"
        ? [`the verdicts of the run, by other plans (${assay.plans_digest}): ${judging.because}`]
        : []),
      ...(assay.complete ? [] : [`incomplete run: ${assay.why_incomplete ?? "it ended early"}`]),
    ],
  };
}
