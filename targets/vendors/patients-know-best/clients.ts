import { randomBytes } from "node:crypto";
import type { RegisteredClient, User } from "../../reference/clients.js";

/** The types of user that a request can ask for; an account of the stand-in has all of them. */
export const SCOPES = ["PATIENT", "CLINICIAN", "TEAMCOORD"];

const random = (): string => randomBytes(12).toString("hex");

function client(name: string, redirectUris: string[], more: Partial<RegisteredClient> = {}): RegisteredClient {
  const grants = ["authorization_code", "refresh_token"];
  return { name, id: `${name}-${random()}`, method: "none", grants, redirectUris, ...more };
}

/**
 * Clients with one redirect URI, one with a query in it, one of a mobile app with several; one whose tokens end soon,
 * and one that is not registered for codes. No client has a secret.
 */
export function newClients(): RegisteredClient[] {
  return [
    client("web", ["https://client.example.com/cb"]),
    client("other", ["https://other.example.com/cb"]),
    client("portal", ["https://portal.example.com/cb?tenant=1&mode=a"]),
    client("mobile", ["https://app.example.com/cb", "http://localhost:8400/cb", "com.example.app:/cb"], {
      native: true,
    }),
    client("short", ["https://short.example.com/cb"], {
      lifetimes: { code: 2, access_token: 3, refresh_token: 5 },
    }),
    client("system", ["https://system.example.com/cb"], { grants: ["refresh_token"] }),
  ];
}

/** What `providers/patients-know-best.yaml` reads. */
export function environment(issuer: string, clients: RegisteredClient[], user: User): Record<string, string> {
  const ids = clients.map(({ name, id }) => [`PKB_${name.toUpperCase()}_CLIENT_ID`, id]);
  return {
    PKB_BASE_URL: issuer,
    PKB_RESOURCE_URL: `${issuer}/resource`,
    PKB_USER: user.name,
    PKB_PASSWORD: user.password,
    ...Object.fromEntries(ids),
  };
}
