import type { Client } from "../../types/provider.js";
import { clientKey } from "../place.js";
import { badFinding } from "../trouble.js";
import { refine } from "../other-method.js";
import type { Examination, Patient, Said, Trouble } from "../types.js";
import { rulesOf } from "./login.js";

const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

/** The base that ends each grant; a refresh token comes with a code. */
const BASES: Record<string, string> = {
  authorization_code: "token/authorization_code",
  implicit: "authorize/token",
  client_credentials: "token/client_credentials",
  password: "token/password",
  [DEVICE]: "token/device_code",
  refresh_token: "token/refresh_token",
};
const WITH_LOGIN = new Set(["authorization_code", "implicit", "refresh_token", DEVICE]);

/** Each client by each of its grants: identifier, secret, method, redirect URI, scope. */
export const examination: Examination = {
  after: ["login"],
  needsServer: true,
  async *examine(patient) {
    for (const client of patient.clients) {
      const subject = `client "${client.name}"`;
      if (client.missing.length > 0) {
        yield { subject, ok: "not tried", message: `"${client.missing.join('", "')}" is not set` };
        continue;
      }
      const flaw = flawOf(patient, client);
      if (flaw) yield { subject, ok: "bad", ...flaw };
      else yield* grantsOf(patient, client, subject);
    }
  },
};

/** What can be seen to be wrong without asking the server. */
function flawOf({ provider }: Patient, client: Client): Omit<Trouble, "refused" | "pages"> | undefined {
  const { token_endpoint_auth_method: method } = client;
  const grants = triedGrants(client);
  const needs = [
    ["client_secret", method.startsWith("client_secret_")],
    ["jwks", method === "private_key_jwt"],
    ["certificate", method.endsWith("tls_client_auth") && !provider.network.client_certificate],
    ["redirect_uris", grants.includes("authorization_code") || grants.includes("implicit")],
  ] as const;
  const missing = needs.find(([member, needed]) => needed && (client[member] ?? "").toString() === "");
  if (!missing) return undefined;
  const [member] = missing;
  const why = member === "redirect_uris" ? `its grants (${grants.join(", ")}) need` : `its method ${method} needs`;
  return {
    message: `${why} "${member}", and the file has none`,
    key: clientKey(provider, client, member),
    also: [clientKey(provider, client, member === "redirect_uris" ? "grants" : "token_endpoint_auth_method")],
  };
}

/** A resource server makes no grant requests of its own, whatever it is registered for. */
const triedGrants = ({ roles, grants }: Client): string[] => (roles.length > 0 ? [] : grants);

async function* grantsOf(patient: Patient, client: Client, subject: string): AsyncGenerator<Said> {
  const works: string[] = [];
  for (const grant of inOrder(triedGrants(client))) {
    // A refresh token comes with a code, so without one there is nothing new to say.
    if (grant === "refresh_token" && !works.includes("authorization_code")) continue;
    const base = BASES[grant];
    const name = grant === DEVICE ? "device_code" : grant;
    const obstacle = base === undefined ? "there is no way to try this grant" : obstacleTo(patient, grant, base);
    if (base === undefined || obstacle !== undefined) {
      yield { subject, ok: "not tried", message: `${name}: ${obstacle ?? ""}` };
      continue;
    }
    const early = grant === "authorization_code" ? patient.turnedAway.get(client) : undefined;
    const attempt = early ?? (await patient.attempt(base, client));
    yield* rulesOf(patient, client, attempt);
    if (attempt.ok) works.push(grant);
    else if (attempt.unmet !== undefined) yield notOffered(patient, client, subject, name, attempt.unmet);
    else {
      const trouble = await refine(patient, client, base, attempt);
      yield badFinding(subject, { ...trouble, message: `${name}: ${trouble.message}` }, attempt);
      if (trouble.endpoint !== undefined) patient.dead.add(trouble.endpoint);
      if (trouble.refused === "password") patient.passwordTrouble = "the user's password was refused before";
      // What refuses the client refuses it everywhere; a wrong secret is not sent again.
      if (trouble.refused === "credentials") break;
    }
  }
  if (works.length > 0) {
    patient.working.push({ ...client, grants: works });
    yield { subject, ok: "good", message: works.map((grant) => (grant === DEVICE ? "device_code" : grant)).join(", ") };
  }
}

/** The refresh token last, as it rests on a code. */
function inOrder(grants: string[]): string[] {
  return [...grants].sort((a, b) => Number(a === "refresh_token") - Number(b === "refresh_token"));
}

/** What was found out before and keeps a grant from being tried. */
function obstacleTo(patient: Patient, grant: string, base: string): string | undefined {
  const { endpoint = "" } = patient.run.suite.bases.get(base) ?? {};
  if (WITH_LOGIN.has(grant) && patient.loginTrouble !== undefined) return patient.loginTrouble;
  if (grant === "password" && patient.passwordTrouble !== undefined) return patient.passwordTrouble;
  if (WITH_LOGIN.has(grant) && patient.dead.has("authorization")) return "there is no authorization endpoint";
  return patient.dead.has(endpoint) ? `there is no ${endpoint} endpoint, see above` : undefined;
}

export function notOffered({ provider }: Patient, client: Client, subject: string, what: string, unmet: string): Said {
  // A missing endpoint has been told with the metadata.
  if (unmet.startsWith('"endpoint:'))
    return { subject, ok: "not tried", message: `${what}: ${unmet.split(":", 2).join(":")}` };
  return {
    subject,
    ok: "warning",
    message: `${what}: not tried, since ${unmet}`,
    key: what === "password" && provider.users.length === 0 ? "users" : clientKey(provider, client, "grants"),
    also: ["supports"],
    hint: "if the server does offer it, say so under supports:; checks of it are left out otherwise",
  };
}
