import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Fault, Step } from "./overlay/types.js";

export type { Fault } from "./overlay/types.js";

type Deviation = Pick<Fault, "title" | "tls" | "place" | "described"> & { do?: Step[] };
type FaultEntry = Deviation & { fault: string; breaks: string[]; also?: string[]; over?: string[] };
type VariantEntry = Deviation & { variant: string; conforms: string; frees: string[]; over?: string[] };

/** The folder of `package.json`; compiled code lies below it in dist/, the YAML files do not. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error(`"package.json" must be in a folder above ${fileURLToPath(import.meta.url)}`);
    folder = parent;
  }
  return folder;
}

function entries<Entry>(folder: string): Entry[] {
  const path = join(packageRoot(), "targets", folder);
  const files = readdirSync(path)
    .filter((name) => name.endsWith(".yaml"))
    .toSorted();
  return files.flatMap((name) => parse(readFileSync(join(path, name), "utf8")) as Entry[]);
}

function fault({ fault: slug, title, breaks, also = [], over = [], do: steps = [], ...rest }: FaultEntry): Fault {
  return { kind: "fault", slug, title, breaks, also, over, frees: [], ...rest, do: steps };
}

/**
 * Every fault of `targets/faults/`, in the order of the file names. The schema is checked by lint, not here. Those with
 * `over` want the named variants in front of them in `startReference({ faults })`.
 */
export function loadFaults(): Fault[] {
  return entries<FaultEntry>("faults").map(fault);
}

/** Every fault of a stand-in: `targets/vendors/NAME/*.yaml`. Slugs begin with its name, as `openemr/no-scope`. */
export function loadStandInFaults(name: string): Fault[] {
  return entries<FaultEntry>(join("vendors", name)).map((entry) => ({
    ...fault({ ...entry, fault: `${name}/${entry.fault}` }),
    on: name,
  }));
}

/** Every conforming variant of `targets/variants/`. */
export function loadVariants(): Fault[] {
  return entries<VariantEntry>("variants").map(
    ({ variant, title, conforms, frees, over = [], do: steps = [], ...rest }) => ({
      kind: "variant",
      slug: variant,
      title,
      breaks: [],
      also: [],
      over,
      conforms,
      frees,
      ...rest,
      do: steps,
    }),
  );
}
