import { parseArgs } from "node:util";
import {
  findProvider,
  loadProvider,
  loadSuite,
  prove,
  type FaultResult,
  type Proof,
  type ProofTarget,
} from "../engine/index.js";
import { startDead, type DeadKind } from "../targets/dead.js";
import { loadFaults, loadVariants } from "../targets/faults.js";
import { startReference, type Fault, type Target } from "../targets/reference.js";
import type { Command } from "./main.js";
import { usageError } from "./options.js";

export const command: Command = {
  summary: "prove that every check can fail, on broken servers",
  usage: `usage: assay faults [--fault SLUG]... [--json]

Runs every fault, conforming variant and dead server of targets/ and shows which verdicts each turned.
Fails when a fault turns nothing red or something that it does not declare, when a variant gets a fail, when
a dead server gets a pass, and when a scored verdict is turned by no fault that breaks its clause.
  --fault SLUG   only these faults and variants, every verdict that they turn shown`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: { fault: { type: "string", multiple: true }, json: { type: "boolean", default: false } },
    });
    const every = [...loadFaults(), ...loadVariants()];
    const bySlug = new Map(every.map((one) => [one.slug, one]));
    for (const slug of values.fault ?? []) if (!bySlug.has(slug)) throw usageError(`no fault or variant "${slug}"`);
    const chosen = values.fault ? every.filter((one) => values.fault?.includes(one.slug)) : every;
    const proof = await prove({
      suite: loadSuite(),
      faults: chosen,
      start: async ({ acting, announced }) =>
        describe(
          await startReference({
            faults: acting ? withVariants(bySlug, acting.slug) : [],
            observe: (announced ?? []) as Fault[],
          }),
        ),
      dead: values.fault
        ? {}
        : Object.fromEntries(
            DEAD.map(({ name, kind, metadata }) => [name, async () => describe(await startDead(kind, { metadata }))]),
          ),
      onResult: values.json ? undefined : (result) => console.log(line(result, values.fault !== undefined)),
    });
    if (values.json) console.log(JSON.stringify(proof));
    else console.log(summary(proof, values.fault !== undefined));
    return isProven(proof, values.fault !== undefined) ? 0 : 1;
  },
};

const DEAD: { name: string; kind: DeadKind; metadata: boolean }[] = [
  { name: "answers everything with 500", kind: "500", metadata: false },
  { name: "answers everything but metadata with 500", kind: "500", metadata: true },
  { name: "answers everything with 400 invalid_request", kind: "400", metadata: false },
  { name: "answers everything but metadata with 400 invalid_request", kind: "400", metadata: true },
  { name: "is down", kind: "down", metadata: false },
];

function withVariants(bySlug: ReadonlyMap<string, Fault>, slug: string): Fault[] {
  const fault = bySlug.get(slug);
  return fault ? [...fault.over.flatMap((one) => bySlug.get(one) ?? []), fault] : [];
}

function describe(target: Target): ProofTarget {
  return { provider: loadProvider(findProvider("reference"), target.env), stop: () => target.stop() };
}

function line(result: FaultResult, verbose: boolean): string {
  const sign = result.problems.length > 0 ? "✗" : "✓";
  const keys = verbose ? result.turned.map((one) => `\n    ${one.outcome} ${one.key}: ${one.actual}`).join("") : "";
  return `${sign} ${result.kind} ${result.slug}: ${result.title}; ${result.checks} checks run, ${result.turned.length} verdicts turned${keys}${result.problems.map((problem) => `\n    ! ${problem}`).join("")}`;
}

function summary(proof: Proof, partial: boolean): string {
  const faults = proof.results.filter((result) => result.kind === "fault");
  const dead = proof.dead.map(
    ({ server, passes }) =>
      `${passes.length > 0 ? "✗" : "✓"} a server that ${server}: ${passes.length} passes${passes.map((key) => `\n    ! ${key} passes`).join("")}`,
  );
  const open = partial ? [] : proof.unproven.map((key) => `    ! ${key} is turned by no fault that breaks its clause`);
  const unexpected = proof.unexpected.map((text) => `    ! unbroken server: ${text}`);
  return [
    ...dead,
    ...unexpected,
    ...open,
    `${faults.length} faults, ${proof.results.length - faults.length} variants, ${proof.dead.length} dead servers over ${proof.checks} checks with ${proof.verdicts} verdicts${partial ? "" : `: ${proof.unproven.length} not proven`}`,
  ].join("\n");
}

function isProven(proof: Proof, partial: boolean): boolean {
  return (
    proof.results.every((result) => result.problems.length === 0) &&
    proof.dead.every(({ passes }) => passes.length === 0) &&
    proof.unexpected.length === 0 &&
    (partial || proof.unproven.length === 0)
  );
}
