import type { Client } from "../../types/provider.js";
import { badFinding, troubleOf } from "../trouble.js";
import type { Attempt, Examination, Patient, Said } from "../types.js";

/** How a user comes back to a client: a base of each grant that begins with a login. */
const WAYS: Record<string, string> = { authorization_code: "authorize/code", implicit: "authorize/token" };

/** The user's way through the server's pages, rule by rule, with the first client that gets so far. */
export const examination: Examination = {
  after: ["metadata", "clock"],
  needsServer: true,
  async *examine(patient) {
    const ways = patient.clients.flatMap((client) => waysOf(client).map((base) => ({ client, base })));
    if (ways.length === 0) return;
    for (const { client, base } of ways) {
      const attempt = await patient.attempt(base, client);
      if (attempt.unmet !== undefined) continue;
      const trouble = attempt.ok ? undefined : troubleOf(patient, client, attempt);
      const acted = attempt.seen.flatMap((one) => one.acted ?? []);
      // What is wrong with the client is said with the clients; another one may get to the pages.
      if (trouble && !trouble.pages && acted.length === 0) continue;
      yield* rulesOf(patient, client, attempt);
      if (trouble) {
        patient.loginTrouble = trouble.message;
        if (trouble.refused === "password") patient.passwordRefused = true;
        yield badFinding("login", trouble, attempt);
      } else yield { subject: "login", ok: "good", message: arrived(client, acted) };
      return;
    }
    yield { subject: "login", ok: "not tried", message: "no client got as far as a page of the server's" };
  },
};

function waysOf(client: Client): string[] {
  if (client.missing.length > 0 || client.redirect_uris.length === 0) return [];
  return client.grants.flatMap((grant) => WAYS[grant] ?? []);
}

function arrived({ name }: Client, acted: string[]): string {
  return acted.length === 0
    ? `the server asked nothing of the user of client "${name}" and redirected at once`
    : `through to the redirect, with client "${name}"`;
}

/** Rules whose turn it was for the first time. */
export function* rulesOf({ acted }: Patient, client: Client, { seen, failed }: Attempt): Generator<Said> {
  const stuck = failed?.observation?.stuck?.because ?? "";
  for (const rule of seen.flatMap((one) => one.acted ?? [])) {
    if (acted.has(rule) || stuck.includes(`rule "${rule}"`)) continue;
    acted.add(rule);
    yield { subject: `rule "${rule}"`, ok: "good", message: `fits and acts, with client "${client.name}"` };
  }
}
