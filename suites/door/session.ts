import {
  asUser,
  confirmationId,
  makeReport,
  memorySink,
  openRun,
  readableEvidence,
  storedRun,
  wantsConfirming,
  type Check,
  type CheckReport,
  type EvidenceRecord,
  type Observation,
  type Report,
  type Shard,
  type Suite,
} from "assay";
import { mendable } from "./plain.js";
import { SETTINGS, readProvider } from "./settings.js";

export interface Judged {
  report: Report;
  check: CheckReport;
  observations: ReadonlyMap<string, Observation>;
}

/**
 * One worker's run: its connection, sessions and evidence; every test does and judges its own check on it, a second time
 * where it failed, as `assay run` does at its end.
 */
export interface Door {
  /** Why no check can be done. */
  problem?: string;
  check(check: Check): Promise<Judged>;
  close(): Promise<void>;
}

/** @param shard Playwright's own, which takes a user of its own as `assay run --shard` does */
export async function openDoor(suite: Suite, profiles: string[], selected: Check[], shard?: Shard): Promise<Door> {
  const sink = memorySink();
  const interrupted = new AbortController();
  const session = await openRun({
    suite,
    provider: mendable(() => asUser(readProvider(), { shard, user: SETTINGS.user })),
    sink,
    signal: interrupted.signal,
    profiles,
    selected,
    notSelected: [],
    command: "npx playwright test",
    maxWait: SETTINGS.maxWait,
    resumed: false,
  });
  return {
    problem: session.problem,
    check: async (check) => {
      if (session.problem) return judgeOne(sink.records, suite, check);
      await session.runCheck(check);
      const first = judgeOne(sink.records, suite, check);
      if (!isDoubtful(first, sink.records)) return first;
      // A worker counts no others' wrong passwords, and is a new one after each failure.
      const guesses = sink.records.some((record) => record.type === "guess" && record.check === check.id);
      const because = guesses
        ? "it sends a wrong password or secret, which is done once here"
        : await session.confirmCheck(check);
      if (because) sink.write({ type: "unconfirmed", check: check.id, because });
      return judgeOne(sink.records, suite, check);
    },
    close: async () => {
      interrupted.abort(new Error("the worker ended"));
      await session.close();
    },
  };
}

function isDoubtful({ check }: Judged, [run]: readonly EvidenceRecord[]): boolean {
  return run?.type === "run" && wantsConfirming(check.verdicts, run.expected, run.started.slice(0, 10));
}

/** The same judge as everywhere, over this check's records and what all checks share: facts, controls, sessions. */
function judgeOne(records: readonly EvidenceRecord[], suite: Suite, check: Check): Judged {
  const ids = new Set([check.id, confirmationId(check.id)]);
  const own = records.filter((record) => {
    if (record.type === "step" || record.type === "check" || record.type === "unconfirmed")
      return ids.has(record.check);
    return record.type !== "run";
  });
  const [run] = records;
  if (run?.type !== "run") throw new Error("evidence does not begin with a run record");
  const finished = new Date().toISOString();
  const stored: EvidenceRecord[] = [
    { ...run, selected: [check.id] },
    ...own,
    { type: "end", finished, complete: true },
  ];
  const report = makeReport(stored, suite);
  const [judged] = report.checks;
  if (!judged) throw new Error(`"${check.id}" was not judged`);
  const runs = judged.verdicts.flatMap((verdict) => verdict.runs ?? []);
  const shown = new Set([...judged.steps, ...judged.verdicts, ...runs].flatMap((one) => one.observations));
  const observations = [...storedRun(stored).observations].filter(([id]) => shown.has(id));
  return { report, check: judged, observations: readableEvidence(new Map(observations)) };
}
