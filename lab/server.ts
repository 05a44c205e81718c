/** What a server of the lab is: a folder below `servers/` with a `server.ts` that exports one as `server`. */

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
}

export interface Running {
  /** Every variable of `providers/NAME.yaml`. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

export interface LabServer {
  product: string;
  /** That the product is written in. */
  language: string;
  /** The one that is judged, then older ones that it is compared with. */
  releases: readonly [string, ...string[]];
  /** Puts everything below `cache`; does nothing where that was done. @throws Error when a package cannot be had */
  install(at: Install): Promise<void>;
  /** Starts it, configures it and waits until it answers. @throws Error when it does not come up */
  start(at: Start): Promise<Running>;
}
