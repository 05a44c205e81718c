import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import { configuration, sessionCookiesOverHttp } from "./reference/configuration.js";
import { environment, newClients, newUser } from "./reference/clients.js";
import type { User } from "./reference/clients.js";
import { addDevicePacing } from "./reference/device.js";
import { addImplicitGrant, translateImplicit } from "./reference/implicit.js";
import { addPasswordGrant } from "./reference/password.js";
import { newEcKey, signingKeys } from "./reference/keys.js";
import { loadProvider } from "./reference/node20.js";
import { interact } from "./reference/pages.js";
import type { PageStyle } from "./reference/pages.js";
import { resource } from "./reference/resource.js";
import type { Inner } from "./overlay/overlay.js";
import type { EndpointPath } from "./overlay/exchange.js";
import { serve } from "./serve.js";
import type { Application, ServeOptions } from "./serve.js";
import type { Target } from "./target.js";

export type { Target } from "./target.js";
export type { Fault } from "./overlay/types.js";

const PATHS: EndpointPath[] = [
  ["/auth", "authorization"],
  ["/interaction/", "page"],
  ["/token/introspection", "introspection"],
  ["/token/revocation", "revocation"],
  ["/token", "token"],
  ["/.well-known/", "metadata"],
  ["/jwks", "jwks"],
  ["/device", "device"],
  ["/resource", "resource"],
];

/** Version of the package that is served. */
function providerVersion(): string {
  const file = new URL("../package.json", import.meta.resolve("oidc-provider"));
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
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

/**
 * Starts the embedded reference server: `oidc-provider` on loopback, with clients and one user of its own, and the
 * given faults laid over it.
 *
 * @throws when the port is taken.
 */
export async function startReference(options: ServeOptions = {}): Promise<Target> {
  const [ProviderClass, keys, clientKey] = await Promise.all([loadProvider(), signingKeys(), newEcKey()]);
  const open = (issuer: string): Application => {
    const clients = newClients(clientKey);
    const user = newUser();
    const provider = new ProviderClass(issuer, configuration(clients, keys));
    provider.use(sessionCookiesOverHttp);
    addPasswordGrant(provider, user);
    addImplicitGrant(provider);
    addDevicePacing(provider);
    return {
      inner: routes(provider, user),
      world: { clients: new Map(clients.map((one) => [one.id, one])), user, paths: PATHS },
      env: { ...environment(issuer, clients, user), ASSAY_REFERENCE_VERSION: providerVersion() },
    };
  };
  return serve(options, open, "ASSAY_REFERENCE_CA");
}
