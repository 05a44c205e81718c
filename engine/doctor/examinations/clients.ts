import type { Client } from "../../types/provider.js";
import { clientKey } from "../place.js";
import { badFinding, troubleOf } from "../trouble.js";
import type { Attempt, Examination, Patient, Said, Trouble } from "../types.js";
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
  const { token_endpoint_auth_method: method, grants } = client;
  const needs = [
    ["client_secret", /^client_secret_/.test(method)],
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

async function* grantsOf(patient: Patient, client: Client, subject: string): AsyncGenerator<Said> {
  const works: string[] = [];
  for (const grant of client.roles.length > 0 ? [] : client.grants) {
    const base = BASES[grant];
    const name = grant === DEVICE ? "device_code" : grant;
    if (base === undefined) {
      yield { subject, ok: "not tried", message: `${name}: there is no way to try this grant` };
      continue;
    }
    if (grant === "refresh_token" && !client.grants.includes("authorization_code")) continue;
    if (WITH_LOGIN.has(grant) && patient.loginTrouble !== undefined) {
      yield { subject, ok: "not tried", message: `${name}: the login does not get through` };
      continue;
    }
    if (grant === "password" && patient.passwordRefused) {
      yield { subject, ok: "not tried", message: `${name}: the user's password was refused before` };
      continue;
    }
    const attempt = await patient.attempt(base, client);
    yield* rulesOf(patient, client, attempt);
    if (attempt.ok) {
      works.push(name);
      continue;
    }
    if (attempt.unmet !== undefined) {
      yield notOffered(patient, client, subject, name, attempt.unmet);
      continue;
    }
    const trouble = await refine(patient, client, base, troubleOf(patient, client, attempt));
    yield badFinding(subject, { ...trouble, message: `${name}: ${trouble.message}` }, attempt);
    if (trouble.refused === "password") patient.passwordRefused = true;
    // What refuses the client refuses it everywhere; a wrong secret is not sent again.
    if (trouble.refused !== "password") break;
  }
  if (works.length > 0) yield { subject, ok: "good", message: works.join(", ") };
  else if (client.roles.includes("resource_server")) yield* introspection(patient, client, subject);
}

function notOffered({ provider }: Patient, client: Client, subject: string, grant: string, unmet: string): Said {
  return {
    subject,
    ok: "warning",
    message: `${grant}: not tried, since ${unmet}`,
    key: grant === "password" && provider.users.length === 0 ? "users" : clientKey(provider, client, "grants"),
    also: ["supports"],
    hint: "if the server does offer it, say so under supports: or name the endpoint; checks of it are left out otherwise",
  };
}

const OTHER_METHOD: Record<string, string> = {
  client_secret_basic: "client_secret_post",
  client_secret_post: "client_secret_basic",
};

/** The same secret by the other method, once: only that tells a wrong method from a wrong secret. */
async function refine(patient: Patient, client: Client, base: string, trouble: Trouble): Promise<Trouble> {
  if (trouble.refused !== "credentials") return trouble;
  const { provider, run } = patient;
  const own = client.token_endpoint_auth_method;
  const key = clientKey(provider, client, "token_endpoint_auth_method");
  const listed = run.metadata["token_endpoint_auth_methods_supported"];
  const offers = (method: string): boolean => !Array.isArray(listed) || listed.includes(method);
  const other = OTHER_METHOD[own];
  if (other !== undefined && offers(other)) {
    const attempt = await patient.attempt(base, client, other);
    if (attempt.ok || isPast(patient, client, attempt))
      return { ...trouble, key, also: [], hint: `with ${other} the server accepts the same secret: say so` };
  }
  if (offers(own)) return trouble;
  const also = [trouble.key, ...(trouble.also ?? [])].filter((one) => one !== undefined && one !== key) as string[];
  return { ...trouble, key, also, hint: `the metadata do not list ${own}, but ${(listed as string[]).join(", ")}` };
}

/** Refused, but for another reason than the client's credentials. */
function isPast(patient: Patient, client: Client, attempt: Attempt): boolean {
  if (attempt.failed?.observation?.kind !== "response" || attempt.failed.observation.transport) return false;
  return troubleOf(patient, client, attempt).refused !== "credentials";
}

/** A resource server asks about a token that another client was given. */
async function* introspection(patient: Patient, client: Client, subject: string): AsyncGenerator<Said> {
  if (patient.loginTrouble !== undefined && !patient.clients.some((one) => one.grants.includes("client_credentials"))) {
    yield { subject, ok: "not tried", message: "introspection: there is no token to ask about" };
    return;
  }
  const attempt = await patient.attempt("call/introspection", client);
  const last = attempt.failed?.observation;
  if (attempt.unmet !== undefined) yield notOffered(patient, client, subject, "introspection", attempt.unmet);
  else if (attempt.ok) yield introspected(patient, client, subject, attempt);
  else if (last?.kind !== "response" || attempt.failed?.base?.endpoint !== "introspection")
    yield { subject, ok: "not tried", message: "introspection: there is no token to ask about" };
  else {
    const trouble = await refine(patient, client, "call/introspection", troubleOf(patient, client, attempt));
    yield badFinding(subject, { ...trouble, message: `introspection: ${trouble.message}` }, attempt);
  }
}

function introspected({ provider }: Patient, client: Client, subject: string, { seen }: Attempt): Said {
  const body = seen.at(-1)?.exchanges.at(-1)?.response?.body ?? "";
  if (!/"active"\s*:\s*false/.test(body)) return { subject, ok: "good", message: "introspection" };
  return {
    subject,
    ok: "warning",
    message: "introspection: a token that was just given is said to be inactive",
    key: clientKey(provider, client, "roles"),
    hint: "may this client see the tokens of others? On some servers that takes an audience",
  };
}
