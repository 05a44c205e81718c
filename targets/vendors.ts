import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ServeOptions } from "./serve.js";
import type { Target } from "./target.js";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "vendors");

/** Names of the stand-ins: the folders of `targets/vendors/` that have a `start`. */
export function standIns(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => existsSync(join(FOLDER, name, "start.js")))
    .toSorted();
}

/**
 * Starts the stand-in of a vendor: a server that behaves as the vendor's documentation says. Its `env` has the
 * variables of `providers/NAME.yaml`.
 *
 * @throws when there is none of that name, or the port is taken.
 */
export async function startStandIn(name: string, options: ServeOptions = {}): Promise<Target> {
  if (!standIns().includes(name)) throw new Error(`no stand-in "${name}"; there are ${standIns().join(", ")}`);
  const { start } = (await import(`./vendors/${name}/start.js`)) as { start(options: ServeOptions): Promise<Target> };
  return start(options);
}
