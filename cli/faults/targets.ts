import { findProvider, loadProvider, type ProofTarget } from "../../engine/index.js";
import { startDead, type DeadKind } from "../../targets/dead.js";
import { loadFaults, loadStandInFaults, loadVariants, type Fault } from "../../targets/faults.js";
import { startReference, type Target } from "../../targets/reference.js";
import type { ServeOptions } from "../../targets/serve.js";
import { standIns, startStandIn } from "../../targets/vendors.js";

/** Every fault and variant by slug, those of stand-ins among them. */
export function deviations(): Map<string, Fault> {
  const all = [...loadFaults(), ...loadVariants(), ...standIns().flatMap(loadStandInFaults)];
  return new Map(all.map((one) => [one.slug, one]));
}

/** The server that a deviation is meant for, with it acting, over the variants that it wants in front of it. */
export async function startWith(all: ReadonlyMap<string, Fault>, acting: Fault): Promise<ProofTarget> {
  const faults = [...acting.over.flatMap((slug) => all.get(slug) ?? []), acting];
  return start(acting.on, { faults }, faults);
}

/** A server with nothing but the given variants, which announces what each deviation that is meant for it would do. */
export async function startAnnouncing(
  all: ReadonlyMap<string, Fault>,
  { on, over }: Pick<Fault, "on" | "over">,
): Promise<ProofTarget> {
  const faults = over.flatMap((slug) => all.get(slug) ?? []);
  return start(on, { faults, observe: [...all.values()].filter((one) => one.on === on) }, faults);
}

async function start(on: string | undefined, options: ServeOptions, faults: Fault[]): Promise<ProofTarget> {
  if (on === undefined) return describe(await startReference(options), "reference", faults);
  return describe(await startStandIn(on, options), on, faults);
}

export const DEAD: { name: string; kind: DeadKind; metadata: boolean }[] = [
  { name: "answers everything with 500", kind: "500", metadata: false },
  { name: "answers everything but metadata with 500", kind: "500", metadata: true },
  { name: "answers everything with 400 invalid_request", kind: "400", metadata: false },
  { name: "answers everything but metadata with 400 invalid_request", kind: "400", metadata: true },
  { name: "is down", kind: "down", metadata: false },
];

export async function startTheDead({ kind, metadata }: (typeof DEAD)[number]): Promise<ProofTarget> {
  return describe(await startDead(kind, { metadata }), "reference");
}

function describe(target: Target, name: string, faults: Fault[] = []): ProofTarget {
  const provider = loadProvider(findProvider(name), target.env);
  const network = target.ca === undefined ? provider.network : { ...provider.network, ca: target.ca };
  const otherwise = Object.assign({}, ...faults.map(({ described }) => described)) as Partial<typeof provider>;
  return { provider: { ...provider, network, ...otherwise }, stop: () => target.stop() };
}
