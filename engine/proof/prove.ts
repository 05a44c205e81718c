import { judge } from "../judge/judge.js";
import { storedRun } from "../judge/stored-run.js";
import { openRun } from "../run/session.js";
import { memorySink } from "../run/evidence.js";
import { schedule } from "../run/schedule.js";
import type { EvidenceRecord, Fact } from "../types/evidence.js";
import type { Provider } from "../types/provider.js";
import type { CheckReport, Verdict } from "../types/report.js";
import type { Check, Suite } from "../types/suite.js";
import { affectedByFacts, touched } from "./affected.js";
import { type Deviating, type FaultResult, compareFault, unproven } from "./proof.js";

/** A server that was started for the proof, with the provider that describes it. */
export interface ProofTarget {
  provider: Provider;
  stop(): Promise<void>;
}

export interface ProofOptions {
  suite: Suite;
  faults: Deviating[];
  /** Starts the server with one deviation, or with all of them announced and none acting. */
  start(what: { acting?: Deviating; announced?: readonly Deviating[] }): Promise<ProofTarget>;
  /** Servers that are no use: name to starter. */
  dead: Record<string, () => Promise<ProofTarget>>;
  onResult?(result: FaultResult): void;
}

export interface Proof {
  checks: number;
  verdicts: number;
  results: FaultResult[];
  /** Passes that a dead server got. */
  dead: { server: string; passes: string[] }[];
  unproven: string[];
  /** Verdicts of the unbroken server that are red beyond its known deviations. */
  unexpected: string[];
}

interface Done {
  records: EvidenceRecord[];
  reports: CheckReport[];
}

/** Runs every fault, variant and dead server against the checks that it can touch. */
export async function prove(options: ProofOptions): Promise<Proof> {
  const { suite } = options;
  const all = [...suite.checks.values()];
  const first = await options.start({ announced: options.faults });
  const known = new Set(first.provider.expected.map((entry) => entry.verdict));
  const base = await runOn(first, suite, () => all);
  const facts = storedRun(base.records).facts;
  const baseline = new Map(base.reports.flatMap((report) => report.verdicts).map((verdict) => [verdict.key, verdict]));
  const map = touched(base.records);
  const results: FaultResult[] = [];
  for (const fault of options.faults) {
    const target = await options.start({ acting: fault });
    const done = await runOn(target, suite, (now) =>
      all.filter(
        (check) =>
          map.byCheck.get(check.id)?.has(fault.slug) ||
          (map.discovery.has(fault.slug) && affectedByFacts(check, suite, facts, now)),
      ),
    );
    const result = compareFault(
      fault,
      done.reports.length,
      baseline,
      done.reports.flatMap((report) => report.verdicts),
    );
    results.push(result);
    options.onResult?.(result);
  }
  const dead: Proof["dead"] = [];
  for (const [server, start] of Object.entries(options.dead))
    dead.push({ server, passes: passesOfTheDead(await runOn(await start(), suite, () => all)) });
  return {
    checks: all.length,
    verdicts: baseline.size,
    results,
    dead,
    unproven: unproven(baseline.values(), results, options.faults, suite.requirements),
    unexpected: [...baseline.values()]
      .filter(
        (verdict) =>
          (verdict.outcome === "fail" || verdict.outcome === "error" || verdict.outcome === "blocked") &&
          !known.has(verdict.key),
      )
      .map((verdict) => `${verdict.key}: ${verdict.outcome}, ${verdict.reason ?? verdict.actual}`),
  };
}

async function runOn(target: ProofTarget, suite: Suite, choose: (facts: Map<string, Fact>) => Check[]): Promise<Done> {
  const sink = memorySink();
  const { signal } = new AbortController();
  const profiles = [...suite.profiles.keys()];
  const session = await openRun({
    suite,
    provider: target.provider,
    sink,
    signal,
    profiles,
    selected: [],
    notSelected: [],
    command: "assay faults",
    maxWait: 0,
    headed: false,
    resumed: false,
  });
  try {
    const checks = choose(storedRun(sink.records).facts);
    const begin = sink.records[0];
    if (begin?.type === "run") begin.selected = checks.map((check) => check.id);
    if (!session.problem) await schedule(checks, 8, signal, (check) => session.runCheck(check));
  } finally {
    await session.close();
    await target.stop();
  }
  return { records: sink.records, reports: judge(sink.records, suite) };
}

/** A pass that rests on an answer of the dead server; true metadata may pass their own checks. */
function passesOfTheDead({ records, reports }: Done): string[] {
  const { observations, endpoints } = storedRun(records);
  const served = new Set([endpoints["metadata"], endpoints["oauth_metadata"]].filter(Boolean));
  const discovery = observations.get("discovery:metadata")?.exchanges.at(-1)?.request.url;
  const alive = (verdict: Verdict): boolean => {
    const url = observations.get(verdict.observations.at(-1) ?? "")?.exchanges.at(-1)?.request.url;
    return url !== undefined && (served.has(url) || url === discovery);
  };
  return reports
    .flatMap((report) => report.verdicts)
    .filter((verdict) => verdict.outcome === "pass" && !alive(verdict))
    .map((verdict) => verdict.key);
}
