import { describeContract, withContract } from "../contract/contract.js";
import { citesOf } from "../load/suite.js";
import { judge } from "../judge/judge.js";
import { type StoredRun, storedRun } from "../judge/stored-run.js";
import { memorySink } from "../run/evidence.js";
import { schedule } from "../run/schedule.js";
import { openRun } from "../run/session.js";
import { openTurns } from "../run/turns.js";
import type { Provider } from "../types/provider.js";
import type { CheckReport, Verdict } from "../types/report.js";
import type { Check, Suite } from "../types/suite.js";
import { chooseChecks } from "./choose.js";
import { type Deviating, type FaultResult, compareFault } from "./compare.js";
import { type Touched, touched } from "./touched.js";

/** A server that was started for the proof, with the provider that describes it. */
export interface ProofTarget {
  provider: Provider;
  stop(): Promise<void>;
}

/** The unbroken server: what it gets, and which deviation would act on which check. */
export interface Baseline {
  suite: Suite;
  /** The suite without the promises of a stand-in: each start of it has addresses and identifiers of its own in them. */
  plans?: Suite;
  /** The checks that were run. */
  checks: readonly Check[];
  stored: StoredRun;
  verdicts: Map<string, Verdict>;
  touched: Touched;
  /** Verdicts that are red or open beyond the known deviations, with what was seen. */
  unexpected: string[];
}

/** Runs checks, every one unless said otherwise, on the unbroken server, which announces what each deviation would do. */
export async function proveBaseline(
  suite: Suite,
  target: ProofTarget,
  checks: readonly Check[] = [...suite.checks.values()],
): Promise<Baseline> {
  const known = new Set(target.provider.expected.map((entry) => entry.verdict));
  const { records, reports } = await runOn(target, suite, () => [...checks]);
  const verdicts = reports.flatMap((report) => report.verdicts);
  const open = verdicts.filter(({ outcome, key }) => ["fail", "error", "blocked"].includes(outcome) && !known.has(key));
  return {
    suite,
    checks,
    stored: storedRun(records),
    verdicts: new Map(verdicts.map((verdict) => [verdict.key, verdict])),
    touched: touched(records),
    unexpected: open.map(({ key, outcome, reason, actual }) => `${key}: ${outcome}, ${reason ?? actual}`),
  };
}

/**
 * What a stand-in's documentation promises, asked of the stand-in itself. Clauses of specifications are proven on the
 * reference server.
 */
export async function provePromises(plans: Suite, target: ProofTarget): Promise<Baseline> {
  const suite = withContract(plans, describeContract(target.provider));
  const promised = (check: Check): boolean =>
    citesOf(check).some((id) => suite.requirements.get(id)?.level === "DOCUMENTED");
  return { ...(await proveBaseline(suite, target, [...suite.checks.values()].filter(promised))), plans };
}

/** Runs the checks that a deviation can touch, or all of them, on a server with the deviation. */
export async function proveFault(
  baseline: Baseline,
  fault: Deviating,
  target: ProofTarget,
  whole = false,
): Promise<FaultResult> {
  const { plans } = baseline;
  const suite = plans ? withContract(plans, describeContract(target.provider)) : baseline.suite;
  const { reports } = await runOn(target, suite, (stored) => {
    const chosen = whole ? baseline.checks : chooseChecks(baseline, fault, stored);
    return chosen.map((check) => suite.checks.get(check.id) ?? check);
  });
  const verdicts = reports.flatMap((report) => report.verdicts);
  return compareFault(fault, reports.length, baseline.verdicts, verdicts, opposedTo(fault.frees, baseline.suite));
}

/** Clauses that demand the contrary of what the given ones say. */
function opposedTo(ids: readonly string[], { requirements }: Suite): Set<string> {
  const opposed = ids.flatMap((id) => requirements.get(id)?.opposes ?? []);
  const opposing = [...requirements.values()].filter((one) => one.opposes?.some((id) => ids.includes(id)));
  return new Set([...opposed, ...opposing.map(({ id }) => id)]);
}

/** Keys of the passes that a dead server gets; those of metadata that it serves truly do not count. */
export async function proveDead(suite: Suite, target: ProofTarget): Promise<string[]> {
  const { records, reports } = await runOn(target, suite, () => [...suite.checks.values()]);
  const { observations } = storedRun(records);
  const served = observations.get("discovery:metadata")?.exchanges.at(-1)?.request.url;
  const restsOnMetadata = ({ observations: ids }: Verdict): boolean => {
    const last = observations.get(ids.at(-1) ?? "")?.exchanges.at(-1);
    return last?.request.url === served;
  };
  const passes = reports.flatMap((report) => report.verdicts).filter((verdict) => verdict.outcome === "pass");
  return passes.filter((verdict) => !restsOnMetadata(verdict)).map((verdict) => verdict.key);
}

/** Checks at once: more only means more sessions to log in, since server and suite share one thread. */
const CONCURRENCY = 2;
/** Waits of clients whose codes and tokens live a few seconds are done, longer ones are not. */
const MAX_WAIT = 6;

async function runOn(
  target: ProofTarget,
  suite: Suite,
  choose: (stored: StoredRun) => Check[],
): Promise<{ records: ReturnType<typeof memorySink>["records"]; reports: CheckReport[] }> {
  const sink = memorySink();
  const { signal } = new AbortController();
  const turns = openTurns(CONCURRENCY);
  const session = await openRun({
    suite,
    provider: target.provider,
    sink,
    signal,
    profiles: [...suite.profiles.keys()],
    selected: [],
    notSelected: [],
    command: "assay faults",
    maxWait: MAX_WAIT,
    turns,
    unredacted: true,
    resumed: false,
  });
  try {
    const checks = choose(storedRun(sink.records));
    const begin = sink.records[0];
    if (begin?.type === "run") begin.selected = checks.map((check) => check.id);
    if (!session.problem) await schedule(checks, turns, signal, (check) => session.runCheck(check));
  } finally {
    await session.close();
    await target.stop();
  }
  return { records: sink.records, reports: judge(sink.records, suite) };
}
