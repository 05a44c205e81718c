// A thread of `assay faults`: proves the deviations that it is handed, one at a time, and says what each did.
import { parentPort } from "node:worker_threads";
import { loadSuite, proveBaseline, proveDead, proveFault, type Baseline } from "../../engine/index.js";
import type { LaneMessage, LaneTask } from "./lanes.js";
import { DEAD, deviations, startAnnouncing, startTheDead, startWith } from "./targets.js";

const say = (message: LaneMessage): void => parentPort?.postMessage(message);

const all = deviations();
const suite = loadSuite();
const baselines = new Map<string, Promise<Baseline>>();

/** A fault that stands over variants is compared with the server that has just those. */
function baselineOver(over: readonly string[]): Promise<Baseline> {
  const key = over.join(" ");
  const known = baselines.get(key) ?? startAnnouncing(all, over).then((target) => proveBaseline(suite, target));
  baselines.set(key, known);
  return known;
}

const { verdicts, unexpected } = await baselineOver([]);
say({ type: "baseline", verdicts: [...verdicts.values()], unexpected, checks: suite.checks.size });

async function take(task: LaneTask): Promise<void> {
  if (task.type === "fault") {
    const fault = all.get(task.slug);
    if (!fault) throw new Error(`no fault "${task.slug}"`);
    const baseline = await baselineOver(fault.over);
    const started = performance.now();
    const result = await proveFault(baseline, fault, await startWith(all, fault), task.whole);
    say({ type: "result", result, seconds: (performance.now() - started) / 1000 });
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
