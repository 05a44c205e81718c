import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import type { EndpointPath } from "../../overlay/exchange.js";
import type { Inner } from "../../overlay/overlay.js";
import type { User } from "../../reference/clients.js";
import { newUser } from "../../reference/clients.js";
import { sendJson } from "../../reference/http.js";
import { signingKeys } from "../../reference/keys.js";
import { loadProvider } from "../../reference/node20.js";
import { interact } from "../../reference/pages.js";
import type { PageStyle } from "../../reference/pages.js";
import { resource } from "../../reference/resource.js";
import { serve } from "../../serve.js";
import type { Application, ServeOptions } from "../../serve.js";
import type { Target } from "../../target.js";
import { answers } from "./answers.js";
import { environment, newClients } from "./clients.js";
import { configuration } from "./configuration.js";
import { PATIENTS } from "./fhir.js";

const PATHS: EndpointPath[] = [
  ["/oauth2/auth", "authorization"],
  ["/interaction/", "page"],
  ["/oauth2/token", "token"],
  ["/fhir/Patient", "resource"],
];

// The text names another place than the example does; a client finds the server at both.
const OTHER_PLACE = /^\/oauth2\/authorize(?=\?|$)/;

// What else the package serves, metadata above all, the documentation does not know.
const DOCUMENTED = /^\/oauth2\/(auth(\/[^/?]+)?|token)(\?|$)/;

function routes(provider: Provider, user: User): Inner {
  const callback = provider.callback();
  return async (req: IncomingMessage, res: ServerResponse, style: PageStyle = "plain") => {
    req.url = (req.url ?? "/").replace(OTHER_PLACE, "/oauth2/auth");
    if (req.url.startsWith("/interaction/")) return interact({ provider, user, style, req, res });
    if (/^\/fhir\/Patient(\?|$)/.test(req.url)) return resource(provider, req, res, PATIENTS);
    return DOCUMENTED.test(req.url) ? callback(req, res) : sendJson(res, 404, { error: "not_found" });
  };
}

/**
 * Starts a stand-in for Medblocks, made from its documentation: client credentials for backends, authorization code for
 * single page applications, and a FHIR search behind bearer tokens.
 *
 * @throws when the port is taken.
 */
export async function start(options: ServeOptions = {}): Promise<Target> {
  const [ProviderClass, keys] = await Promise.all([loadProvider(), signingKeys()]);
  const open = (issuer: string): Application => {
    const clients = newClients();
    const user = newUser();
    const provider = new ProviderClass(issuer, configuration(clients, keys));
    provider.use(answers);
    return {
      inner: routes(provider, user),
      world: { clients: new Map(clients.map((one) => [one.id, one])), user, paths: PATHS },
      env: environment(issuer, clients, user),
    };
  };
  return serve(options, open, "MEDBLOCKS_CA");
}
