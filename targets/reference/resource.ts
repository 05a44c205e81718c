import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider, TokenModel } from "oidc-provider";
import { sendJson } from "./http.js";

const SCOPE = "api:read";

function challenge(res: ServerResponse, status: number, error?: string): void {
  const parameters = [`realm="reference"`, ...(error === undefined ? [] : [`error="${error}"`])];
  if (status === 403) parameters.push(`scope="${SCOPE}"`);
  res.setHeader("www-authenticate", `Bearer ${parameters.join(", ")}`);
  sendJson(res, status, error === undefined ? {} : { error });
}

async function find(provider: Provider, token: string): Promise<TokenModel | undefined> {
  const found = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
  return found?.isValid ? found : undefined;
}

/** A resource behind bearer tokens, RFC 6750: GET, scope `api:read`. */
export async function resource(provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method !== "GET") {
    res.setHeader("allow", "GET");
    return sendJson(res, 405, {});
  }
  const [scheme, token, ...rest] = (req.headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer") return challenge(res, 401);
  if (new URL(req.url ?? "/", "http://localhost").searchParams.has("access_token")) {
    return challenge(res, 400, "invalid_request");
  }
  if (!token || rest.length > 0 || !/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) {
    return challenge(res, 400, "invalid_request");
  }
  const found = await find(provider, token);
  if (found === undefined) return challenge(res, 401, "invalid_token");
  if (!(found.scope ?? "").split(" ").includes(SCOPE)) return challenge(res, 403, "insufficient_scope");
  sendJson(res, 200, { client_id: found.clientId, sub: found.accountId, scope: found.scope });
}
