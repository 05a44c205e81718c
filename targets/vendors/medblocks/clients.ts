import type { RegisteredClient, User } from "../../reference/clients.js";
import { client } from "../../reference/clients.js";

const CODE = ["authorization_code"];
const SERVICE = ["client_credentials"];
const WEB = "https://web.example.com/cb";

// RFC 6749 2.3.1 wants these form-encoded inside Basic.
const RESERVED = "%+ :&=";

/**
 * The two kinds of client that the documentation knows, a backend and a single page application, and such as an
 * administrator could register besides.
 */
export function newClients(): RegisteredClient[] {
  const basic = "client_secret_basic";
  const web = client("web", { method: basic, grants: CODE, redirectUris: [`${WEB}`, `${WEB}?tenant=1&mode=a`] });
  return [
    client("backend", { method: basic, grants: SERVICE, redirectUris: [] }),
    client("app", { method: "none", grants: CODE, redirectUris: ["https://app.example.com/cb"] }),
    client("other_app", { method: "none", grants: CODE, redirectUris: ["https://other.example.com/cb"] }),
    client("native", { method: "none", grants: CODE, redirectUris: ["http://127.0.0.1/cb"], native: true }),
    { ...web, secret: `${web.secret}${RESERVED}` },
    client("short_lived", {
      method: basic,
      grants: CODE,
      redirectUris: ["https://short-lived.example.com/cb"],
      lifetimes: { code: 2, access_token: 3 },
    }),
    client("console", { method: basic, grants: SERVICE, redirectUris: ["https://console.example.com/cb"] }),
  ];
}

/** What somebody with an account at the vendor's would fill in. */
export function environment(issuer: string, clients: RegisteredClient[], user: User): Record<string, string> {
  const env: Record<string, string> = {
    MEDBLOCKS_BASE_URL: issuer,
    MEDBLOCKS_USER: user.name,
    MEDBLOCKS_PASSWORD: user.password,
  };
  for (const { name, id, secret } of clients) {
    const prefix = `MEDBLOCKS_${name.toUpperCase()}`;
    env[`${prefix}_ID`] = id;
    if (secret !== undefined) env[`${prefix}_SECRET`] = secret;
  }
  return env;
}
