/** The clients that providers/authlib.yaml names, with identifiers and secrets that are new in every start. */
import { generateKeyPairSync, randomBytes } from "node:crypto";

const CODE = ["authorization_code", "refresh_token"];
const SERVICE = ["client_credentials"];
const DEVICE = ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"];
const BASIC = "client_secret_basic";
export const SCOPES = ["profile", "email"];

interface Registration {
  name: string;
  method: string;
  grants: string[];
  redirectUris?: string[];
  /** Seconds; keys are those of the provider file. */
  lifetimes?: Record<string, number>;
  /** It may introspect. */
  internal?: boolean;
  /** Added to identifier and secret. */
  reserved?: string;
}

const at = (host: string): string[] => [`https://${host}.example.com/cb`];

const REGISTRATIONS: Registration[] = [
  {
    name: "confidential",
    method: BASIC,
    grants: CODE,
    redirectUris: [...at("app"), "https://app.example.com/cb?tenant=1&mode=a"],
  },
  { name: "other", method: BASIC, grants: CODE, redirectUris: at("other") },
  { name: "public", method: "none", grants: CODE, redirectUris: at("spa") },
  {
    name: "native",
    method: "none",
    grants: CODE,
    redirectUris: ["http://127.0.0.1/cb", "com.example.app:/cb", "http://[::1]/cb", "http://127.0.0.1:3000/login"],
  },
  { name: "post", method: "client_secret_post", grants: CODE, redirectUris: at("post") },
  { name: "service", method: BASIC, grants: SERVICE },
  { name: "service_post", method: "client_secret_post", grants: SERVICE },
  { name: "signed", method: "private_key_jwt", grants: SERVICE },
  { name: "secret_jwt", method: "client_secret_jwt", grants: SERVICE },
  {
    name: "reserved",
    method: BASIC,
    grants: [...CODE, ...SERVICE],
    redirectUris: at("reserved"),
    // Every sort of character that RFC 6749 2.3.1 wants form-encoded inside Basic and that A.1 and A.2 allow.
    reserved: ":+ %2B&=/?",
  },
  { name: "restricted", method: BASIC, grants: SERVICE, redirectUris: at("restricted") },
  { name: "password", method: BASIC, grants: ["password", "refresh_token"] },
  { name: "password_public", method: "none", grants: ["password", "refresh_token"] },
  { name: "implicit", method: "none", grants: ["implicit"], redirectUris: at("implicit") },
  { name: "implicit_other", method: "none", grants: ["implicit"], redirectUris: at("implicit-other") },
  { name: "device", method: "none", grants: DEVICE },
  { name: "device_confidential", method: BASIC, grants: DEVICE },
  {
    name: "short_lived",
    method: BASIC,
    grants: CODE,
    redirectUris: at("short-lived"),
    lifetimes: { code: 4, access_token: 5, refresh_token: 8 },
  },
  { name: "resource_server", method: BASIC, grants: SERVICE, internal: true },
];

export const random = (): string => randomBytes(16).toString("hex");

/** `seeds` go into the application's configuration, `env` has the provider file's variables. */
export function newClients(): { seeds: object[]; env: Record<string, string> } {
  const env: Record<string, string> = {};
  const seeds = REGISTRATIONS.map((one) => {
    const prefix = one.name === "confidential" ? "AUTHLIB" : `AUTHLIB_${one.name.toUpperCase()}`;
    const id = `${one.name}-${random().slice(0, 12)}${one.reserved ?? ""}`;
    const secret = one.method.startsWith("client_secret") ? `${random()}${one.reserved ?? ""}` : undefined;
    const keys = one.method === "private_key_jwt" ? newKeys() : undefined;
    env[`${prefix}_CLIENT_ID`] = id;
    if (secret) env[`${prefix}_CLIENT_SECRET`] = secret;
    if (keys) env[`${prefix}_JWKS`] = JSON.stringify(keys.private);
    return {
      client_id: id,
      client_secret: secret,
      metadata: {
        client_name: one.name,
        redirect_uris: one.redirectUris ?? [],
        grant_types: one.grants,
        response_types: one.grants.flatMap((grant) => RESPONSE_TYPES[grant] ?? []),
        scope: SCOPES.join(" "),
        token_endpoint_auth_method: one.method,
        ...(keys ? { jwks: keys.public } : {}),
        ...(one.lifetimes ? { lifetimes: one.lifetimes } : {}),
        ...(one.internal ? { client_type: "internal" } : {}),
      },
    };
  });
  return { seeds, env };
}

const RESPONSE_TYPES: Record<string, string[]> = { authorization_code: ["code"], implicit: ["token"] };

function newKeys(): { private: object; public: object } {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const named = { kid: random().slice(0, 8), alg: "ES256", use: "sig" };
  return {
    private: { keys: [{ ...pair.privateKey.export({ format: "jwk" }), ...named }] },
    public: { keys: [{ ...pair.publicKey.export({ format: "jwk" }), ...named }] },
  };
}
