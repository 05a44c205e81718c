import type { ClientModel, Context, errors } from "oidc-provider";
import { memoryAdapter } from "../../reference/adapter.js";
import type { RegisteredClient, User } from "../../reference/clients.js";
import { registration } from "../../reference/clients.js";
import { page, text } from "../../reference/html.js";
import { PAGE_HEADERS } from "../../reference/http.js";
import type { SigningKey } from "../../reference/keys.js";
import { UNAUTHORISED } from "./clients.js";
import type { Launch } from "./launch.js";
import { AUTHORIZE, JWKS, TOKEN } from "./paths.js";

const HOUR = 3600;

/** The scopes of the guide, and no `offline_access`: it names no grant that a refresh token could be used with. */
export const SCOPES = [
  "openid",
  "fhirUser",
  "launch",
  "patient/*.rs",
  "patient/*.read",
  "patient/*.write",
  "patient/*.cu",
  "user/Practitioner.r",
  "user/Organization.r",
];

export type World = { apps: RegisteredClient[]; user: User; launch: Launch; fhir: string };

type Refusals = typeof errors;

/** Whether an app is registered and not authorised. */
export function isUnauthorised({ apps }: World, client: ClientModel | undefined): boolean {
  return apps.some(({ name, id }) => name === UNAUTHORISED && id === client?.clientId);
}

/** The guide knows one way in, the EHR launch: the app brings the handle it was given, and says which FHIR server. */
function launchParameters(world: World, { InvalidRequest, InvalidScope, UnauthorizedClient }: Refusals) {
  return {
    launch(_context: Context, value: string | undefined, client: ClientModel): void {
      if (isUnauthorised(world, client)) throw new UnauthorizedClient("the app is not authorised");
      if (value !== world.launch.handle) throw new InvalidRequest("launch is missing or unknown");
    },
    aud(_context: Context, value: string | undefined): void {
      if (value?.replace(/\/$/, "") !== world.fhir) throw new InvalidRequest("aud must be the FHIR base URL");
    },
    // RFC 6749 3.3 leaves a server a default scope; the guide marks none of the parameters as required.
    scope(context: Context, value = "launch"): void {
      if (!value.split(" ").some((word) => SCOPES.includes(word))) throw new InvalidScope("no scope is known");
      context.oidc.params["scope"] = value;
    },
  };
}

async function renderError(context: Context, out: { error: string; error_description?: string }): Promise<void> {
  for (const [name, value] of Object.entries(PAGE_HEADERS)) context.set(name, value);
  context.type = "html";
  context.body = page(
    "Request refused",
    `<p role="alert">${text(out.error)}: ${text(out.error_description ?? "")}</p>`,
  );
}

/** Public clients, one grant, and PKCE for those who want it. */
export function configuration(world: World, keys: SigningKey[], refusals: Refusals): Record<string, unknown> {
  return {
    adapter: memoryAdapter(),
    clients: world.apps.map(registration),
    clientBasedCORS: () => false,
    clientAuthMethods: ["none"],
    claims: { openid: ["sub"], fhirUser: ["fhirUser"] },
    // The guide promises the user's details in the ID Token, and names no userinfo endpoint.
    conformIdTokenClaims: false,
    cookies: { long: { httpOnly: true, sameSite: "none" }, short: { httpOnly: true, sameSite: "lax" } },
    enableHttpPostMethods: true,
    expiresWithSession: async () => false,
    extraParams: launchParameters(world, refusals),
    features: {
      dPoP: { enabled: false },
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    findAccount: async (_context: Context, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, fhirUser: `${world.fhir}/Practitioner/${id}` }),
    }),
    jwks: { keys },
    pkce: { required: () => false },
    renderError,
    responseTypes: ["code"],
    routes: { authorization: AUTHORIZE, token: TOKEN, jwks: JWKS },
    scopes: SCOPES,
    ttl: {
      AccessToken: HOUR,
      AuthorizationCode: 60,
      Grant: 24 * HOUR,
      IdToken: HOUR,
      Interaction: HOUR,
      Session: 24 * HOUR,
    },
  };
}

/** The guide's answer to an authorization request has status 302, where the package has 303. */
export async function redirectWith302(context: Context, next: () => Promise<void>): Promise<void> {
  await next();
  if (context.path.startsWith(AUTHORIZE) && context.status === 303) context.status = 302;
}
