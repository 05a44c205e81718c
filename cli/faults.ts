import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { loadSuite, unproven, type FaultResult, type Verdict } from "../engine/index.js";
import { DEAD, deviations } from "./faults/targets.js";
import type { Command } from "./main.js";
import { usageError } from "./options.js";

/** What a thread is handed. */
export interface LaneWork {
  faults: string[];
  dead: string[];
}

/** What a thread says. */
export type LaneMessage =
  | { type: "baseline"; verdicts: Verdict[]; unexpected: string[]; checks: number }
  | { type: "result"; result: FaultResult }
  | { type: "dead"; server: string; passes: string[] };

interface Proof {
  checks: number;
  baseline: Map<string, Verdict>;
  unexpected: string[];
  results: FaultResult[];
  dead: { server: string; passes: string[] }[];
}

export const command: Command = {
  summary: "prove that every check can fail, on broken servers",
  usage: `usage: assay faults [--fault SLUG]... [--json]

Runs every fault, conforming variant and dead server of targets/ and shows which verdicts each turned.
Fails when a fault turns nothing red or something that it does not declare, when a variant gets a fail, when
a dead server gets a pass, and when a scored verdict is turned by no fault that breaks its clause.
  --fault SLUG   only these faults and variants, with every verdict that they turn`,
  async run(args) {
    const options = { fault: { type: "string", multiple: true }, json: { type: "boolean", default: false } } as const;
    const { values } = parseArgs({ args, options });
    const all = deviations();
    for (const slug of values.fault ?? []) if (!all.has(slug)) throw usageError(`no fault or variant "${slug}"`);
    const partial = values.fault !== undefined;
    const print = values.json ? () => undefined : (result: FaultResult) => console.log(line(result, partial));
    const proof = await prove(values.fault ?? [...all.keys()], partial ? [] : DEAD.map(({ name }) => name), print);
    const open = partial ? [] : unproven(proof.baseline.values(), proof.results, [...all.values()], loadSuite().requirements);
    if (values.json) console.log(JSON.stringify({ ...proof, baseline: undefined, verdicts: proof.baseline.size, unproven: open }));
    else console.log(summary(proof, open));
    const troubled = proof.results.some(({ problems }) => problems.length > 0) || proof.dead.some(({ passes }) => passes.length > 0);
    return troubled || proof.unexpected.length > 0 || open.length > 0 ? 1 : 0;
  },
};

/** Deals the work out to a thread for each processor, at most four: the servers live in the same process. */
async function prove(faults: string[], dead: string[], onResult: (result: FaultResult) => void): Promise<Proof> {
  const proof: Proof = { checks: 0, baseline: new Map(), unexpected: [], results: [], dead: [] };
  const lanes = Math.min(4, availableParallelism(), Math.max(1, faults.length));
  const deal = (list: string[], lane: number): string[] => list.filter((_, index) => index % lanes === lane);
  await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      runLane({ faults: deal(faults, lane), dead: deal(dead, lane) }, (message) => {
        if (message.type === "dead") proof.dead.push(message);
        else if (message.type === "result") {
          proof.results.push(message.result);
          onResult(message.result);
        } else {
          proof.checks = message.checks;
          proof.unexpected = message.unexpected;
          proof.baseline = new Map(message.verdicts.map((verdict) => [verdict.key, verdict]));
        }
      }),
    ),
  );
  return proof;
}

function runLane(work: LaneWork, onMessage: (message: LaneMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./faults/lane.js", import.meta.url), { workerData: work });
    worker.on("message", onMessage);
    worker.once("error", reject);
    worker.once("exit", () => resolve());
  });
}

function line(result: FaultResult, verbose: boolean): string {
  const sign = result.problems.length > 0 ? "✗" : "✓";
  const turned = verbose ? result.turned.map((one) => `\n    ${one.outcome} ${one.key}: ${one.actual}`) : [];
  const problems = result.problems.map((problem) => `\n    ! ${problem}`);
  return `${sign} ${result.kind} ${result.slug}: ${result.title}; ${result.checks} checks run, ${result.turned.length} verdicts turned${[...turned, ...problems].join("")}`;
}

function summary(proof: Proof, open: string[]): string {
  const faults = proof.results.filter((result) => result.kind === "fault").length;
  return [
    ...proof.dead.map(({ server, passes }) => `${passes.length > 0 ? "✗" : "✓"} a server that ${server}: ${passes.length} passes${passes.map((key) => `\n    ! ${key} passes`).join("")}`),
    ...proof.unexpected.map((text) => `    ! unbroken server: ${text}`),
    ...open.map((key) => `    ! ${key} is turned by no fault that breaks its clause`),
    `${faults} faults, ${proof.results.length - faults} variants, ${proof.dead.length} dead servers over ${proof.checks} checks with ${proof.baseline.size} verdicts: ${open.length} not proven`,
  ].join("\n");
}
