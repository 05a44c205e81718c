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
 * Why a client was refused. Its secret is tried once more by the other method, where the server may know that: only
 * so can a wrong method be told from a wrong secret.
 */
export async function refine(patient: Patient, client: Client, base: string, attempt: Attempt): Promise<Trouble> {
  const trouble = troubleOf(patient, client, attempt);
  if (trouble.refused !== "credentials") return trouble;
  const { provider, run } = patient;
  const own = client.token_endpoint_auth_method;
  const key = clientKey(provider, client, "token_endpoint_auth_method");
  const listed = run.metadata["token_endpoint_auth_methods_supported"];
  const offers = (method: string): boolean => !Array.isArray(listed) || listed.includes(method);
  const other = OTHER_METHOD[own];
  if (other !== undefined && offers(other)) {
    const ask = attempt.seen.some(({ kind }) => kind === "use") ? patient.attemptWithToken : patient.attempt;
    const again = await ask(base, client, { auth: other });
    if (again.ok || PAST.has(errorOf(again)))
      return { ...trouble, key, also: [], hint: `with ${other} the server accepts the same secret: say so` };
  }
  if (offers(own)) return trouble;
  const also = [trouble.key, ...(trouble.also ?? [])].filter((one) => one !== undefined && one !== key) as string[];
  return { ...trouble, key, also, hint: `the metadata do not list ${own}, but ${(listed as string[]).join(", ")}` };
}

function errorOf({ failed }: Attempt): string {
  const seen = failed?.observation;
  return seen?.kind === "response" ? String((viewOf(seen).body as Members | null | undefined)?.["error"]) : "";
}
