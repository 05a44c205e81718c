import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Context, Provider } from "oidc-provider";
import { readBody, rewritten } from "./http.js";

// The package has left the implicit grant of RFC 6749 behind, but still gives ID tokens at the authorization endpoint.
// A request for a token goes through that flow, and a response mode of ours gives its answer the form of 4.2.2.

const MODE = "implicit_grant";
const DEFAULT_SCOPE = "api:read";
const NOT_FOR_TOKENS = new Set(["openid", "offline_access"]);

function asIdTokenRequest(encoded: string): string | undefined {
  const params = new URLSearchParams(encoded);
  const [type, ...others] = params.getAll("response_type");
  if (type !== "token" || others.length > 0) return undefined;
  params.set("response_type", "id_token");
  params.set("response_mode", MODE);
  params.set("nonce", randomBytes(12).toString("hex"));
  const scopes = params.getAll("scope");
  if (scopes.length < 2) params.set("scope", `openid ${scopes[0] || DEFAULT_SCOPE}`);
  return params.toString();
}

/** The request as the package can serve it: unchanged, unless it asks for a token at the authorization endpoint. */
export async function translateImplicit(req: IncomingMessage): Promise<IncomingMessage> {
  const [path = "/", query = ""] = (req.url ?? "/").split(/\?(.*)/s);
  if (path !== "/auth") return req;
  if (req.method !== "POST") {
    const changed = asIdTokenRequest(query);
    return changed === undefined ? req : rewritten(req, `${path}?${changed}`, "");
  }
  const body = await readBody(req);
  const isForm = (req.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  return rewritten(req, req.url ?? "/", (isForm ? asIdTokenRequest(body) : undefined) ?? body);
}

async function accessToken(context: Context): Promise<Record<string, unknown>> {
  const { client, grant, provider, requestParamOIDCScopes, session } = context.oidc;
  if (!client || !grant || !session)
    throw new Error("an authorization that succeeds has a client, a grant and a session");
  const asked = [...requestParamOIDCScopes].filter((scope) => !NOT_FOR_TOKENS.has(scope));
  const scope = grant.getOIDCScopeFiltered(new Set(asked));
  const token = new provider.AccessToken({
    accountId: session.accountId,
    client,
    grantId: session.grantIdFor(client.clientId),
    gty: "implicit",
    sessionUid: session.uid,
    scope,
  });
  return { access_token: await token.save(), token_type: token.tokenType, expires_in: token.expiration, scope };
}

function errorOf(context: Context, response: Record<string, unknown>): Record<string, unknown> {
  const allowed = context.oidc.client?.grantTypeAllowed("implicit");
  if (allowed || response["error"] !== "invalid_request") return response;
  return { ...response, error: "unauthorized_client", error_description: "the client may not use the implicit grant" };
}

/** Teaches the package the response of the implicit grant; {@link translateImplicit} brings the requests. */
export function addImplicitGrant(provider: Provider): void {
  provider.registerResponseMode(MODE, async (context, redirectUri, { id_token: unasked, ...response }) => {
    const { state } = response;
    const parameters: Record<string, unknown> =
      unasked === undefined
        ? errorOf(context, response)
        : { ...(await accessToken(context)), ...(state === undefined ? {} : { state }), iss: provider.issuer };
    const fragment = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) fragment.set(name, String(value));
    context.status = 303;
    context.redirect(`${redirectUri}#${fragment.toString()}`);
  });
  provider.use(async (context, next) => {
    await next();
    if (context.oidc?.route !== "discovery" || context.status !== 200) return;
    const body = context.body as { response_types_supported: string[] };
    body.response_types_supported = [...body.response_types_supported, "token"];
  });
}
