import type { Client } from "../../types/provider.js";
import { clientKey } from "../place.js";
import type { Examination, Patient, Said } from "../types.js";

const WITH_USER = new Set([
  "authorization_code",
  "implicit",
  "password",
  "urn:ietf:params:oauth:grant-type:device_code",
]);

/** Secrets and names that the environment should have given; those of the whole run are refused before this. */
export const examination: Examination = {
  after: [],
  needsServer: false,
  *examine(patient) {
    const { clients, provider } = patient;
    const leftOut = clients.every(isLeftOut) ? [] : clients.filter(isLeftOut);
    const incomplete = clients.filter((one) => one.missing.length > 0 && !leftOut.includes(one));
    const unset = [
      ...incomplete.map((one) => notSet(`client "${one.name}"`, clientKey(provider, one), one)),
      ...(clients.some((one) => needsUser(one, leftOut))
        ? provider.users.flatMap((one, index) =>
            one.missing.length > 0 ? [notSet("the user", `users[${index}]`, one)] : [],
          )
        : []),
    ];
    yield* unset;
    if (unset.length === 0) yield { subject: "variables", ok: "good", message: allSet(patient, leftOut) };
  },
};

/** Nothing at all is set of a client that the server has not, or that one does not want to try. */
export function isLeftOut({ missing, client_id, client_secret, jwks, certificate, key }: Client): boolean {
  return missing.length > 0 && [client_id, client_secret, jwks, certificate, key].every((value) => !value);
}

const needsUser = (client: Client, leftOut: Client[]): boolean =>
  !leftOut.includes(client) && client.grants.some((grant) => WITH_USER.has(grant));

const allSet = ({ clients }: Patient, leftOut: Client[]): string =>
  leftOut.length === 0
    ? "all are set"
    : `all are set, but for ${leftOut.length} of ${clients.length} clients, which are left out`;

function notSet(whose: string, key: string, owner: { missing: string[] }): Said {
  return {
    subject: "variables",
    ok: "bad",
    message: `"${owner.missing.join('", "')}" of ${whose} is not set`,
    key: `${key}${member(owner)}`,
    hint: "set it in the environment, or in a file given with --secrets",
  };
}

/** A variable that is not set leaves an empty text. */
function member(owner: object): string {
  const empty = Object.entries(owner).find(([, value]) => value === "");
  return empty ? `.${empty[0]}` : "";
}
