import { createServer } from "node:http";
import type { Server, ServerResponse } from "node:http";
import type { AddressInfo, Server as NetServer } from "node:net";
import { Overlay } from "./overlay/overlay.js";
import type { Inner } from "./overlay/overlay.js";
import type { World } from "./overlay/exchange.js";
import type { Fault } from "./overlay/types.js";
import { page } from "./reference/html.js";
import { sendHtml } from "./reference/http.js";
import { placeOf, stripPath } from "./reference/place.js";
import { secureServer, temporaryFile, tlsOf } from "./reference/tls.js";
import type { TlsOptions } from "./reference/tls.js";
import type { Target } from "./target.js";

export type ServeOptions = {
  /** Faults and variants that act. */
  faults?: Fault[];
  /** Faults and variants that only announce, in `x-overlay-would-act`, that they would act. */
  observe?: Fault[];
  /** A free port when left out. */
  port?: number;
  host?: string;
  /** https instead of http; a fault or variant that acts can want it too. */
  tls?: true | TlsOptions;
};

/** A server that knows its own address: what it answers, what the overlay has to know of it, and its variables. */
export type Application = { inner: Inner; world: Omit<World, "issuer">; env: Record<string, string> };

function listen(server: NetServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

export function stopServer(server: Pick<Server, "close" | "closeAllConnections">): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function failed(res: ServerResponse): void {
  if (!res.headersSent) sendHtml(res, 500, page("Server error", "<p>The server failed.</p>"));
}

/**
 * Starts a server on loopback with the given faults laid over it. `open` makes it once its issuer is known; `ca` is the
 * name of the variable that takes the file of the authority behind its certificate.
 *
 * @throws when the port is taken.
 */
export async function serve(
  options: ServeOptions,
  open: (issuer: string) => Application | Promise<Application>,
  ca: string,
): Promise<Target> {
  const { faults = [], observe = [], port = 0 } = options;
  const { host = options.host ?? "127.0.0.1", path = "" } = placeOf(faults);
  const tls = tlsOf([options, ...faults]);
  const secured = tls && secureServer(host, tls);
  const server = secured?.server ?? createServer({ keepAliveTimeout: 60_000 });
  const issuer = `${secured ? "https" : "http"}://${host}:${await listen(server, port, host)}${path}`;
  const { inner, world, env } = await open(issuer);
  const caFile = secured && temporaryFile("ca.pem", secured.ca);
  const overlaid = faults.length + observe.length > 0;
  const overlay = overlaid ? new Overlay({ issuer, ...world }, faults, observe) : undefined;
  let requests = 0;
  server.on("request", (req, res) => {
    requests += 1;
    stripPath(req, path);
    Promise.resolve(overlay === undefined ? inner(req, res) : overlay.handle(req, res, inner)).catch(() => failed(res));
  });
  return {
    issuer,
    env: { ...env, ...(caFile ? { [ca]: caFile.path } : {}) },
    ...(secured ? { ca: secured.ca } : {}),
    requests: () => requests,
    async stop() {
      caFile?.remove();
      await stopServer(server);
    },
  };
}
