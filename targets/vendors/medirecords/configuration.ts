import type { Context } from "oidc-provider";
import { memoryAdapter } from "../../reference/adapter.js";
import type { RegisteredClient, User } from "../../reference/clients.js";
import { registration } from "../../reference/clients.js";
import { page, text } from "../../reference/html.js";
import type { SigningKey } from "../../reference/keys.js";
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

type InvalidRequest = new (description: string) => Error;

/** The guide knows one way in, the EHR launch: the app brings the handle it was given, and says which FHIR server. */
function launchParameters({ launch, fhir }: World, Refusal: InvalidRequest) {
  return {
    launch(_context: Context, value: string | undefined): void {
      if (value !== launch.handle) throw new Refusal("launch is missing or unknown");
    },
    aud(_context: Context, value: string | undefined): void {
      if (value?.replace(/\/$/, "") !== fhir) throw new Refusal("aud must be the FHIR base URL");
    },
    // RFC 6749 3.3 leaves a server a default scope; the guide marks none of the parameters as required.
    scope(context: Context, value: string | undefined): void {
      context.oidc.params["scope"] = value ?? "launch";
    },
  };
}

async function renderError(context: Context, out: { error: string; error_description?: string }): Promise<void> {
  context.type = "html";
  context.body = page(
    "Request refused",
    `<p role="alert">${text(out.error)}: ${text(out.error_description ?? "")}</p>`,
  );
}

/** Public clients, one grant, and PKCE for those who want it. */
export function configuration(world: World, keys: SigningKey[], Refusal: InvalidRequest): Record<string, unknown> {
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
    extraParams: launchParameters(world, Refusal),
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
