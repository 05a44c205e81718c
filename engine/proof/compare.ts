import type { Outcome, Verdict } from "../types/report.js";
import type { Members, Requirement } from "../types/suite.js";

/** A deviation laid over the conforming server, as `targets/` declares it. */
export interface Deviating {
  slug: string;
  title: string;
  kind: "fault" | "variant";
  breaks: string[];
  also: string[];
  /** Clauses that leave a variant free to differ. */
  frees: string[];
}

/** What a deviation did to verdicts that the unbroken server got. */
export interface FaultResult {
  slug: string;
  title: string;
  kind: "fault" | "variant";
  /** Checks that were run under it: those whose exchanges it touches. */
  checks: number;
  /** Verdicts it turned red (fail or warn) that were not before. */
  turned: { key: string; requirement: string; outcome: Outcome; actual: string }[];
  /** Clauses that leave a choice (MAY) of which another was observed. */
  observed: string[];
  /** What is wrong with the deviation, in words; empty: it does what it says. */
  problems: string[];
}

const RED: ReadonlySet<Outcome> = new Set<Outcome>(["fail", "warn"]);

/** Compares the verdicts under one deviation with those of the unbroken server. */
export function compareFault(
  fault: Deviating,
  checks: number,
  baseline: ReadonlyMap<string, Verdict>,
  verdicts: readonly Verdict[],
  opposed: ReadonlySet<string> = new Set(),
): FaultResult {
  const turned = verdicts.filter(
    (verdict) => RED.has(verdict.outcome) && !wasRed(baseline.get(verdict.key), verdict.outcome),
  );
  const declared = new Set([...fault.breaks, ...fault.also]);
  const errors = verdicts
    .filter((verdict) => verdict.outcome === "error")
    .map((verdict) => `error in ${verdict.key}: ${verdict.reason ?? ""}`);
  const problems =
    fault.kind === "fault" ? faultProblems(fault, turned, declared) : variantProblems(checks, turned, opposed);
  return {
    slug: fault.slug,
    title: fault.title,
    kind: fault.kind,
    checks,
    turned: turned.map(({ key, requirement, outcome, actual }) => ({ key, requirement, outcome, actual })),
    observed: [...new Set(verdicts.filter((one) => isOther(baseline.get(one.key), one)).map((one) => one.requirement))],
    problems: [...errors, ...problems],
  };
}

function wasRed(before: Verdict | undefined, now: Outcome): boolean {
  return before !== undefined && RED.has(before.outcome) && (before.outcome === now || now === "warn");
}

/** What was recorded of a MAY says the contrary of what the unbroken server got. */
function isOther(before: Verdict | undefined, now: Verdict): boolean {
  const holds = (verdict: Verdict | undefined): unknown => (verdict?.value as Members | undefined)?.["holds"];
  return now.outcome === "observed" && before?.outcome === "observed" && holds(before) !== holds(now);
}

function faultProblems(fault: Deviating, turned: Verdict[], declared: ReadonlySet<string>): string[] {
  const strays = turned
    .filter((verdict) => !declared.has(verdict.requirement))
    .map((verdict) => `turns ${verdict.key}, which it neither breaks nor lists under also`);
  const breaks = new Set(fault.breaks);
  return turned.some((verdict) => breaks.has(verdict.requirement))
    ? strays
    : ["turns nothing red that it breaks", ...strays];
}

/** What one document frees another may forbid: a clause that opposes what the variant is free in may fail. */
function variantProblems(checks: number, turned: Verdict[], opposed: ReadonlySet<string>): string[] {
  const failed = turned
    .filter((verdict) => verdict.outcome === "fail" && !opposed.has(verdict.requirement))
    .map((verdict) => `gets a fail for ${verdict.key}: ${verdict.actual}`);
  return checks === 0 ? ["changes nothing that any check sees"] : failed;
}

/**
 * What is not proven: scored verdicts that no fault which breaks their clause turned, and observed clauses of which no
 * deviation that is free in them, or breaks them, showed the other value.
 */
export function unproven(
  baseline: Iterable<Verdict>,
  results: readonly FaultResult[],
  deviations: readonly Deviating[],
  requirements: ReadonlyMap<string, Requirement>,
): string[] {
  const breaks = new Map(deviations.map((one) => [one.slug, new Set(one.breaks)]));
  const declared = new Map(deviations.map((one) => [one.slug, new Set([...one.breaks, ...one.also, ...one.frees])]));
  // Of a MAY nothing can be broken: a deviation that names it at all shows the other value.
  const of = (slug: string, requirement: string): boolean => declared.get(slug)?.has(requirement) ?? false;
  const proven = new Set(
    results.flatMap(({ slug, kind, turned }) =>
      kind === "fault" ? turned.filter((one) => breaks.get(slug)?.has(one.requirement)).map(({ key }) => key) : [],
    ),
  );
  const varied = new Set(results.flatMap(({ slug, observed }) => observed.filter((one) => of(slug, one))));
  const open = [...baseline].filter((verdict) =>
    requirements.get(verdict.requirement)?.level === "MAY"
      ? verdict.outcome === "observed" && !varied.has(verdict.requirement)
      : !RED.has(verdict.outcome) && !proven.has(verdict.key),
  );
  return open.map((verdict) => verdict.key);
}
