import type { Context, Provider } from "oidc-provider";
import type { User } from "./clients.js";
import { SCOPES } from "./clients.js";

const GRANT = "password";
const DEFAULT_SCOPE = "api:read";
const OFFERED = new Set(SCOPES.filter((scope) => scope !== "openid" && scope !== "offline_access"));

function refuse(context: Context, error: string, description: string): void {
  context.status = 400;
  context.body = { error, error_description: description };
}

function grantedScope(asked: unknown): string {
  const scopes = String(asked ?? DEFAULT_SCOPE).split(" ");
  return [...new Set(scopes)].filter((scope) => OFFERED.has(scope)).join(" ");
}

/** The resource owner password credentials grant, RFC 6749 4.3, as an extension of the package. */
export function addPasswordGrant(provider: Provider, user: User): void {
  async function handle(context: Context): Promise<void> {
    const { client, params } = context.oidc;
    if (client === undefined) throw new Error("a token request has a client once it is authenticated");
    const missing = ["username", "password"].filter((name) => !params[name]);
    if (missing.length > 0) return refuse(context, "invalid_request", `missing parameter: ${missing.join(", ")}`);
    const scope = grantedScope(params["scope"]);
    if (scope === "") return refuse(context, "invalid_scope", "none of the scopes is known");
    if (params["username"] !== user.name || params["password"] !== user.password) {
      return refuse(context, "invalid_grant", "user name or password is wrong");
    }
    const grant = new provider.Grant({ accountId: user.name, clientId: client.clientId });
    grant.addOIDCScope(scope);
    const source = { accountId: user.name, client, grantId: await grant.save(), gty: GRANT, scope };
    const token = new provider.AccessToken(source);
    const refresh = client.grantTypeAllowed("refresh_token")
      ? { refresh_token: await new provider.RefreshToken({ ...source, rotations: 0 }).save() }
      : {};
    context.body = {
      access_token: await token.save(),
      token_type: token.tokenType,
      expires_in: token.expiration,
      ...refresh,
      scope,
    };
  }
  provider.registerGrantType(GRANT, handle, ["username", "password", "scope"]);
}
