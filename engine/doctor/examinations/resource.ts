import { badFinding, troubleOf } from "../trouble.js";
import type { Examination } from "../types.js";

/** The protected resource takes a token that a client was given. */
export const examination: Examination = {
  after: ["introspection"],
  needsServer: true,
  async *examine(patient) {
    const [client] = patient.clients;
    if (!patient.provider.resource || !client) return;
    const attempt = await patient.attemptWithToken("call/resource", client);
    if (attempt.ok) yield { subject: "resource", ok: "good", message: "opens with a token that was just given" };
    else if (attempt.unmet !== undefined) yield { subject: "resource", ok: "not tried", message: attempt.unmet };
    else if (attempt.failed?.base === undefined)
      yield { subject: "resource", ok: "not tried", message: "there is no token to open it with" };
    else yield badFinding("resource", troubleOf(patient, client, attempt), attempt);
  },
};
