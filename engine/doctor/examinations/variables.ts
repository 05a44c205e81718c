import { clientKey } from "../place.js";
import type { Examination, Said } from "../types.js";

/** Secrets and names that the environment should have given; those of the whole run are refused before this. */
export const examination: Examination = {
  after: [],
  needsServer: false,
  *examine({ provider, clients }) {
    const owners = [
      ...clients.map((one) => ({
        ...one,
        whose: `client "${one.name}"`,
        key: `${clientKey(provider, one)}${member(one)}`,
      })),
      ...provider.users.map((one, index) => ({ ...one, whose: "the user", key: `users[${index}]${member(one)}` })),
    ].filter(({ missing }) => missing.length > 0);
    for (const { whose, key, missing } of owners)
      yield {
        subject: "variables",
        ok: "bad",
        message: `"${missing.join('", "')}" of ${whose} is not set`,
        key,
        hint: "set it in the environment, or in a file given with --secrets",
      } satisfies Said;
    if (owners.length === 0) yield { subject: "variables", ok: "good", message: "all are set" };
  },
};

/** A variable that is not set leaves an empty text. */
function member(owner: object): string {
  const empty = Object.entries(owner).find(([, value]) => value === "");
  return empty ? `.${empty[0]}` : "";
}
