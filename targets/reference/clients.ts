import { randomBytes } from "node:crypto";
import type { SigningKey } from "./keys.js";
import { publicPart } from "./keys.js";

export type AuthMethod =
  | "none"
  | "client_secret_basic"
  | "client_secret_post"
  | "client_secret_jwt"
  | "private_key_jwt";

/** A registered client, as the overlay and the environment variables need it. */
export type RegisteredClient = {
  name: string;
  id: string;
  secret?: string;
  key?: SigningKey;
  method: AuthMethod;
  grants: string[];
  redirectUris: string[];
  native?: boolean;
  responseTypes?: string[];
  /** Seconds, where they differ from those of every other client. */
  lifetimes?: Lifetimes;
};

export type Lifetimes = { code?: number; access_token?: number; refresh_token?: number; device_code?: number };

/** An account; tokens name it by its id, or by its name where it has none. */
export type User = { id?: string; name: string; password: string };

export const SCOPES = ["openid", "offline_access", "profile", "email", "api:read", "api:write"];

const CODE = ["authorization_code", "refresh_token"];
const SERVICE = ["client_credentials"];
const PASSWORD = ["password", "refresh_token"];
export const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const DEVICE = [DEVICE_GRANT, "refresh_token"];
const IMPLICIT = { grants: ["implicit"], responseTypes: ["id_token"] };

// Every sort of character that RFC 6749 2.3.1 wants form-encoded inside Basic and that A.1 and A.2 allow.
const RESERVED = "%+ :&=/?%2B";

const random = (): string => randomBytes(12).toString("hex");

/** A client with an identifier, and a secret where its method has one, that are new. */
export function client(name: string, rest: Omit<RegisteredClient, "name" | "id" | "secret">): RegisteredClient {
  const id = `${name}-${random()}`;
  return rest.method === "none" || rest.method === "private_key_jwt"
    ? { name, id, ...rest }
    : { name, id, secret: random() + random(), ...rest };
}

/** The clients of one run; identifiers and secrets are new each time. */
export function newClients(key: SigningKey): RegisteredClient[] {
  const basic = "client_secret_basic";
  const reserved = client("reserved", {
    method: basic,
    grants: [...CODE, ...SERVICE],
    redirectUris: ["https://reserved.example.com/cb"],
  });
  return [
    client("confidential", {
      method: basic,
      grants: CODE,
      redirectUris: ["https://app.example.com/cb", "https://app.example.com/cb?tenant=1&mode=a"],
    }),
    client("other", { method: basic, grants: CODE, redirectUris: ["https://other.example.com/cb"] }),
    client("public", { method: "none", grants: CODE, redirectUris: ["https://spa.example.com/cb"] }),
    client("native", {
      method: "none",
      grants: CODE,
      redirectUris: ["http://127.0.0.1/cb", "com.example.app:/cb", "http://[::1]/cb", "http://127.0.0.1:3000/login"],
      native: true,
    }),
    client("post", {
      method: "client_secret_post",
      grants: CODE,
      redirectUris: ["https://post.example.com/cb"],
    }),
    { ...reserved, id: `${reserved.id}:+%2B`, secret: `${reserved.secret}${RESERVED}` },
    client("service", { method: basic, grants: SERVICE, redirectUris: [] }),
    client("service_post", { method: "client_secret_post", grants: SERVICE, redirectUris: [] }),
    client("secret_jwt", { method: "client_secret_jwt", grants: SERVICE, redirectUris: [] }),
    client("key_jwt", { method: "private_key_jwt", grants: SERVICE, redirectUris: [], key }),
    client("restricted", { method: basic, ...IMPLICIT, redirectUris: ["https://restricted.example.com/cb"] }),
    client("password", { method: basic, grants: PASSWORD, redirectUris: [] }),
    client("password_public", { method: "none", grants: PASSWORD, redirectUris: [] }),
    client("implicit", { method: "none", ...IMPLICIT, redirectUris: ["https://implicit.example.com/cb"] }),
    client("implicit_other", { method: "none", ...IMPLICIT, redirectUris: ["https://implicit-other.example.com/cb"] }),
    client("device", { method: "none", grants: DEVICE, redirectUris: [] }),
    client("device_confidential", { method: basic, grants: DEVICE, redirectUris: [] }),
    client("short_lived", {
      method: basic,
      grants: CODE,
      redirectUris: ["https://short-lived.example.com/cb"],
      lifetimes: { code: 2, access_token: 3, refresh_token: 5 },
    }),
    client("device_short", { method: "none", grants: DEVICE, redirectUris: [], lifetimes: { device_code: 3 } }),
    client("resource_server", { method: basic, grants: SERVICE, redirectUris: [] }),
  ];
}

/** The client as a registration, in the words of RFC 7591. */
export function registration(one: RegisteredClient): Record<string, unknown> {
  return {
    client_id: one.id,
    client_name: one.name,
    ...(one.secret === undefined ? {} : { client_secret: one.secret }),
    ...(one.key === undefined ? {} : { jwks: { keys: [publicPart(one.key)] } }),
    token_endpoint_auth_method: one.method,
    application_type: one.native ? "native" : "web",
    grant_types: one.grants,
    redirect_uris: one.redirectUris,
    response_types: one.responseTypes ?? (one.grants.includes("authorization_code") ? ["code"] : []),
    id_token_signed_response_alg: "RS256",
  };
}

export function newUser(): User {
  return { name: `user-${random().slice(0, 8)}`, password: random() };
}

/** What `providers/reference.yaml` reads; the names depend on nothing but the clients' names. */
export function environment(issuer: string, clients: RegisteredClient[], user: User): Record<string, string> {
  const env: Record<string, string> = {
    ASSAY_REFERENCE_ISSUER: issuer,
    ASSAY_REFERENCE_USER: user.name,
    ASSAY_REFERENCE_PASSWORD: user.password,
  };
  for (const one of clients) {
    const prefix = `ASSAY_REFERENCE_${one.name.toUpperCase()}`;
    env[`${prefix}_ID`] = one.id;
    if (one.secret !== undefined) env[`${prefix}_SECRET`] = one.secret;
    if (one.key !== undefined) env[`${prefix}_JWK`] = JSON.stringify(one.key);
  }
  return env;
}
