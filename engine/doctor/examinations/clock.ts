import { userKey } from "../place.js";
import { firstExchange } from "./network.js";
import type { Examination } from "../types.js";

/** A network takes its time, and Date counts whole seconds. */
const TOLERATED = 5;

/** The server's Date against our clock. */
export const examination: Examination = {
  after: ["network"],
  needsServer: true,
  *examine(patient) {
    const { run, provider } = patient;
    const offset = run.clockOffset;
    if (!firstExchange(patient)?.response?.headers["date"])
      yield { subject: "clock", ok: "not tried", message: "the server sends no Date" };
    else if (Math.abs(offset) < TOLERATED)
      yield { subject: "clock", ok: "good", message: `the server's agrees with ours to ${TOLERATED} s` };
    else {
      const codes = provider.pages.some(({ totp }) => totp !== undefined);
      yield {
        subject: "clock",
        ok: "warning",
        message: `the server's clock is ${Math.abs(offset)} s ${offset > 0 ? "ahead of" : "behind"} ours`,
        ...(codes ? { key: userKey(provider, "totp") } : {}),
        hint: `no key of the file sets a clock: set this machine's or the server's. Checks count in the server's clock meanwhile${codes ? ", but one-time codes are made with ours and may be refused" : ""}`,
      };
    }
  },
};
