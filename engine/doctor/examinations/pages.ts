import type { Examination } from "../types.js";

/** Page rules that were never needed: nothing is known of them. */
export const examination: Examination = {
  after: ["resource"],
  needsServer: true,
  *examine({ provider, acted, loginTrouble }) {
    if (loginTrouble !== undefined) return;
    const unseen = provider.pages.filter(({ name, end }) => !acted.has(name) && !end).map(({ name }) => `"${name}"`);
    if (unseen.length > 0)
      yield { subject: "page rules", ok: "not tried", message: `no page came for ${unseen.join(", ")}` };
  },
};
