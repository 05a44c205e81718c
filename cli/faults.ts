import { parseArgs } from "node:util";
import { loadSuite, unproven, type FaultResult, type Verdict } from "../engine/index.js";
import type { Fault } from "../targets/faults.js";
import { inLanes, type LaneMessage } from "./faults/lanes.js";
import { DEAD, deviations } from "./faults/targets.js";
import type { Command } from "./main.js";
import { usageError } from "./options.js";

interface Proof {
  checks: number;
  baseline: Map<string, Verdict>;
  unexpected: string[];
  results: FaultResult[];
  dead: { server: string; passes: string[] }[];
  /** Seconds from the first baseline to the last fault, and from there to the last variant. */
  seconds: Map<FaultResult["kind"], number>;
}

export const command: Command = {
  summary: "prove that every check can fail, on broken servers",
  usage: `usage: assay faults [--fault SLUG]... [--all] [--json]

Runs every fault, conforming variant and dead server of targets/ and shows which verdicts each turned.
Fails when a fault turns nothing red or something that it does not declare, when a variant gets a fail, when
a dead server gets a pass, and when a scored verdict is turned by no fault that breaks its clause.
  --fault SLUG   only these faults and variants, with every verdict that they turn
  --all          every check on every variant, not only those that it touches; takes minutes`,
  async run(args) {
    const options = {
      fault: { type: "string", multiple: true },
      all: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    } as const;
    const { values } = parseArgs({ args, options });
    const all = deviations();
    for (const slug of values.fault ?? []) if (!all.has(slug)) throw usageError(`no fault or variant "${slug}"`);
    const partial = values.fault !== undefined;
    const print = values.json ? () => undefined : (result: FaultResult) => console.log(line(result, partial));
    const proof = await prove(all, { slugs: values.fault, whole: values.all, onResult: print });
    const open = partial
      ? []
      : unproven(proof.baseline.values(), proof.results, [...all.values()], loadSuite().requirements);
    if (values.json)
      console.log(
        JSON.stringify({
          ...proof,
          baseline: undefined,
          seconds: Object.fromEntries(proof.seconds),
          verdicts: proof.baseline.size,
          unproven: open,
        }),
      );
    else console.log(summary(proof, open));
    const troubled =
      proof.results.some(({ problems }) => problems.length > 0) || proof.dead.some(({ passes }) => passes.length > 0);
    return troubled || proof.unexpected.length > 0 || open.length > 0 ? 1 : 0;
  },
};

type Baseline = Extract<LaneMessage, { type: "baseline" }>;

interface Wanted {
  /** Absent: every deviation, and the dead servers too. */
  slugs?: string[];
  /** Every check on the variants. */
  whole: boolean;
  onResult(result: FaultResult): void;
}

async function prove(all: ReadonlyMap<string, Fault>, { slugs, whole, onResult }: Wanted): Promise<Proof> {
  const proof: Proof = { checks: 0, baseline: new Map(), unexpected: [], results: [], dead: [], seconds: new Map() };
  const dead = slugs ? [] : DEAD.map(({ name }) => name);
  const tasks = (slugs ?? [...all.keys()]).map((slug) => ({
    type: "fault" as const,
    slug,
    whole: whole && all.get(slug)?.kind === "variant",
  }));
  let since: number | undefined;
  const seen = new Set<string>();
  // Each thread asks for itself what it needs, and finds the same.
  const takeBaseline = ({ on = "", verdicts, unexpected, checks }: Baseline): void => {
    since ??= performance.now();
    if (seen.has(on)) return;
    seen.add(on);
    proof.checks += checks;
    proof.unexpected.push(...unexpected);
    for (const verdict of verdicts) proof.baseline.set(verdict.key, verdict);
  };
  const groups = grouped(tasks, ({ slug }) => groupOf(all.get(slug)));
  const { [TOGETHER]: over = [], [ANYWHERE]: anywhere = [], ...onStandIns } = groups;
  await inLanes(
    [over, ...Object.values(onStandIns)],
    [...anywhere, ...dead.map((name) => ({ type: "dead" as const, name }))],
    (message) => {
      if (message.type === "ready") return;
      if (message.type === "dead") proof.dead.push(message);
      else if (message.type === "result") {
        proof.results.push(message.result);
        proof.seconds.set(message.result.kind, (performance.now() - (since ?? 0)) / 1000);
        onResult(message.result);
      } else takeBaseline(message);
    },
  );
  return proof;
}

const TOGETHER = "over variants";
const ANYWHERE = "";

/** What shares a baseline that no other deviation needs is done in one thread. */
function groupOf(fault: Fault | undefined): string {
  return fault?.on ?? (fault && fault.over.length > 0 ? TOGETHER : ANYWHERE);
}

function grouped<T>(items: readonly T[], key: (item: T) => string): Record<string, T[]> {
  const groups: Record<string, T[]> = {};
  for (const item of items) (groups[key(item)] ??= []).push(item);
  return groups;
}

function timing(seconds: ReadonlyMap<FaultResult["kind"], number>): string {
  const faults = seconds.get("fault") ?? 0;
  return `faults took ${faults.toFixed(1)} s, variants ${Math.max(0, (seconds.get("variant") ?? 0) - faults).toFixed(1)} s`;
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
    ...proof.dead.map(
      ({ server, passes }) =>
        `${passes.length > 0 ? "✗" : "✓"} a server that ${server}: ${passes.length} passes${passes.map((key) => `\n    ! ${key} passes`).join("")}`,
    ),
    ...proof.unexpected.map((text) => `    ! unbroken server: ${text}`),
    ...open.map((key) => `    ! ${key} is turned by no fault that breaks its clause`),
    timing(proof.seconds),
    `${faults} faults, ${proof.results.length - faults} variants, ${proof.dead.length} dead servers over ${proof.checks} checks with ${proof.baseline.size} verdicts: ${open.length} not proven`,
  ].join("\n");
}
