import { generateKeyPairSync, randomBytes } from "node:crypto";

const CODE = ["authorization_code", "refresh_token"];
const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

type Client = {
  id: string;
  method: "none" | "client_secret_basic" | "client_secret_post" | "private_key_jwt";
  grants: string[];
  redirect_uris?: string[];
  /** Seconds that its access tokens live. */
  lifetime?: number;
};

const at = (host: string): string[] => [`https://${host}.example.com/cb`];

const CLIENTS: Client[] = [
  {
    id: "confidential",
    method: "client_secret_basic",
    grants: CODE,
    redirect_uris: ["https://app.example.com/cb", "https://app.example.com/cb?tenant=1&mode=a"],
  },
  { id: "other", method: "client_secret_basic", grants: CODE, redirect_uris: at("other") },
  { id: "public", method: "none", grants: CODE, redirect_uris: at("spa") },
  {
    id: "native",
    method: "none",
    grants: CODE,
    redirect_uris: ["http://127.0.0.1/cb", "http://[::1]/cb", "com.example.app:/cb"],
  },
  { id: "post", method: "client_secret_post", grants: CODE, redirect_uris: at("post") },
  {
    id: "signed",
    method: "private_key_jwt",
    grants: [...CODE, "client_credentials", JWT_BEARER],
    redirect_uris: at("signed"),
  },
  { id: "reserved:% +", method: "client_secret_basic", grants: CODE, redirect_uris: at("reserved") },
  { id: "short_lived", method: "client_secret_basic", grants: CODE, redirect_uris: at("short"), lifetime: 5 },
  { id: "service", method: "client_secret_basic", grants: ["client_credentials"] },
  { id: "service_post", method: "client_secret_post", grants: ["client_credentials"] },
  { id: "password", method: "client_secret_basic", grants: ["password", "refresh_token"] },
  { id: "password_public", method: "none", grants: ["password", "refresh_token"] },
  { id: "implicit", method: "none", grants: ["implicit"], redirect_uris: at("implicit") },
  {
    id: "implicit_confidential",
    method: "client_secret_basic",
    grants: ["implicit"],
    redirect_uris: at("implicit-confidential"),
  },
  { id: "implicit_other", method: "none", grants: ["implicit"], redirect_uris: at("implicit-other") },
  { id: "resource_server", method: "client_secret_basic", grants: ["client_credentials"] },
];

const secret = (): string => randomBytes(24).toString("base64url");

const variable = (id: string): string => `ORY_FOSITE_${id.replace(/\W.*$/, "").toUpperCase()}`;

function responseTypes(grants: string[]): string[] {
  return [
    ...(grants.includes("authorization_code") ? ["code"] : []),
    ...(grants.includes("implicit") ? ["token", "id_token", "id_token token"] : []),
  ];
}

/**
 * The file that main.go reads, and the variables of providers/ory-fosite.yaml that fit it: secrets and the key are made
 * anew.
 */
export function registrations(): { file: string; env: Record<string, string> } {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = { kid: "signed-1", alg: "RS256", use: "sig" };
  const env: Record<string, string> = {
    ORY_FOSITE_SIGNED_JWKS: JSON.stringify({ keys: [{ ...privateKey.export({ format: "jwk" }), ...key }] }),
    ORY_FOSITE_USER: "alice",
    ORY_FOSITE_USER_PASSWORD: secret(),
  };
  const clients = CLIENTS.map((client) => {
    const full = {
      ...client,
      response_types: responseTypes(client.grants),
      scopes: ["openid", "api:read", "api:write"],
    };
    env[`${variable(client.id)}_ID`] = client.id;
    if (client.method === "none") return full;
    if (client.method === "private_key_jwt") {
      return { ...full, key: { ...publicKey.export({ format: "jwk" }), ...key } };
    }
    const made = client.id.startsWith("reserved") ? `${secret()}:% +&` : secret();
    env[`${variable(client.id)}_SECRET`] = made;
    return { ...full, secret: made };
  });
  return { file: JSON.stringify({ clients, users: { alice: env["ORY_FOSITE_USER_PASSWORD"] } }), env };
}
