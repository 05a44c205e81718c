import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context, Provider } from "oidc-provider";
import type { Inner } from "../../overlay/overlay.js";
import { sessionCookiesOverHttp } from "../../reference/configuration.js";
import { send, sendJson } from "../../reference/http.js";
import { signingKeys } from "../../reference/keys.js";
import { loadProvider } from "../../reference/node20.js";
import { interact } from "../../reference/pages.js";
import type { PageStyle } from "../../reference/pages.js";
import { resource } from "../../reference/resource.js";
import type { Protected } from "../../reference/resource.js";
import { serve } from "../../serve.js";
import type { Application, ServeOptions } from "../../serve.js";
import type { Target } from "../../target.js";
import { environment, newApps, newPractitioner } from "./clients.js";
import { configuration } from "./configuration.js";
import type { World } from "./configuration.js";
import { newLaunch } from "./launch.js";
import { AUTHORIZE, FHIR, PATHS, SMART_CONFIGURATION } from "./paths.js";
import { smartConfiguration } from "./smart-configuration.js";
import { completeAnswer, takeQuery } from "./token.js";

function patientOf({ launch }: World): Protected {
  const patient = JSON.stringify({ resourceType: "Patient", id: launch.patient });
  return {
    scopes: ["patient/*.rs", "patient/*.read"],
    realm: "fhir",
    show: (res) => send(res, 200, "application/fhir+json", patient),
  };
}

function routes(provider: Provider, world: World): Inner {
  const callback = provider.callback();
  const metadata = smartConfiguration(provider.issuer);
  const patient = patientOf(world);
  return async (req: IncomingMessage, res: ServerResponse, style: PageStyle = "plain") => {
    const [path = "/"] = (req.url ?? "/").split("?");
    if (path.startsWith("/interaction/")) return interact({ provider, user: world.user, style, req, res });
    if (path === SMART_CONFIGURATION) return sendJson(res, 200, metadata);
    if (path === `${FHIR}/Patient/${world.launch.patient}`) return resource(provider, req, res, patient);
    return callback(await takeQuery(req), res);
  };
}

/** The guide's answer to an authorization request has status 302, where the package has 303. */
async function redirectWith302(context: Context, next: () => Promise<void>): Promise<void> {
  await next();
  if (context.path.startsWith(AUTHORIZE) && context.status === 303) context.status = 302;
}

/**
 * Starts a server that behaves as the MediRecords FHIR Implementation Guide 1.4.2 says, and where it is silent as the
 * specifications say: the SMART EHR launch with authorization codes, for public clients.
 *
 * @throws when the port is taken.
 */
export async function start(options: ServeOptions = {}): Promise<Target> {
  const [ProviderClass, keys] = await Promise.all([loadProvider(), signingKeys()]);
  const { errors } = await import("oidc-provider");
  const open = (issuer: string): Application => {
    const apps = newApps();
    const user = newPractitioner();
    const launch = newLaunch();
    const world: World = { apps, user, launch, fhir: issuer + FHIR };
    const provider = new ProviderClass(issuer, configuration(world, keys, errors));
    provider.use(sessionCookiesOverHttp);
    provider.use(redirectWith302);
    provider.use(completeAnswer(world));
    return {
      inner: routes(provider, world),
      world: { clients: new Map(apps.map((one) => [one.id, one])), user, paths: PATHS },
      env: environment(issuer, world.fhir, apps, user, launch),
    };
  };
  return serve(options, open, "MEDIRECORDS_CA");
}
