import { badFinding, troubleOf } from "../trouble.js";
import type { Examination } from "../types.js";

/** The protected resource takes a token that a client was given. */
export const examination: Examination = {
  after: ["clients"],
  needsServer: true,
  async *examine(patient) {
    const { provider, clients } = patient;
    const [client] = clients;
    if (!provider.resource || !client) return;
    if (patient.loginTrouble !== undefined && !clients.some((one) => one.grants.includes("client_credentials"))) {
      yield { subject: "resource", ok: "not tried", message: "there is no token to open it with" };
      return;
    }
    const attempt = await patient.attempt("call/resource", client);
    const { base, observation } = attempt.failed ?? {};
    if (attempt.ok) yield { subject: "resource", ok: "good", message: "opens with a token that was just given" };
    else if (attempt.unmet !== undefined) yield { subject: "resource", ok: "not tried", message: attempt.unmet };
    else if (base?.endpoint !== "resource" || observation === undefined)
      yield { subject: "resource", ok: "not tried", message: "there is no token to open it with" };
    else yield badFinding("resource", troubleOf(patient, client, attempt), attempt);
  },
};
