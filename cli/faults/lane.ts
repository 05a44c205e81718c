// A thread of `assay faults`: proves the deviations that it is handed, one at a time, and says what each did.
import { parentPort } from "node:worker_threads";
import {
  chooseChecks,
  loadSuite,
  proveBaseline,
  proveDead,
  proveFault,
  provePromises,
  type Baseline,
} from "../../engine/index.js";
import type { LaneMessage, LaneTask } from "./lanes.js";
import { DEAD, deviations, startAnnouncing, startTheDead, startWith } from "./targets.js";

const say = (message: LaneMessage): void => parentPort?.postMessage(message);

const all = deviations();
const suite = loadSuite();
const baselines = new Map<string, Promise<Baseline>>();

type Place = { on?: string; over: string[] };

/** The unbroken server that a deviation is compared with: asked once, by the first that needs it. */
function baselineOf({ on, over }: Place): Promise<Baseline> {
  const key = [on ?? "", ...over].join(" ");
  const known = baselines.get(key) ?? (over.length > 0 ? proveOver({ on, over }) : provePlain(on));
  baselines.set(key, known);
  return known;
}

async function provePlain(on: string | undefined): Promise<Baseline> {
  const target = await startAnnouncing(all, { on, over: [] });
  const baseline = await (on === undefined ? proveBaseline(suite, target) : provePromises(suite, target));
  const { verdicts, unexpected, checks } = baseline;
  say({ type: "baseline", on, verdicts: [...verdicts.values()], unexpected, checks: checks.length });
  return baseline;
}

/**
 * A fault that stands over variants is compared with the server that has just those, on the checks that the faults over
 * the same variants can turn.
 */
async function proveOver({ on, over }: Place): Promise<Baseline> {
  const plain = await baselineOf({ on, over: [] });
  const same = (fault: Place): boolean => fault.on === on && fault.over.join(" ") === over.join(" ");
  const faults = [...all.values()].filter(same);
  const wanted = new Set(faults.flatMap((fault) => chooseChecks(plain, fault, plain.stored)));
  const baseline = await proveBaseline(plain.suite, await startAnnouncing(all, { on, over }), [...wanted]);
  // What is not asked over the variants is as it is without them.
  return { ...baseline, plans: plain.plans, verdicts: new Map([...plain.verdicts, ...baseline.verdicts]) };
}

async function take(task: LaneTask): Promise<void> {
  if (task.type === "fault") {
    const fault = all.get(task.slug);
    if (!fault) throw new Error(`no fault "${task.slug}"`);
    const baseline = await baselineOf(fault);
    const result = await proveFault(baseline, fault, await startWith(all, fault), task.whole);
    say({ type: "result", result });
  } else {
    const dead = DEAD.find((one) => one.name === task.name);
    if (!dead) throw new Error(`no dead server "${task.name}"`);
    say({ type: "dead", server: dead.name, passes: await proveDead(suite, await startTheDead(dead)) });
  }
}

parentPort?.on("message", (task: LaneTask | { type: "end" }) => {
  if (task.type === "end") return parentPort?.close();
  // A rejection ends the thread, and with it the command.
  void take(task);
});
say({ type: "ready" });
