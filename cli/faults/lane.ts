// A thread of `assay faults`: proves the deviations that it is handed, one at a time, and says what each did.
import { parentPort } from "node:worker_threads";
import { chooseChecks, loadSuite, proveBaseline, proveDead, proveFault, type Baseline } from "../../engine/index.js";
import type { LaneMessage, LaneTask } from "./lanes.js";
import { DEAD, deviations, startAnnouncing, startTheDead, startWith } from "./targets.js";

const say = (message: LaneMessage): void => parentPort?.postMessage(message);

const all = deviations();
const suite = loadSuite();

const plain = proveBaseline(suite, await startAnnouncing(all, []));
const baselines = new Map<string, Promise<Baseline>>([["", plain]]);

/**
 * A fault that stands over variants is compared with the server that has just those, on the checks that the faults over
 * the same variants can turn.
 */
function baselineOver(over: readonly string[]): Promise<Baseline> {
  const key = over.join(" ");
  const known = baselines.get(key) ?? proveOver(key, over);
  baselines.set(key, known);
  return known;
}

async function proveOver(key: string, over: readonly string[]): Promise<Baseline> {
  const { stored, verdicts: before, ...rest } = await plain;
  const faults = [...all.values()].filter((fault) => fault.over.join(" ") === key);
  const wanted = new Set(faults.flatMap((fault) => chooseChecks({ stored, verdicts: before, ...rest }, fault, stored)));
  const baseline = await proveBaseline(suite, await startAnnouncing(all, over), [...wanted]);
  // What is not asked over the variants is as it is without them.
  return { ...baseline, verdicts: new Map([...before, ...baseline.verdicts]) };
}

const { verdicts, unexpected } = await plain;
say({ type: "baseline", verdicts: [...verdicts.values()], unexpected, checks: suite.checks.size });

async function take(task: LaneTask): Promise<void> {
  if (task.type === "fault") {
    const fault = all.get(task.slug);
    if (!fault) throw new Error(`no fault "${task.slug}"`);
    const baseline = await baselineOver(fault.over);
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
