/** The report in the order in which a person reads it: what fails first, said once, known deviations apart. */
import type { RenderOptions } from "../reporter.js";
import type { BlockedReason } from "../../engine/types/evidence.js";
import type {
  CheckReport,
  Outcome,
  Report,
  RequirementReport,
  Verdict,
  StaleDeviation,
} from "../../engine/types/report.js";

/** Verdicts of one expectation: same step, same outcome, same words; several clauses. */
export interface Block {
  step: string;
  outcome: Outcome;
  reason?: string;
  expected: string;
  actual: string;
  observations: string[];
  verdicts: Verdict[];
}

export interface CheckBlocks {
  check: CheckReport;
  blocks: Block[];
}

export interface BlockedGroup {
  reason: BlockedReason;
  because: string;
  /** The problem of the run that it comes from; its message and hint are said there. */
  problem?: Report["problems"][number];
  checks: string[];
  verdicts: Verdict[];
}

export interface Reading {
  requirements: Map<string, RequirementReport>;
  failing: CheckBlocks[];
  errors: CheckBlocks[];
  warnings: CheckBlocks[];
  blocked: BlockedGroup[];
  known: { check: CheckReport; verdict: Verdict }[];
  stale: StaleDeviation[];
}

export const blocksOf = (verdicts: Verdict[]): Block[] => {
  const blocks = new Map<string, Block>();
  for (const verdict of verdicts) {
    const { step, outcome, reason, expected, actual, observations, known, runs, unconfirmed } = verdict;
    const key = JSON.stringify([step, outcome, reason, expected, actual, observations, known, runs, unconfirmed]);
    const block = blocks.get(key);
    if (block) block.verdicts.push(verdict);
    else blocks.set(key, { step, outcome, reason, expected, actual, observations, verdicts: [verdict] });
  }
  return [...blocks.values()];
};

/** Covered by an entry of `expected:` that still holds: shown apart, exit code unmoved. */
export const isKnown = (verdict: Verdict, report: Report): boolean =>
  verdict.known?.outcome === verdict.outcome && !report.summary.stale.some(({ key }) => key === verdict.key);

const pick = (report: Report, outcome: Outcome): CheckBlocks[] =>
  report.checks
    .map((check) => ({
      check,
      blocks: blocksOf(check.verdicts.filter((verdict) => verdict.outcome === outcome && !isKnown(verdict, report))),
    }))
    .filter(({ blocks }) => blocks.length > 0);

const blockedGroups = (report: Report): BlockedGroup[] => {
  const groups = new Map<string, BlockedGroup>();
  for (const check of report.checks)
    for (const verdict of check.verdicts) {
      if (verdict.outcome !== "blocked" || isKnown(verdict, report)) continue;
      const reason = verdict.blocked ?? "not-observed";
      const because = verdict.reason ?? verdict.actual;
      const problem = report.problems.find(
        (one) => one.reason === reason && (because.includes(one.message) || because.includes(`"${one.code}"`)),
      );
      const key = JSON.stringify([reason, problem?.code ?? because]);
      const group = groups.get(key) ?? { reason, because, problem, checks: [], verdicts: [] };
      if (!group.checks.includes(check.id)) group.checks.push(check.id);
      group.verdicts.push(verdict);
      groups.set(key, group);
    }
  return [...groups.values()].sort((a, b) => b.verdicts.length - a.verdicts.length);
};

export const read = (report: Report): Reading => ({
  requirements: new Map(report.requirements.map((requirement) => [requirement.id, requirement])),
  failing: pick(report, "fail"),
  errors: pick(report, "error"),
  warnings: pick(report, "warn"),
  blocked: blockedGroups(report),
  known: report.checks.flatMap((check) =>
    check.verdicts.filter((verdict) => isKnown(verdict, report)).map((verdict) => ({ check, verdict })),
  ),
  stale: report.summary.stale,
});

/** The command that runs one check again, as the run itself was started. */
export const again = (
  report: Report,
  check: string,
  quote: (text: string) => string,
  options: RenderOptions,
): string => {
  const { target = report.provider.provider, args = [] } = options;
  const rest = args.map((one) => (one.startsWith("--") ? one : quote(one)));
  return ["assay run", ...(target ? [quote(target)] : []), "--check", quote(check), ...rest].join(" ");
};
