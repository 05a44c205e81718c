// A thread of `assay faults`: proves the deviations that it is handed, one after the other, and says what each did.
import { parentPort, workerData } from "node:worker_threads";
import { loadSuite, proveBaseline, proveDead, proveFault } from "../../engine/index.js";
import type { LaneMessage, LaneWork } from "../faults.js";
import { DEAD, deviations, startAnnouncing, startTheDead, startWith } from "./targets.js";

const work = workerData as LaneWork;
const say = (message: LaneMessage): void => parentPort?.postMessage(message);

const all = deviations();
const suite = loadSuite();
const baseline = await proveBaseline(suite, await startAnnouncing(all));
say({ type: "baseline", verdicts: [...baseline.verdicts.values()], unexpected: baseline.unexpected, checks: suite.checks.size });
for (const slug of work.faults) {
  const fault = all.get(slug);
  if (fault) say({ type: "result", result: await proveFault(baseline, fault, await startWith(all, fault)) });
}
for (const name of work.dead) {
  const dead = DEAD.find((one) => one.name === name);
  if (dead) say({ type: "dead", server: name, passes: await proveDead(suite, await startTheDead(dead)) });
}
