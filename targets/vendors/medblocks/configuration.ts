import type { Context } from "oidc-provider";
import type { RegisteredClient } from "../../reference/clients.js";
import { registration } from "../../reference/clients.js";
import { memoryAdapter } from "../../reference/adapter.js";
import { lifetime } from "../../reference/configuration.js";
import { page, text } from "../../reference/html.js";
import { PAGE_HEADERS } from "../../reference/http.js";
import type { SigningKey } from "../../reference/keys.js";

// The documentation knows no scopes, and the package grants nothing without one: what is asked for is ignored.
const SCOPE = "fhir";

/** The lifetime in both examples. */
const LIFETIME = 3599;

type Out = { error: string; error_description?: string };

async function renderError(context: Context, { error, error_description: description = "" }: Out): Promise<void> {
  for (const [name, value] of Object.entries(PAGE_HEADERS)) context.set(name, value);
  context.type = "html";
  context.body = page("Request refused", `<p role="alert">${text(error)}: ${text(description)}</p>`);
}

const extraParams = {
  scope(context: Context): void {
    context.oidc.params["scope"] = SCOPE;
  },
};

/** As the documentation says: two grants, no refresh tokens, no metadata; PKCE for clients that send a challenge. */
export function configuration(clients: RegisteredClient[], keys: SigningKey[]): Record<string, unknown> {
  return {
    adapter: memoryAdapter(),
    clientAuthMethods: ["client_secret_basic", "none"],
    clientBasedCORS: () => false,
    clients: clients.map(registration),
    expiresWithSession: async () => false,
    extraParams,
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    findAccount: async (_context: Context, id: string) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    issueRefreshToken: async () => false,
    jwks: { keys },
    pkce: { required: () => false },
    renderError,
    responseTypes: ["code"],
    routes: { authorization: "/oauth2/auth", token: "/oauth2/token" },
    scopes: [SCOPE],
    ttl: {
      AccessToken: lifetime(clients, "access_token", LIFETIME),
      AuthorizationCode: lifetime(clients, "code", 60),
      ClientCredentials: LIFETIME,
      Grant: 86_400,
      Interaction: 3600,
      Session: 86_400,
    },
  };
}
