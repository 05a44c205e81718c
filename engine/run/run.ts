import { setMaxListeners } from "node:events";
import { AssayError } from "../errors.js";
import type { EvidenceRecord } from "../types/evidence.js";
import type { Provider } from "../types/provider.js";
import type { Outcome, Report } from "../types/report.js";
import type { Check, Suite } from "../types/suite.js";
import { confirmationId } from "../judge/confirm.js";
import { makeReport } from "../report/report.js";
import { confirmChecks, endOf } from "./confirming.js";
import { eventQueue } from "./event-queue.js";
import { type EvidenceSink, memorySink, teeSink } from "./evidence.js";
import { type GrowingRun, growingRun } from "./growing-run.js";
import { schedule, shuffle } from "./schedule.js";
import { type Shard, asUser } from "./shards.js";
import { findProfile } from "../load/profiles.js";
import { describeContract, withContract } from "../contract/contract.js";
import { selectChecks } from "./select.js";
import type { OpenWindow } from "./person.js";
import { openRun } from "./session.js";
import { openTurns } from "./turns.js";

export interface RunOptions {
  suite: Suite;
  provider: Provider;
  /** Where evidence goes besides memory. */
  sink?: EvidenceSink;
  /** Profiles instead of the provider file's. */
  profiles?: string[];
  /** Globs over check ids. */
  checks?: string[];
  /** Ids of the only checks that come into question; default all. */
  only?: ReadonlySet<string>;
  /** How many checks at once; default 8. */
  concurrency?: number;
  intrusive?: boolean;
  strict?: boolean;
  /** Only this part of the checks; as a user of its own, when the provider file has several. */
  shard?: Shard;
  /** Name of the account to log in with; default the first. */
  user?: string;
  /** false: a fail is believed at once, without a second run of its check. */
  confirm?: boolean;
  /** Ends the run early when so many checks have failed that nobody expects to; those under way are finished. */
  maxFailures?: number;
  /** Longest `wait`, in seconds; default 60. */
  maxWait?: number;
  /** A person is there: opens the window for a page that needs one, once in the run. */
  openWindow?: OpenWindow;
  /** Ends the run; what was not done is blocked: interrupted. */
  signal?: AbortSignal;
  /** Evidence of a run that was killed: its finished checks are not repeated. */
  resume?: EvidenceRecord[];
  /** Another order of the checks, for tests: verdicts must not depend on it. */
  seed?: number;
  command?: string;
}

export type RunEvent =
  | { type: "started"; total: number }
  | { type: "check-started"; id: string; done: number; total: number }
  | { type: "check-finished"; id: string; done: number; total: number; outcome: Outcome; known: boolean }
  /** A check is run once more, alone, because it failed. */
  | { type: "confirming"; id: string; done: number; total: number }
  | { type: "finished"; report: Report; records: EvidenceRecord[] };

/**
 * Checks a server. Yields what happens; the last event carries the report.
 * Throws AssayError before the first request for what the user can mend.
 */
export async function* run(options: RunOptions): AsyncGenerator<RunEvent, Report> {
  const [before] = options.resume ?? [];
  // What was begun as a shard is finished as that shard.
  const shard = before?.type === "run" ? before.shard : options.shard;
  const provider = asUser(options.provider, { shard, user: options.user });
  const suite = withContract(options.suite, describeContract(provider));
  if (options.resume) refuseOther(options.resume, suite, provider);
  const profiles =
    before?.type === "run"
      ? before.profiles
      : (options.profiles ?? provider.profiles).map((name) => findProfile(suite, name).key);
  const { selected, notSelected } = selectChecks(suite, {
    checks: options.checks ?? [],
    profiles,
    intrusive: options.intrusive === true,
    only: options.only,
    shard,
  });
  const memory = memorySink();
  memory.records.push(...(options.resume ?? []));
  const growing = growingRun(memory.records, suite);
  const sink = teeSink(memory, growing.sink, ...(options.sink ? [options.sink] : []));
  const signal = options.signal ?? new AbortController().signal;
  // Every request under way listens to it.
  setMaxListeners(0, signal);
  const queue = eventQueue<RunEvent>();
  const working = work(
    { ...options, suite, provider, shard },
    {
      profiles,
      selected,
      notSelected,
      sink,
      memory: memory.records,
      signal,
      growing,
      emit: queue.push,
    },
  ).then(queue.end, queue.fail);
  yield* queue.events();
  await working;
  const report = makeReport(memory.records, suite, { strict: options.strict });
  sink.close();
  yield { type: "finished", report, records: memory.records };
  return report;
}

