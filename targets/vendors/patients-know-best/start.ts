import type { OAuthError, Provider } from "oidc-provider";
import type { EndpointPath } from "../../overlay/exchange.js";
import type { Inner } from "../../overlay/overlay.js";
import type { User } from "../../reference/clients.js";
import { newUser } from "../../reference/clients.js";
import { page } from "../../reference/html.js";
import { sendHtml, sendJson } from "../../reference/http.js";
import { signingKeys } from "../../reference/keys.js";
import { loadProvider } from "../../reference/node20.js";
import { interact } from "../../reference/pages.js";
import { resource } from "../../reference/resource.js";
import type { Protected } from "../../reference/resource.js";
import { serve } from "../../serve.js";
import type { Application, ServeOptions } from "../../serve.js";
import type { Target } from "../../target.js";
import { environment, newClients } from "./clients.js";
import { configuration } from "./configuration.js";
import { sampleHeaders } from "./headers.js";
import { allowAddedParameters, demandSentUri } from "./redirect-uri.js";

const PATHS: EndpointPath[] = [
  ["/apiAuthorize.action", "authorization"],
  ["/interaction/", "page"],
  ["/apiToken.action", "token"],
  ["/resource", "resource"],
];

const RECORD: Protected = {
  scopes: ["PATIENT"],
  realm: "record",
  show: (res, { accountId }) => sendJson(res, 200, { resourceType: "Patient", id: accountId }),
};

/** RFC 6749 4.1.2.1 has an error code for it; the package says invalid_request. */
function refuseOtherClients(provider: Provider, UnauthorizedClient: OAuthError): void {
  provider.Client.prototype.responseTypeAllowed = function allowed(type: string): boolean {
    if (this.responseTypes.includes(type)) return true;
    throw new UnauthorizedClient("the client is not registered for authorization codes");
  };
}

function routes(provider: Provider, user: User): Inner {
  const callback = provider.callback();
  return (req, res, style = "plain") => {
    const [path = "/"] = (req.url ?? "/").split("?");
    if (path.startsWith("/interaction/")) return interact({ provider, user, style, req, res });
    if (path === "/resource") return resource(provider, req, res, RECORD);
    if (/^\/(apiAuthorize|apiToken)\.action(\/|$)/.test(path)) return callback(req, res);
    // The package has more to offer than the documentation mentions, a discovery document for one.
    return sendHtml(res, 404, page("Not found", "<p>There is nothing here.</p>"));
  };
}

/**
 * Starts the stand-in of Patients Know Best's authorization server: what the page on the authorization code grant says,
 * and where it is silent what the specifications say.
 *
 * @throws when the port is taken.
 */
export async function start(options: ServeOptions): Promise<Target> {
  const [ProviderClass, keys] = await Promise.all([loadProvider(), signingKeys()]);
  const { errors } = await import("oidc-provider");
  const open = (issuer: string): Application => {
    const clients = newClients();
    const user = newUser();
    const provider = new ProviderClass(issuer, configuration(clients, keys, errors.InvalidScope));
    provider.use(sampleHeaders);
    refuseOtherClients(provider, errors.UnauthorizedClient);
    allowAddedParameters(provider);
    demandSentUri(provider, { context: () => ProviderClass.ctx, InvalidRequest: errors.InvalidRequest });
    return {
      inner: routes(provider, user),
      world: { clients: new Map(clients.map((one) => [one.id, one])), user, paths: PATHS },
      env: environment(issuer, clients, user),
    };
  };
  return serve(options, open, "PKB_CA");
}
