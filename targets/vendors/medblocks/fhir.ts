import type { ServerResponse } from "node:http";
import type { Protected } from "../../reference/resource.js";
import { send } from "../../reference/http.js";

const PATIENT = { resourceType: "Patient", id: "example", name: [{ family: "Example", given: ["Alex"] }] };

/** `GET /fhir/Patient`: a search among one invented patient, FHIR R4 3.1.1. */
export const PATIENTS: Protected = {
  realm: "medblocks",
  methods: ["GET"],
  show(res: ServerResponse): void {
    const entry = [{ resource: PATIENT, search: { mode: "match" } }];
    const bundle = { resourceType: "Bundle", type: "searchset", total: entry.length, entry };
    send(res, 200, "application/fhir+json", JSON.stringify(bundle));
  },
};
