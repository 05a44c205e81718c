import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { registration } from "../../reference/clients.js";
import type { RegisteredClient, User } from "../../reference/clients.js";
import type { SigningKey } from "../../reference/keys.js";

export const PORTAL_SCOPES = ["api:port", "patient/encounter.read", "patient/patient.read", "api:fhir"];
const SYSTEM_SCOPES = ["system/Patient.read"];

/** Scopes that a client can be given; the documentation lists more, of the same shape. */
export const SCOPES = [
  "openid",
  "fhirUser",
  "online_access",
  "offline_access",
  "launch",
  "launch/patient",
  "api:oemr",
  ...PORTAL_SCOPES,
  "patient/Patient.read",
  "patient/Observation.read",
  "user/Patient.read",
  "user/Observation.read",
  ...SYSTEM_SCOPES,
];

/** A person: the login name and the e-mail address differ, and neither is the id. */
export type Person = User & { id: string; email: string };
export type People = { patient: Person; users: Person };

const CODE = ["authorization_code", "refresh_token"];
const word = (): string => randomBytes(6).toString("hex");
const uri = (host: string): string[] => [`https://${host}.example.com/cb`];

/** As long as the identifiers and secrets of the documentation's samples. */
export const newId = (): string => randomBytes(32).toString("base64url");
export const newSecret = (): string => randomBytes(64).toString("base64url");

/** Characters that RFC 6749 2.3.1 wants form-encoded inside Basic. */
const withReserved = (secret: string): string => `${secret}%+ :&=/?%2B`;

function client(name: string, rest: Omit<RegisteredClient, "name" | "id" | "secret">): RegisteredClient {
  const secret = rest.method.startsWith("client_secret") ? { secret: newSecret() } : {};
  return { name, id: newId(), ...secret, ...rest };
}

let key: SigningKey | undefined;

/** RS384 is what the documentation asks of clients that sign; one key a process, as RSA keys take long. */
function clientKey(): SigningKey {
  const made = (): SigningKey => ({
    ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }),
    kid: word(),
    alg: "RS384",
    use: "sig",
  });
  return (key ??= made());
}

/** The clients of one start; identifiers and secrets are new each time. */
export function newClients(): RegisteredClient[] {
  const basic = "client_secret_basic";
  return [
    client("CLIENT", { method: basic, grants: CODE, redirectUris: uri("app") }),
    client("OTHER_CLIENT", {
      method: basic,
      grants: CODE,
      redirectUris: [...uri("other"), "https://other.example.com/cb?tenant=1"],
    }),
    client("POST_CLIENT", { method: "client_secret_post", grants: CODE, redirectUris: uri("post") }),
    client("PUBLIC_CLIENT", {
      method: "none",
      grants: CODE,
      redirectUris: [...uri("spa"), "com.example.app:/cb"],
      native: true,
    }),
    {
      ...client("RESERVED_CLIENT", { method: basic, grants: CODE, redirectUris: uri("reserved") }),
      secret: withReserved(newSecret()),
    },
    client("PORTAL_CLIENT", { method: "none", grants: ["password"], redirectUris: uri("portal") }),
    client("PRIVATE_PORTAL_CLIENT", { method: basic, grants: ["password"], redirectUris: uri("private-portal") }),
    client("SYSTEM_CLIENT", {
      method: "private_key_jwt",
      grants: ["client_credentials"],
      redirectUris: [],
      key: clientKey(),
    }),
    client("RESOURCE_SERVER", { method: basic, grants: CODE, redirectUris: uri("resource-server") }),
  ];
}

/** The client as oidc-provider takes it. */
export function registered(one: RegisteredClient): Record<string, unknown> {
  const { key: own } = one;
  const publicKey = own && { kty: own.kty, n: own["n"], e: own["e"], kid: own.kid, alg: own.alg, use: own.use };
  return {
    ...registration(one),
    ...(publicKey ? { jwks: { keys: [publicKey] }, token_endpoint_auth_signing_alg: "RS384" } : {}),
  };
}

/** Invented people: a portal patient and one of the staff. */
export function newPeople(): People {
  const person = (role: string): Person => {
    const name = `${role}-${word()}`;
    return { id: randomUUID(), name, email: `${name}@mail.example.com`, password: randomBytes(12).toString("hex") };
  };
  return { patient: person("patient"), users: person("staff") };
}

/** What `providers/openemr.yaml` reads, and the staff account. */
export function environment(base: string, clients: RegisteredClient[], people: People): Record<string, string> {
  const env: Record<string, string> = {
    OPENEMR_BASE_URL: base,
    OPENEMR_USER: people.patient.name,
    OPENEMR_EMAIL: people.patient.email,
    OPENEMR_PASSWORD: people.patient.password,
    OPENEMR_STAFF_USER: people.users.name,
    OPENEMR_STAFF_PASSWORD: people.users.password,
  };
  for (const one of clients) {
    env[`OPENEMR_${one.name}_ID`] = one.id;
    if (one.secret !== undefined) env[`OPENEMR_${one.name}_SECRET`] = one.secret;
    if (one.key !== undefined) env[`OPENEMR_${one.name}_JWKS`] = JSON.stringify({ keys: [one.key] });
  }
  return env;
}
