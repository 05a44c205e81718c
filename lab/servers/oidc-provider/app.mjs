// The package on loopback below /op, with its own development pages: any user name logs in.
import { createServer } from "node:http";

const { port, package: path, secrets, clientKey } = JSON.parse(process.env.LAB_SETTINGS);
const { default: Provider } = await import(path);

const CODE = ["authorization_code", "refresh_token"];
const client = (client_id, token_endpoint_auth_method, redirect_uris, rest = {}) => ({
  client_id,
  ...(secrets[client_id] ? { client_secret: secrets[client_id] } : {}),
  token_endpoint_auth_method,
  grant_types: CODE,
  response_types: ["code"],
  redirect_uris,
  ...rest,
});
const service = { grant_types: ["client_credentials"], response_types: [] };

const provider = new Provider(`http://127.0.0.1:${port}/op`, {
  clients: [
    client("confidential", "client_secret_basic", ["https://app.example.com/cb"]),
    client("other", "client_secret_basic", ["https://other.example.com/cb"]),
    client("post", "client_secret_post", ["https://post.example.com/cb"]),
    client("short", "client_secret_basic", ["https://short.example.com/cb"]),
    client("public", "none", ["https://spa.example.com/cb"]),
    client("native", "none", ["http://127.0.0.1/cb", "http://[::1]/cb", "com.example.app:/cb"], {
      application_type: "native",
    }),
    client("service", "client_secret_basic", [], service),
    client("resource", "client_secret_basic", [], service),
    client("key", "private_key_jwt", ["https://key.example.com/cb"], {
      grant_types: [...CODE, "client_credentials"],
      token_endpoint_auth_signing_alg: "ES256",
      jwks: { keys: [clientKey] },
    }),
    client("device", "none", [], {
      grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
      response_types: [],
    }),
  ],
  cookies: { keys: ["lab"] },
  claims: { openid: ["sub"], email: ["email"] },
  scopes: ["openid", "offline_access", "email", "api:read"],
  pkce: { required: () => true },
  rotateRefreshToken: false,
  issueRefreshToken: async (_context, one) => one.grantTypeAllowed("refresh_token"),
  expiresWithSession: async () => false,
  findAccount: async (_context, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, email: `${id}@example.com` }),
  }),
  features: {
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    dPoP: { enabled: true },
    introspection: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    revocation: { enabled: true },
  },
  ttl: {
    AuthorizationCode: (_context, _token, one) => (one.clientId === "short" ? 2 : 60),
    AccessToken: (_context, _token, one) => (one.clientId === "short" ? 3 : 3600),
    RefreshToken: (_context, _token, one) => (one.clientId === "short" ? 5 : 86_400),
  },
});

// As its documentation on mounting shows: the path in front of its own routes is taken off.
const callback = provider.callback();
createServer((req, res) => {
  if (!req.url.startsWith("/op")) return res.writeHead(404).end();
  req.originalUrl = req.url;
  req.url = req.url.slice("/op".length) || "/";
  return callback(req, res);
}).listen(port, "127.0.0.1");
