import { generateKeyPairSync, randomBytes } from "node:crypto";

const CODE = ["authorization_code", "refresh_token"];
const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

type Client = {
  id: string;
  method: "none" | "client_secret_basic" | "client_secret_post" | "private_key_jwt";
  grants: string[];
  redirect_uris?: string[];
  native?: boolean;
  jwt_tokens?: boolean;
  resource_server?: boolean;
};

const CLIENTS: Client[] = [
  {
    id: "confidential",
    method: "client_secret_basic",
    grants: CODE,
    redirect_uris: ["https://app.example.com/cb", "https://app.example.com/cb?tenant=1&mode=a"],
  },
  { id: "other", method: "client_secret_basic", grants: CODE, redirect_uris: ["https://other.example.com/cb"] },
  { id: "public", method: "none", grants: CODE, redirect_uris: ["https://spa.example.com/cb"] },
  {
    id: "native",
    method: "none",
    grants: CODE,
    native: true,
    redirect_uris: ["http://127.0.0.1/cb", "http://[::1]/cb", "com.example.app:/cb"],
  },
  { id: "post", method: "client_secret_post", grants: CODE, redirect_uris: ["https://post.example.com/cb"] },
  {
    id: "signed",
    method: "private_key_jwt",
    grants: [...CODE, JWT_BEARER],
    redirect_uris: ["https://signed.example.com/cb"],
  },
  {
    id: "jwt_tokens",
    method: "client_secret_basic",
    grants: CODE,
    jwt_tokens: true,
    redirect_uris: ["https://jwt.example.com/cb"],
  },
  {
    id: "reserved:% +",
    method: "client_secret_basic",
    grants: [...CODE, "client_credentials"],
    redirect_uris: ["https://reserved.example.com/cb"],
  },
  { id: "service", method: "client_secret_basic", grants: ["client_credentials"] },
  { id: "service_post", method: "client_secret_post", grants: ["client_credentials"] },
  { id: "implicit", method: "none", grants: ["implicit"], redirect_uris: ["https://implicit.example.com/cb"] },
  { id: "device", method: "none", grants: [DEVICE, "refresh_token"], native: true },
  { id: "device_confidential", method: "client_secret_basic", grants: [DEVICE, "refresh_token"] },
  { id: "resource_server", method: "client_secret_basic", grants: [], resource_server: true },
];

const secret = (): string => randomBytes(24).toString("base64url");

const variable = (id: string): string => `ZITADEL_OIDC_${id.replace(/\W+/g, "_").replace(/_$/, "").toUpperCase()}`;

/**
 * The file that main.go reads, and the variables of providers/zitadel-oidc.yaml that fit it: secrets and the key are
 * made anew.
 */
export function registrations(): { file: string; env: Record<string, string> } {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = { kid: "signed-1", alg: "RS256", use: "sig" };
  const env: Record<string, string> = {
    ZITADEL_OIDC_SIGNED_JWKS: JSON.stringify({ keys: [{ ...privateKey.export({ format: "jwk" }), ...key }] }),
  };
  const clients = CLIENTS.map((client) => {
    env[`${variable(client.id)}_ID`] = client.id;
    if (client.method === "none") return client;
    if (client.method === "private_key_jwt") {
      return { ...client, key: { ...publicKey.export({ format: "jwk" }), ...key } };
    }
    const made = client.id.startsWith("reserved") ? `${secret()}:% +&` : secret();
    env[`${variable(client.id)}_SECRET`] = made;
    return { ...client, secret: made };
  });
  return { file: JSON.stringify({ clients, users: users(env, clients) }), env };
}

/** Services are accounts too: the example looks the subject of every token up when it is introspected. */
function users(env: Record<string, string>, clients: Client[]): Record<string, object> {
  env.ZITADEL_OIDC_USER = "alice";
  env.ZITADEL_OIDC_PASSWORD = secret();
  const person = { FirstName: "Alice", LastName: "Example", Email: "alice@example.com", EmailVerified: true };
  const account = (name: string, password: string) => [
    name,
    { ID: name, Username: name, Password: password, ...person },
  ];
  const services = clients.filter(({ grants }) => grants.includes("client_credentials") || grants.includes(JWT_BEARER));
  return Object.fromEntries([
    account(env.ZITADEL_OIDC_USER, env.ZITADEL_OIDC_PASSWORD),
    ...services.map(({ id }) => account(id, secret())),
  ]);
}
