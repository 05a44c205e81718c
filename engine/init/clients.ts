import type { Members } from "../types/suite.js";
import { quoted, texts, variable } from "./text.js";

export const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

/** What the metadata say a client can do at the server. */
export interface Abilities {
  /** Listed grants; what RFC 8414 2 takes for granted where there is no list. */
  grants: string[];
  /** The method that confidential clients are described with; undefined where the server takes none. */
  method?: string;
  post: boolean;
  /** Clients may sign assertions as well, which is usual for services. */
  signed: boolean;
  public: boolean;
  /** The metadata say so themselves. */
  publicListed: boolean;
  introspection: boolean;
}

const SIGNED = "private_key_jwt";

/** Methods in the order in which they are taken: the plainest first. */
const METHODS = [
  "client_secret_basic",
  "client_secret_post",
  SIGNED,
  "client_secret_jwt",
  "tls_client_auth",
  "self_signed_tls_client_auth",
];

/** Without metadata all that a file can name; the user leaves out what the server has not. */
const UNKNOWN: Abilities = {
  grants: ["authorization_code", "client_credentials", DEVICE],
  method: "client_secret_basic",
  post: false,
  signed: false,
  public: true,
  publicListed: true,
  introspection: true,
};

export function abilitiesOf(metadata: Members | undefined): Abilities {
  if (!metadata) return UNKNOWN;
  const grants = texts(metadata["grant_types_supported"]);
  const methods = texts(metadata["token_endpoint_auth_methods_supported"]);
  const known = METHODS.find((method) => methods.includes(method));
  const stated = known !== undefined || methods.includes("none");
  const publicListed = !stated || methods.includes("none");
  const device = typeof metadata["device_authorization_endpoint"] === "string";
  return {
    grants: [...(grants.length > 0 ? grants : ["authorization_code"]), ...(device ? [DEVICE] : [])],
    method: stated ? known : "client_secret_basic",
    post: known === "client_secret_basic" && methods.includes("client_secret_post"),
    signed: known !== SIGNED && methods.includes(SIGNED),
    // Many servers that take public clients do not list "none"; what PKCE is for, they are.
    public: publicListed || texts(metadata["code_challenge_methods_supported"]).length > 0,
    publicListed,
    introspection: typeof metadata["introspection_endpoint"] === "string",
  };
}

/** One client of the file; `method` undefined is a public one. */
interface ClientDraft {
  name: string;
  purpose: string;
  method?: string;
  grants: string[];
  redirectUris?: string[];
  role?: string;
  /** It may well have other scopes than clients with a code: no user logs in, or it gets no refresh tokens. */
  ownScope?: keyof OwnScopes;
}

/** What clients ask for that have a user's login, no user to tell of, or no refresh tokens. */
interface OwnScopes {
  login: string;
  api: string;
  online: string;
}

