/** Where the lab keeps things. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../engine/index.js";
import type { LabServer } from "./server.js";

/** Installed packages, stored reports and logs; git ignores it. */
const LAB = join(PACKAGE_ROOT, ".lab");

/** Runtimes that this machine did not have. */
export const RUNTIMES = join(LAB, "cache", "runtimes");

export const RESULTS = join(PACKAGE_ROOT, "docs", "results");

export const assetsOf = (name: string): string => join(PACKAGE_ROOT, "lab", "servers", name);

export const cacheOf = (name: string, release: string): string => join(LAB, "cache", name, release);

/** The stored report of a server: its newest release, or an older one. */
export const reportOf = (name: string, release: string): string => join(LAB, "reports", name, release);

export const logOf = (name: string): string => join(LAB, "logs", `${name}.log`);

/** Names of the servers, which are the names of their provider files. */
export function serverNames(): string[] {
  const folder = join(PACKAGE_ROOT, "lab", "servers");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "server.ts")))
    .toSorted();
}

export async function loadServer(name: string): Promise<LabServer> {
  const { server } = (await import(`./servers/${name}/server.js`)) as { server: LabServer };
  return server;
}
