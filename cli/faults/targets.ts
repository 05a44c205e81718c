import { findProvider, loadProvider, type ProofTarget } from "../../engine/index.js";
import { startDead, type DeadKind } from "../../targets/dead.js";
import { loadFaults, loadVariants, type Fault } from "../../targets/faults.js";
import { startReference, type Target } from "../../targets/reference.js";

/** Every fault and variant by slug. */
export function deviations(): Map<string, Fault> {
  return new Map([...loadFaults(), ...loadVariants()].map((one) => [one.slug, one]));
}

/** The embedded server with one deviation acting, over the variants that it wants in front of it. */
export async function startWith(all: ReadonlyMap<string, Fault>, acting: Fault): Promise<ProofTarget> {
  const faults = [...acting.over.flatMap((slug) => all.get(slug) ?? []), acting];
  return describe(await startReference({ faults }), faults);
}

/** The server with nothing but the given variants, which announces what each deviation would do. */
export async function startAnnouncing(all: ReadonlyMap<string, Fault>, over: readonly string[]): Promise<ProofTarget> {
  const faults = over.flatMap((slug) => all.get(slug) ?? []);
  return describe(await startReference({ faults, observe: [...all.values()] }), faults);
}

export const DEAD: { name: string; kind: DeadKind; metadata: boolean }[] = [
  { name: "answers everything with 500", kind: "500", metadata: false },
  { name: "answers everything but metadata with 500", kind: "500", metadata: true },
  { name: "answers everything with 400 invalid_request", kind: "400", metadata: false },
  { name: "answers everything but metadata with 400 invalid_request", kind: "400", metadata: true },
  { name: "is down", kind: "down", metadata: false },
];

export async function startTheDead({ kind, metadata }: (typeof DEAD)[number]): Promise<ProofTarget> {
  return describe(await startDead(kind, { metadata }));
}

function describe(target: Target, faults: Fault[] = []): ProofTarget {
  const provider = loadProvider(findProvider("reference"), target.env);
  const network = target.ca === undefined ? provider.network : { ...provider.network, ca: target.ca };
  const otherwise = Object.assign({}, ...faults.map(({ described }) => described)) as Partial<typeof provider>;
  return { provider: { ...provider, network, ...otherwise }, stop: () => target.stop() };
}
