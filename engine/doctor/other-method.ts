import { viewOf } from "../observe/view.js";
import type { Client } from "../types/provider.js";
import type { Members } from "../types/suite.js";
import { clientKey } from "./place.js";
import { troubleOf } from "./trouble.js";
import type { Attempt, Patient, Trouble } from "./types.js";

const OTHER_METHOD: Record<string, string> = {
  client_secret_basic: "client_secret_post",
  client_secret_post: "client_secret_basic",
};
/** What only a client is told that has been authenticated. */
const PAST = new Set(["invalid_grant", "unauthorized_client", "invalid_scope"]);

/**
 * Why a client was refused. Its secret is tried once more by the other method, where the server may know that, and
 * what it signs once more for the other audience: only so can a wrong method or audience be told from a wrong secret.
 */
export async function refine(patient: Patient, client: Client, base: string, attempt: Attempt): Promise<Trouble> {
  const trouble = troubleOf(patient, client, attempt);
  if (trouble.refused !== "credentials") return trouble;
  const { provider, run } = patient;
  const own = client.token_endpoint_auth_method;
  const key = clientKey(provider, client, "token_endpoint_auth_method");
  const listed = run.metadata["token_endpoint_auth_methods_supported"];
  const offers = (method: string): boolean => !Array.isArray(listed) || listed.includes(method);
  const ask = attempt.seen.some(({ kind }) => kind === "use") ? patient.attemptWithToken : patient.attempt;
  const taken = (again: Attempt): boolean => again.ok || PAST.has(errorOf(again));
  const other = OTHER_METHOD[own];
  if (other !== undefined && offers(other) && taken(await ask(base, client, { auth: other })))
    return { ...trouble, key, also: [], hint: `with ${other} the server accepts the same secret: say so` };
  if (own.endsWith("_jwt")) {
    const audience = (client.assertion_audience ?? "issuer") === "issuer" ? "token_endpoint" : "issuer";
    if (taken(await ask(base, { ...client, assertion_audience: audience })))
      return {
        ...trouble,
        key: clientKey(provider, client, "assertion_audience"),
        also: [],
        hint: `with ${audience} as its audience the server accepts what the client signs: say so`,
      };
  }
  if (offers(own)) return trouble;
  const also = [trouble.key, ...(trouble.also ?? [])].filter((one) => one !== undefined && one !== key) as string[];
  return { ...trouble, key, also, hint: `the metadata do not list ${own}, but ${(listed as string[]).join(", ")}` };
}

function errorOf({ failed }: Attempt): string {
  const seen = failed?.observation;
  return seen?.kind === "response" ? String((viewOf(seen).body as Members | null | undefined)?.["error"]) : "";
}
