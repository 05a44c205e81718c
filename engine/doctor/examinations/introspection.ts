import type { Client } from "../../types/provider.js";
import { clientKey } from "../place.js";
import { refine } from "../other-method.js";
import { badFinding } from "../trouble.js";
import type { Attempt, Examination, Patient, Said } from "../types.js";
import { notOffered } from "./clients.js";

const BASE = "call/introspection";

/** Each resource server asks about a token that another client was given. */
export const examination: Examination = {
  after: ["clients"],
  needsServer: true,
  async *examine(patient) {
    for (const client of patient.clients.filter(
      (one) => one.roles.includes("resource_server") && one.missing.length === 0,
    )) {
      const subject = `client "${client.name}"`;
      const attempt = await patient.attemptWithToken(BASE, client);
      if (attempt.ok) yield answered(patient, client, subject, attempt);
      else if (attempt.unmet !== undefined) yield notOffered(patient, client, subject, "introspection", attempt.unmet);
      else if (attempt.failed?.base === undefined)
        yield { subject, ok: "not tried", message: "introspection: there is no token to ask about" };
      else {
        const trouble = await refine(patient, client, BASE, attempt);
        yield badFinding(subject, { ...trouble, message: `introspection: ${trouble.message}` }, attempt);
      }
    }
  },
};

function answered({ provider }: Patient, client: Client, subject: string, { seen }: Attempt): Said {
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
