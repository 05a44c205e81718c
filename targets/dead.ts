import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DEVICE_GRANT, environment, newClients, newUser } from "./reference/clients.js";
import { sendJson, sendHtml } from "./reference/http.js";
import { newEcKey } from "./reference/keys.js";
import { stopServer } from "./serve.js";
import type { Target } from "./target.js";

export type DeadKind = "500" | "400" | "down";
export type DeadOptions = {
  /** Serves true-looking metadata, so that a suite gets past discovery. */
  metadata?: boolean;
};

function metadata(issuer: string): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    introspection_endpoint: `${issuer}/token/introspection`,
    revocation_endpoint: `${issuer}/token/revocation`,
    device_authorization_endpoint: `${issuer}/device/auth`,
    scopes_supported: ["api:read", "api:write"],
    response_types_supported: ["code", "token"],
    grant_types_supported: [
      "authorization_code",
      "implicit",
      "refresh_token",
      "client_credentials",
      "password",
      DEVICE_GRANT,
    ],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "none"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
  };
}

function refuse(kind: DeadKind, res: ServerResponse): void {
  res.setHeader("cache-control", "no-store");
  if (kind === "400") sendJson(res, 400, { error: "invalid_request" });
  else sendHtml(res, 500, "<!doctype html><title>Error</title><p>Internal Server Error</p>");
}

/**
 * Starts a server that is no use: it answers everything with 500, everything with 400 `invalid_request`, or nothing,
 * as its port refuses connections. The environment has the same names as that of the reference server.
 */
export async function startDead(kind: DeadKind, options: DeadOptions = {}): Promise<Target> {
  let requests = 0;
  const server = createServer((req, res) => {
    requests += 1;
    req.resume();
    const discovery = options.metadata === true && (req.url ?? "").startsWith("/.well-known/");
    if (discovery) sendJson(res, 200, metadata(issuer));
    else refuse(kind, res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = environment(issuer, newClients(await newEcKey()), newUser());
  const stop = (): Promise<void> => (server.listening ? stopServer(server) : Promise.resolve());
  if (kind === "down") await stop();
  return { issuer, env, requests: () => requests, stop };
}
