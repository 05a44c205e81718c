import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import type { Inner } from "../../overlay/overlay.js";
import { sessionCookiesOverHttp } from "../../reference/configuration.js";
import { sendJson } from "../../reference/http.js";
import { signingKeys } from "../../reference/keys.js";
import { loadProvider } from "../../reference/node20.js";
import { interact } from "../../reference/pages.js";
import type { PageStyle } from "../../reference/pages.js";
import { serve } from "../../serve.js";
import type { Application, ServeOptions } from "../../serve.js";
import type { Target } from "../../target.js";
import { environment, newClients, newPeople } from "./clients.js";
import type { People } from "./clients.js";
import { configuration } from "./configuration.js";
import type { Errors } from "./configuration.js";
import { nameIntrospection, nameMetadata, smartConfiguration } from "./metadata.js";
import { addPasswordGrant } from "./password.js";
import { BASE, FHIR, PATHS, PORTAL_PATIENT, ROUTES, SMART_CONFIGURATION } from "./paths.js";
import { portalPatient } from "./portal.js";
import { nameRegistration, translateRegistration } from "./registration.js";
import { repairAnswers } from "./repairs.js";
import { aboutToken, authorizationRequest, readMultipart, withToken } from "./requests.js";
import { SignedTokens, signAccessTokens } from "./tokens.js";

type Server = { provider: Provider; people: People; tokens: SignedTokens; base: string };

/** oidc-provider has its well-known documents and its client records at places of its own. */
function relocated(req: IncomingMessage): IncomingMessage {
  const url = req.url ?? "/";
  if (url.startsWith(`${BASE}/.well-known/`)) req.url = url.slice(BASE.length);
  else if (url.startsWith(`${BASE}/client/`)) req.url = url.replace(`${BASE}/client/`, `${ROUTES.registration}/`);
  else if (url.startsWith("/.well-known/")) req.url = "/nothing-here";
  return req;
}

function routes({ provider, people, tokens, base }: Server): Inner {
  const callback = provider.callback();
  return async (req: IncomingMessage, res: ServerResponse, style: PageStyle = "plain") => {
    const [path = "/"] = (req.url ?? "/").split("?");
    if (path.startsWith("/interaction/")) return interact({ provider, user: people.patient, style, req, res });
    if (path === PORTAL_PATIENT) return portalPatient(provider, people.patient, await withToken(req, tokens), res);
    if (path === SMART_CONFIGURATION) return sendJson(res, 200, smartConfiguration(base, provider.issuer));
    if (path === ROUTES.authorization) return callback(await authorizationRequest(req), res);
    if (path === ROUTES.token) return callback(await readMultipart(req), res);
    if (path === ROUTES.introspection || path === ROUTES.revocation)
      return callback(await aboutToken(req, tokens), res);
    if (path === ROUTES.userinfo) return callback(await withToken(req, tokens), res);
    if (path !== ROUTES.registration || req.method !== "POST") return callback(relocated(req), res);
    const translated = await translateRegistration(req, res);
    if (translated !== undefined) await callback(translated, res);
  };
}

/**
 * Starts the stand-in for OpenEMR's authorization server: what its public documentation and a user's post say, on
 * oidc-provider. Clients, people and secrets are invented and new at each start.
 *
 * @throws when the port is taken.
 */
export async function start(options: ServeOptions = {}): Promise<Target> {
  const [ProviderClass, keys] = await Promise.all([loadProvider(), signingKeys()]);
  const { errors } = (await import("oidc-provider")) as unknown as { errors: Errors };
  const open = (base: string): Application => {
    const clients = newClients();
    const people = newPeople();
    const tokens = new SignedTokens(keys);
    const provider = new ProviderClass(base + BASE, configuration(clients, people, keys, base + FHIR, errors));
    provider.use(sessionCookiesOverHttp);
    provider.use(signAccessTokens(provider, tokens));
    nameMetadata(provider);
    nameIntrospection(provider, base, (id) => Object.values(people).find((one) => one.id === id)?.name);
    nameRegistration(provider);
    repairAnswers(provider);
    addPasswordGrant(provider, people);
    return {
      inner: routes({ provider, people, tokens, base }),
      world: { clients: new Map(clients.map((one) => [one.id, one])), user: people.patient, paths: PATHS },
      env: environment(base, clients, people),
    };
  };
  return serve(options, open, "OPENEMR_CA");
}
