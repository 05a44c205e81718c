/** What we say of each verdict on a real server that is no pass: `docs/results/NAME.judgements.yaml`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { globToRegExp, readYaml, type Report, type Verdict } from "../engine/index.js";
import { RESULTS } from "./places.js";

/** `settled` kinds name verdicts that a change has turned since; a real deviation is still there. */
export interface Judgement {
  judgement: "real-deviation" | "configuration" | "our-bug";
  /** `check#requirement`; the check's part may be a glob. */
  verdicts: string[];
  title: string;
  reading: string;
  curl?: string;
  link?: string;
  setting?: string;
  mended?: string;
}

export interface Judgements {
  provider: string;
  configuration: string;
  init: string[];
  judgements: Judgement[];
  blocked?: { verdicts: string[]; reason: string }[];
  not_supported?: { need: string; source: string }[];
}

export const judgementsFile = (name: string): string => join(RESULTS, `${name}.judgements.yaml`);

/** Undefined where nobody has judged yet. `assay lint` holds the format. */
export function readJudgements(name: string): Judgements | undefined {
  const file = judgementsFile(name);
  return existsSync(file) ? (readYaml(file).value as unknown as Judgements) : undefined;
}

/** Whether one of the patterns names the verdict. */
export function names(patterns: readonly string[], key: string): boolean {
  const [check = "", requirement] = key.split("#");
  return patterns.some((pattern) => {
    const [glob = "", clause] = pattern.split("#");
    return clause === requirement && globToRegExp(glob).test(check);
  });
}

export const verdictsOf = (report: Report): Verdict[] => report.checks.flatMap(({ verdicts }) => verdicts);

/** What a run shows that nobody has judged: fails and warnings without a real deviation, blocked MUSTs without a reason. */
export function unjudged(
  keys: { key: string; outcome: string; level: string }[],
  judged: Judgements | undefined,
): string[] {
  const real = (judged?.judgements ?? []).filter(({ judgement }) => judgement === "real-deviation");
  const covered: Record<string, string[]> = {
    fail: real.flatMap(({ verdicts }) => verdicts),
    warn: real.flatMap(({ verdicts }) => verdicts),
    blocked: (judged?.blocked ?? []).flatMap(({ verdicts }) => verdicts),
  };
  return keys
    .filter(({ outcome, level }) => outcome in covered && (outcome !== "blocked" || level.startsWith("MUST")))
    .filter(({ key, outcome }) => !names(covered[outcome] ?? [], key))
    .map(({ key, outcome }) => `${outcome} ${key}`);
}
