import { randomBytes, randomUUID } from "node:crypto";

/** What the EHR knows when it launches an app: a handle that the app brings along, and what was open on the screen. */
export type Launch = {
  handle: string;
  patient: string;
  encounter: string;
  fhirContext: { reference: string }[];
};

/** One launch out of an appointment; new each time. */
export function newLaunch(): Launch {
  return {
    handle: randomBytes(18).toString("base64url"),
    patient: randomUUID(),
    encounter: randomUUID(),
    fhirContext: [{ reference: `Appointment/${randomUUID()}` }],
  };
}
