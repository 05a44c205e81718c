/** What a server of the lab is: a folder below `servers/` with a `server.ts` that exports one as `server`. */

import type { NetworkName, Outside } from "./network.js";
import type { Runtime } from "./runtimes.js";

/** Where a server is put together. */
export interface Install {
  /** A folder of this server and release that stays between runs; git ignores it. */
  cache: string;
  /** `lab/servers/NAME/` of the repository: configuration and the few lines that use the product. */
  assets: string;
  /** One of `releases`. */
  release: string;
  log(line: string): void;
}

export interface Start extends Install {
  /** Free, on 127.0.0.1. */
  port: number;
  /** Fresh and empty, removed afterwards: databases, keys, logs. */
  directory: string;
  /** Absent: it is reached at its port on loopback. */
  outside?: Outside;
}

export interface Running {
  /** Every variable of `providers/NAME.yaml`. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** Another way to log in, by variables of the provider file alone. */
export interface Login {
  /** Instead of those of a usual run. */
  env(usual: Record<string, string>): Record<string, string>;
  /** Globs of the checks that are run so: a login that takes seconds makes a whole run last too long. */
  checks: readonly string[];
}

export interface LabServer {
  product: string;
  /** That the product is written in. */
  language: string;
  /** The one that is judged, then older ones that it is compared with. */
  releases: readonly [string, ...string[]];
  /** Commands beside Node and npm that it is put together and run with. */
  runtimes?: readonly Runtime[];
  /** Networks that it can be put behind; its verdicts must not change there. */
  networks?: readonly NetworkName[];
  /** Other ways to log in, by what they are; its verdicts must not change. */
  logins?: Readonly<Record<string, Login>>;
  /** Puts everything below `cache`; does nothing where that was done. @throws Error when a package cannot be had */
  install(at: Install): Promise<void>;
  /** Starts it, configures it and waits until it answers. @throws Error when it does not come up */
  start(at: Start): Promise<Running>;
}
