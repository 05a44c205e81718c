import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import { sendJson } from "../../reference/http.js";
import { resource } from "../../reference/resource.js";
import type { Person } from "./clients.js";

/** Members that the documentation's sample shows empty. */
const EMPTY = `title mname ss street postal_code city state county country_code drivers_license contact_relationship
  phone_contact phone_home phone_biz phone_cell race ethnicity status`.split(/\s+/);

function record({ id, email }: Person): Record<string, string> {
  return {
    id: "27",
    pid: "13",
    uuid: id,
    pubpid: "13",
    fname: "Alex",
    lname: "Example",
    email,
    DOB: "1980-01-01",
    sex: "Unknown",
    ...Object.fromEntries(EMPTY.map((name) => [name, ""])),
  };
}

/** The portal's record of the patient who is logged in, in the envelope of the vendor's own API. */
export function portalPatient(
  provider: Provider,
  patient: Person,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  return resource(provider, req, res, {
    scopes: ["patient/patient.read"],
    realm: "OpenEMR",
    show: (out) => sendJson(out, 200, { validationErrors: [], internalErrors: [], data: record(patient) }),
  });
}
