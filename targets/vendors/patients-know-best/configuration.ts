import type { Context, OAuthError } from "oidc-provider";
import { memoryAdapter } from "../../reference/adapter.js";
import type { RegisteredClient } from "../../reference/clients.js";
import { registration } from "../../reference/clients.js";
import { lifetime, renderError } from "../../reference/configuration.js";
import type { SigningKey } from "../../reference/keys.js";
import { SCOPES } from "./clients.js";
import { noteLeftOut } from "./redirect-uri.js";

const HOUR = 3600;

/** A scope is a type of user. A request without is for any type: the account's first is taken. */
function userType(InvalidScope: OAuthError) {
  return ({ oidc }: Context, value: string | undefined): void => {
    oidc.params["scope"] = value ?? SCOPES[0];
    const unknown = value?.split(" ").filter((word) => !SCOPES.includes(word)) ?? [];
    if (unknown.length > 0) throw new InvalidScope(`scope is one of ${SCOPES.join(", ")}`);
  };
}

/** Of the package only what the documentation shows: a code grant and refresh tokens for clients without a secret. */
export function configuration(
  clients: RegisteredClient[],
  keys: SigningKey[],
  InvalidScope: OAuthError,
): Record<string, unknown> {
  return {
    adapter: memoryAdapter(),
    clients: clients.map(registration),
    clientBasedCORS: () => false,
    cookies: { long: { httpOnly: true, sameSite: "lax" }, short: { httpOnly: true, sameSite: "lax" } },
    expiresWithSession: async () => false,
    extraParams: { scope: userType(InvalidScope), ...noteLeftOut },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    findAccount: async (_context: Context, id: string) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    // The documentation does not mention PKCE: it is checked where it is used, and its samples work without.
    pkce: { required: () => false },
    issueRefreshToken: async () => true,
    jwks: { keys },
    renderError,
    responseTypes: ["code"],
    rotateRefreshToken: true,
    routes: { authorization: "/apiAuthorize.action", token: "/apiToken.action" },
    scopes: SCOPES,
    ttl: {
      AccessToken: lifetime(clients, "access_token", 600),
      AuthorizationCode: lifetime(clients, "code", 60),
      Grant: 24 * HOUR,
      Interaction: HOUR,
      RefreshToken: lifetime(clients, "refresh_token", 24 * HOUR),
      Session: 24 * HOUR,
    },
  };
}
