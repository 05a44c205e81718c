// The package on loopback below /op, as its documentation on mounting shows.
import { createServer } from "node:http";
import { interact, renderError } from "./pages.mjs";

const { port, package: path, secrets, clientKey, user } = JSON.parse(process.env.LAB_SETTINGS);
const { default: Provider } = await import(path);

const CODE = ["authorization_code", "refresh_token"];
const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

/** As a client registers; `grants` decides the response types. */
const client = (client_id, token_endpoint_auth_method, redirect_uris, { grants = CODE, ...rest } = {}) => ({
  client_id,
  ...(secrets[client_id] ? { client_secret: secrets[client_id] } : {}),
  token_endpoint_auth_method,
  grant_types: grants,
  response_types: grants.includes("authorization_code") ? ["code"] : grants.includes("implicit") ? ["id_token"] : [],
  redirect_uris,
  ...rest,
});

const service = { grants: ["client_credentials"] };
const device = { grants: [DEVICE, "refresh_token"] };

const clients = [
  client("confidential", "client_secret_basic", [
    "https://app.example.com/cb",
    "https://app.example.com/cb?tenant=1&mode=a",
  ]),
  client("other", "client_secret_basic", ["https://other.example.com/cb"]),
  client("post", "client_secret_post", ["https://post.example.com/cb"]),
  client("short", "client_secret_basic", ["https://short.example.com/cb"]),
  client("reserved", "client_secret_basic", ["https://reserved.example.com/cb"]),
  client("restricted", "client_secret_basic", ["https://restricted.example.com/cb"], { grants: ["implicit"] }),
  client("public", "none", ["https://spa.example.com/cb"]),
  client("native", "none", ["http://127.0.0.1/cb", "http://[::1]/cb", "com.example.app:/cb"], {
    application_type: "native",
  }),
  client("service", "client_secret_basic", [], service),
  client("service_post", "client_secret_post", [], service),
  client("resource", "client_secret_basic", [], service),
  client("key", "private_key_jwt", ["https://key.example.com/cb"], {
    grants: [...CODE, "client_credentials"],
    token_endpoint_auth_signing_alg: "ES256",
    jwks: { keys: [clientKey] },
  }),
  client("device", "none", [], device),
  client("device_other", "client_secret_basic", [], device),
];

const provider = new Provider(`http://127.0.0.1:${port}/op`, {
  clients,
  cookies: { keys: ["lab"] },
  claims: { openid: ["sub"], email: ["email"] },
  scopes: ["openid", "offline_access", "email", "api:read"],
  responseTypes: ["code", "id_token"],
  pkce: { required: () => true },
  expiresWithSession: async () => false,
  findAccount: async (_context, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, email: `${id}@example.com` }),
  }),
  interactions: { url: (_context, { uid }) => `/op/interaction/${uid}` },
  issueRefreshToken: async (_context, one) => one.grantTypeAllowed("refresh_token"),
  renderError,
  features: {
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    devInteractions: { enabled: false },
    dPoP: { enabled: true },
    // The default answers every client, public ones about their own tokens with nothing but a client_id.
    introspection: {
      enabled: true,
      allowedPolicy: async (_context, one, token) =>
        one.clientId === "resource" || (one.clientAuthMethod !== "none" && one.clientId === token.clientId),
    },
    pushedAuthorizationRequests: { enabled: true },
    revocation: { enabled: true },
  },
  ttl: {
    AuthorizationCode: (_context, _token, one) => (one.clientId === "short" ? 2 : 60),
    AccessToken: (_context, _token, one) => (one.clientId === "short" ? 3 : 3600),
    RefreshToken: (_context, _token, one) => (one.clientId === "short" ? 5 : 86_400),
  },
});

const callback = provider.callback();
createServer((req, res) => {
  if (!req.url.startsWith("/op/")) return res.writeHead(404).end();
  req.originalUrl = req.url;
  req.url = req.url.slice("/op".length);
  return req.url.startsWith("/interaction/") ? interact(provider, user, req, res) : callback(req, res);
}).listen(port, "127.0.0.1");
