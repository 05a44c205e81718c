import {
  asUser,
  makeReport,
  memorySink,
  openRun,
  readableEvidence,
  storedRun,
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

/** One worker's run: its connection, sessions and evidence; every test does and judges its own check on it. */
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
      if (!session.problem) await session.runCheck(check);
      return judgeOne(sink.records, suite, check);
    },
    close: async () => {
      interrupted.abort(new Error("the worker ended"));
      await session.close();
    },
  };
}

/** The same judge as everywhere, over this check's records and what all checks share: facts, controls, sessions. */
function judgeOne(records: readonly EvidenceRecord[], suite: Suite, check: Check): Judged {
  const own = records.filter((record) => {
    if (record.type === "step" || record.type === "check") return record.check === check.id;
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
  const shown = new Set([...judged.steps, ...judged.verdicts].flatMap((one) => one.observations));
  const observations = [...storedRun(stored).observations].filter(([id]) => shown.has(id));
  return { report, check: judged, observations: readableEvidence(new Map(observations)) };
}