/** Finished checks are not repeated, so the rest has to be the same work: the same plans, the same provider. */
function refuseOther(resume: readonly EvidenceRecord[], suite: Suite, provider: Provider): void {
  const [first] = resume;
  if (first?.type !== "run") return;
  const was = String(first.provider["provider"]);
  const other =
    was !== provider.provider
      ? `of provider "${was}", not "${provider.provider}"`
      : first.plans_digest !== suite.digest
        ? "with other plans"
        : undefined;
  if (other)
    throw new AssayError({
      code: "USAGE",
      message: `the run to resume was done ${other}`,
      hint: "start it anew, without --resume",
    });
}

interface Work {
  profiles: string[];
  selected: Check[];
  notSelected: { id: string; why: string }[];
  sink: EvidenceSink;
  memory: EvidenceRecord[];
  signal: AbortSignal;
  growing: GrowingRun;
  emit(event: RunEvent): void;
}

async function work(
  options: RunOptions,
  { profiles, selected, notSelected, sink, memory, signal, growing, emit }: Work,
): Promise<void> {
  const { suite, provider } = options;
  const finished = new Set(memory.flatMap((record) => (record.type === "check" ? [record.check] : [])));
  const before = options.resume?.[0]?.type === "run" ? new Set(options.resume[0].selected) : undefined;
  const wanted = before ? [...suite.checks.values()].filter((check) => before.has(check.id)) : selected;
  const open = wanted.filter((check) => !finished.has(check.id));
  const total = wanted.length;
  let done = total - open.length;
  emit({ type: "started", total });
  const turns = openTurns(options.concurrency ?? 8);
  const session = await openRun({
    suite,
    provider,
    sink,
    signal,
    profiles,
    selected: wanted,
    notSelected,
    command: options.command ?? "",
    shard: options.shard,
    maxWait: options.maxWait ?? 60,
    turns,
    openWindow: options.openWindow,
    resumed: options.resume !== undefined,
    earlier: options.resume,
  });
  const enough = new AbortController();
  const ended = AbortSignal.any([signal, enough.signal]);
  let failed = 0;
  try {
    if (!session.problem) {
      await schedule(options.seed === undefined ? open : shuffle(open, options.seed), turns, ended, async (check) => {
        emit({ type: "check-started", id: check.id, done, total });
        await session.runCheck(check);
        const came = growing.outcomeOf(check);
        emit({ type: "check-finished", id: check.id, done: ++done, total, ...came });
        if (came.outcome === "fail" && !came.known && ++failed === options.maxFailures)
          enough.abort(new Error(`${failed} ${failed === 1 ? "check" : "checks"} failed`));
      });
      if (options.confirm !== false)
        await confirmChecks(wanted.filter(growing.wantsConfirming), {
          session,
          signal,
          before: wanted.filter((check) => finished.has(confirmationId(check.id))).length,
          record: sink.write,
          begin: ({ id }) => emit({ type: "confirming", id, done, total }),
        });
    }
  } finally {
    await session.close();
    const why = signal.aborted ? endOf(signal) : done < total && enough.signal.aborted ? endOf(enough.signal) : "";
    sink.write({ type: "end", finished: new Date().toISOString(), complete: !why, ...(why ? { why } : {}) });
  }
}
