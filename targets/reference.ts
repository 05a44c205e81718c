import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Server as NetServer } from "node:net";
import type { Provider } from "oidc-provider";
import { configuration, sessionCookiesOverHttp } from "./reference/configuration.js";
import { environment, newClients, newUser } from "./reference/clients.js";
import type { User } from "./reference/clients.js";
import { addDevicePacing } from "./reference/device.js";
import { addImplicitGrant, translateImplicit } from "./reference/implicit.js";
import { addPasswordGrant } from "./reference/password.js";
import { page } from "./reference/html.js";
import { sendHtml } from "./reference/http.js";
import { newEcKey, signingKeys } from "./reference/keys.js";
import { loadProvider } from "./reference/node20.js";
import { interact } from "./reference/pages.js";
import type { PageStyle } from "./reference/pages.js";
import { placeOf, stripPath } from "./reference/place.js";
import { resource } from "./reference/resource.js";
import { secureServer, temporaryFile, tlsOf } from "./reference/tls.js";
import type { TlsOptions } from "./reference/tls.js";
import { Overlay } from "./overlay/overlay.js";
import type { Inner } from "./overlay/overlay.js";
import type { Fault } from "./overlay/types.js";
import type { Target } from "./target.js";

export type { Target } from "./target.js";
export type { Fault } from "./overlay/types.js";

export type ReferenceOptions = {
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

function routes(provider: Provider, user: User): Inner {
  const callback = provider.callback();
  return async (req: IncomingMessage, res: ServerResponse, style: PageStyle = "plain") => {
    const url = req.url ?? "/";
    if (url.startsWith("/interaction/")) return interact({ provider, user, style, req, res });
    if (/^\/resource(\?|$)/.test(url)) return resource(provider, req, res);
    return callback(await translateImplicit(req), res);
  };
}

function failed(res: ServerResponse): void {
  if (!res.headersSent) sendHtml(res, 500, page("Server error", "<p>The reference server failed.</p>"));
}

/**
 * Starts the embedded reference server: `oidc-provider` on loopback, with clients and one user of its own, and the
 * given faults laid over it.
 *
 * @throws when the port is taken.
 */
export async function startReference(options: ReferenceOptions = {}): Promise<Target> {
  const { faults = [], observe = [], port = 0 } = options;
  const { host = options.host ?? "127.0.0.1", path = "" } = placeOf(faults);
  const tls = tlsOf([options, ...faults]);
  const [ProviderClass, keys, clientKey] = await Promise.all([loadProvider(), signingKeys(), newEcKey()]);
  const clients = newClients(clientKey);
  const user = newUser();
  const secured = tls && secureServer(host, tls);
  const server = secured?.server ?? createServer({ keepAliveTimeout: 60_000 });
  const issuer = `${secured ? "https" : "http"}://${host}:${await listen(server, port, host)}${path}`;
  const caFile = secured && temporaryFile("ca.pem", secured.ca);
  const provider = new ProviderClass(issuer, configuration(clients, keys));
  provider.use(sessionCookiesOverHttp);
  addPasswordGrant(provider, user);
  addImplicitGrant(provider);
  addDevicePacing(provider);
  const inner = routes(provider, user);
  const world = { issuer, clients: new Map(clients.map((one) => [one.id, one])), user };
  const overlay = faults.length + observe.length > 0 ? new Overlay(world, faults, observe) : undefined;
  let requests = 0;
  server.on("request", (req, res) => {
    requests += 1;
    stripPath(req, path);
    Promise.resolve(overlay === undefined ? inner(req, res) : overlay.handle(req, res, inner)).catch(() => failed(res));
  });
  return {
    issuer,
    env: { ...environment(issuer, clients, user), ...(caFile ? { ASSAY_REFERENCE_CA: caFile.path } : {}) },
    ...(secured ? { ca: secured.ca } : {}),
    requests: () => requests,
    async stop() {
      caFile?.remove();
      await stopServer(server);
    },
  };
}
