import { loadFolder } from "../registry.js";
import type { Client } from "../types/provider.js";
import type { Json, Members } from "../types/suite.js";
import { tamper } from "../values/functions.js";
import type { Draft } from "./draft.js";

/** What a method needs to know. */
export interface Authentication {
  client: Client;
  client_id: string;
  secret: string;
  /** Credentials of the right form that are not the client's; for methods whose proof is not the secret itself. */
  wrong: boolean;
  scheme?: string;
  encoding?: string;
  issuer: string;
  /** Seconds since 1970 in the target's clock. */
  now: number;
}

/** Adds one client authentication to a request. */
export type Authenticate = (draft: Draft, authentication: Authentication) => void | Promise<void>;

/** Registered method names (IANA OAuth Token Endpoint Authentication Methods): files in `client-auth/`. */
const METHODS = await loadFolder<Authenticate>(new URL("../client-auth/", import.meta.url), "authenticate");

/** Whether a step's `auth` has the client's secret wrong, or the proof of it. */
export function hasWrongSecret(client: Client, auth: Json | undefined): boolean {
  const { secret, client_id } = optionsOf(auth);
  if (client_id !== undefined && client_id !== client.client_id) return false;
  return secret !== undefined && secret !== client.client_secret;
}

function optionsOf(auth: Json | undefined): Members {
  return auth !== null && typeof auth === "object" && !Array.isArray(auth) ? auth : {};
}

/**
 * Authenticates as the client is registered, or as the step's `auth` says.
 * Returns the method names used, joined by `+`.
 */
export async function authenticate(
  draft: Draft,
  client: Client,
  auth: Json | undefined,
  at: { issuer: string; now: number },
): Promise<string> {
  const options = optionsOf(auth);
  const names = Array.isArray(auth)
    ? auth.map(String)
    : [typeof auth === "string" ? auth : String(options["method"] ?? client.token_endpoint_auth_method)];
  const secret = client.client_secret ?? "";
  for (const name of names) {
    const method = METHODS[name];
    if (!method) throw new Error(`no client authentication method "${name}"`);
    await method(draft, {
      client,
      client_id: String(options["client_id"] ?? client.client_id),
      secret:
        options["secret"] === undefined
          ? secret
          : options["secret"] === "wrong"
            ? tamper(secret)
            : String(options["secret"]),
      wrong: options["secret"] === "wrong",
      scheme: options["scheme"] as string | undefined,
      encoding: options["encoding"] as string | undefined,
      issuer: at.issuer,
      now: at.now,
    });
  }
  return names.join("+");
}