/** The clients that are of use at a server that can do this, the ones that most checks need first. */
export function clientsFor(able: Abilities): ClientDraft[] {
  const can = (grant: string): boolean => able.grants.includes(grant);
  const refresh = can("refresh_token") ? ["refresh_token"] : [];
  const code = ["authorization_code", ...refresh];
  const { method } = able;
  const clients: (ClientDraft | false | undefined)[] = [
    can("authorization_code") &&
      method !== undefined && {
        name: "confidential",
        purpose: "The client that most checks act as.",
        method,
        grants: code,
        redirectUris: ["https://app.example.com/cb", "https://app.example.com/cb?tenant=1&mode=a"],
      },
    can("authorization_code") &&
      method !== undefined && {
        name: "other",
        purpose: "A second client: codes and tokens of one must not work for the other.",
        method,
        grants: code,
        redirectUris: ["https://other.example.com/cb"],
      },
    can("authorization_code") &&
      able.public && {
        name: "public",
        purpose: "A public client, without a secret: PKCE.",
        grants: code,
        redirectUris: ["https://spa.example.com/cb"],
      },
    can("authorization_code") &&
      able.public && {
        name: "native",
        purpose: "An app on a device (RFC 8252): loopback and private-use redirect URIs.",
        grants: code,
        redirectUris: ["http://127.0.0.1/cb", "com.example.app:/cb"],
      },
    can("authorization_code") &&
      able.post && {
        name: "post",
        purpose: "The same with its credentials in the body of the request.",
        method: "client_secret_post",
        grants: code,
        redirectUris: ["https://post.example.com/cb"],
      },
    can("client_credentials") &&
      method !== undefined && {
        name: "service",
        purpose: "A service that acts for itself.",
        method,
        grants: ["client_credentials"],
        ownScope: "api",
      },
    can("client_credentials") &&
      able.signed && {
        name: "signed",
        purpose: "A service that signs what it asks with.",
        method: SIGNED,
        grants: ["client_credentials"],
        ownScope: "api",
      },
    can(DEVICE) && {
      name: "device",
      purpose: "A device without a browser (RFC 8628).",
      method: able.publicListed ? undefined : method,
      grants: [DEVICE, ...refresh],
      ownScope: "login",
    },
    can("password") &&
      method !== undefined && {
        name: "password",
        purpose:
          "The password grant, which sends the user's own password. What the server wants besides goes under grants:.",
        method,
        grants: ["password", ...refresh],
        ownScope: "api",
      },
    can("implicit") && {
      name: "implicit",
      purpose: "The implicit grant.",
      method: able.publicListed ? undefined : method,
      grants: ["implicit"],
      redirectUris: ["https://implicit.example.com/cb"],
      ownScope: "online",
    },
    able.introspection &&
      method !== undefined && {
        name: "resource_server",
        purpose: "Asks whether tokens are alive; it must be allowed to see those of the other clients.",
        method,
        grants: [],
        role: "resource_server",
      },
  ];
  const wanted = clients.filter((client) => client !== false && client !== undefined);
  return wanted.length > 0 ? wanted : clientsFor({ ...able, grants: ["authorization_code"], method: METHODS[0] });
}

/**
 * Lines of one client; `prefix` begins the names of its variables.
 *
 * @param how `blind`: the server's grants are not known, so that those of a code client are a variable
 */
export function clientLines(
  client: ClientDraft,
  prefix: string,
  { blind, scopes }: { blind: boolean; scopes: OwnScopes },
): string[] {
  const { name, purpose, method, grants, redirectUris, role, ownScope } = client;
  const own = name === "confidential" ? prefix : `${prefix}_${name.toUpperCase()}`;
  const registration = [
    grants.length > 0 ? `grants ${grants.join(", ")}` : "no grant needed",
    method ? `authentication ${method}` : "public, no authentication",
    ...(redirectUris ? ["exactly these redirect URIs"] : []),
  ];
  const open = blind && grants[0] === "authorization_code";
  const listed = open ? [variable("env", `${prefix}_GRANTS`, grants.join(" "))] : grants;
  const lines = [
    `  # ${purpose}`,
    `  # Register: ${registration.join("; ")}.`,
    `  - name: ${name}`,
    `    client_id: ${quoted(variable("env", `${own}_CLIENT_ID`))}`,
  ];
  if (method?.startsWith("client_secret"))
    lines.push(`    client_secret: ${quoted(variable("secret", `${own}_CLIENT_SECRET`))}`);
  if (method === SIGNED)
    lines.push(
      `    jwks: ${quoted(variable("secret", `${own}_JWKS`))} # JWK set with the private key: a file, or JSON text`,
    );
  if (method?.endsWith("_jwt"))
    lines.push(
      `    assertion_audience: ${quoted(variable("env", `${prefix}_ASSERTION_AUDIENCE`, "issuer"))} # or token_endpoint`,
    );
  if (method?.includes("tls_client_auth"))
    lines.push(
      `    certificate: ${quoted(variable("env", `${own}_CERTIFICATE`))} # PEM file`,
      `    key: ${quoted(variable("env", `${own}_KEY`))} # PEM file`,
    );
  lines.push(`    token_endpoint_auth_method: ${method ?? "none"}`, `    grants: [${listed.map(quoted).join(", ")}]`);
  if (redirectUris)
    lines.push(`    redirect_uris: [${quoted(variable("env", `${own}_REDIRECT_URIS`, redirectUris.join(" ")))}]`);
  if (ownScope) lines.push(`    scope: ${quoted(variable("env", `${own}_SCOPE`, scopes[ownScope]))}`);
  if (role) lines.push(`    roles: [${role}]`);
  return lines;
}
