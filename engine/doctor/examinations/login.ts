import type { Client } from "../../types/provider.js";
import { sendsPassword } from "../../front-channel/rules.js";
import { badFinding, troubleOf } from "../trouble.js";
import type { Attempt, Examination, Patient, Said } from "../types.js";

/** How a user comes back to a client: a base of each grant that begins with a login. */
const WAYS: Record<string, string> = { authorization_code: "authorize/code", implicit: "authorize/token" };

/** The user's way through the server's pages, rule by rule, with the first client that gets so far. */
export const examination: Examination = {
  after: ["metadata", "clock"],
  needsServer: true,
  async *examine(patient) {
    const { users, pages } = patient.provider;
    if (users.length > 0 && users.every(({ missing }) => missing.length > 0)) {
      patient.loginTrouble = patient.passwordTrouble = "the user's variables are not set";
      yield { subject: "login", ok: "not tried", message: patient.loginTrouble };
      return;
    }
    const ways = patient.clients.flatMap((client) => waysOf(client).map((base) => ({ client, base })));
    if (ways.length === 0) return;
    for (const { client, base } of ways) {
      const attempt = await patient.attempt(base, client);
      if (attempt.unmet !== undefined) continue;
      const trouble = attempt.ok ? undefined : troubleOf(patient, client, attempt);
      const acted = attempt.seen.flatMap((one) => one.acted ?? []);
      yield* rulesOf(patient, client, attempt);
      // What is wrong with the client is said with the clients; another one may get through the pages.
      if (trouble && !trouble.pages) {
        if (base === WAYS["authorization_code"]) patient.turnedAway.set(client, attempt);
        continue;
      }
      if (trouble) {
        patient.loginTrouble = "the login does not get through";
        const last = pages.find(({ name }) => name === acted.at(-1));
        const came = attempt.failed?.observation?.redirect !== undefined;
        if (last && sendsPassword(last) && !came) patient.passwordTrouble = "the login sent the password in vain";
        yield badFinding("login", trouble, attempt);
      } else yield { subject: "login", ok: "good", message: arrived(client, acted) };
      return;
    }
    yield { subject: "login", ok: "not tried", message: "no client gets through to the redirect, see there" };
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
