import type { Outcome, Verdict } from "../types/report.js";
import type { Requirement } from "../types/suite.js";

/** A deviation laid over the conforming server, as `targets/` declares it. */
export interface Deviating {
  slug: string;
  title: string;
  kind: "fault" | "variant";
  breaks: string[];
  also: string[];
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
): FaultResult {
  const turned = verdicts.filter(
    (verdict) => RED.has(verdict.outcome) && !wasRed(baseline.get(verdict.key), verdict.outcome),
  );
  const declared = new Set([...fault.breaks, ...fault.also]);
  const errors = verdicts
    .filter((verdict) => verdict.outcome === "error")
    .map((verdict) => `error in ${verdict.key}: ${verdict.reason ?? ""}`);
  const problems = fault.kind === "fault" ? faultProblems(fault, turned, declared) : variantProblems(checks, turned);
  return {
    slug: fault.slug,
    title: fault.title,
    kind: fault.kind,
    checks,
    turned: turned.map(({ key, requirement, outcome, actual }) => ({ key, requirement, outcome, actual })),
    problems: [...errors, ...problems],
  };
}

function wasRed(before: Verdict | undefined, now: Outcome): boolean {
  return before !== undefined && RED.has(before.outcome) && (before.outcome === now || now === "warn");
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

function variantProblems(checks: number, turned: Verdict[]): string[] {
  const failed = turned
    .filter((verdict) => verdict.outcome === "fail")
    .map((verdict) => `gets a fail for ${verdict.key}: ${verdict.actual}`);
  return checks === 0 ? ["changes nothing that any check sees"] : failed;
}

/** Scored verdicts of the package that no fault breaking their clause turned: checks not proven to be able to fail. */
export function unproven(
  baseline: Iterable<Verdict>,
  results: readonly FaultResult[],
  faults: readonly Deviating[],
  requirements: ReadonlyMap<string, Requirement>,
): string[] {
  const breaks = new Map(faults.map((fault) => [fault.slug, new Set(fault.breaks)]));
  const proven = new Set(
    results.flatMap((result) =>
      result.turned
        .filter((verdict) => breaks.get(result.slug)?.has(verdict.requirement))
        .map((verdict) => verdict.key),
    ),
  );
  return [...baseline]
    .filter(
      (verdict) =>
        requirements.get(verdict.requirement)?.level !== "MAY" && !RED.has(verdict.outcome) && !proven.has(verdict.key),
    )
    .map((verdict) => verdict.key);
}
