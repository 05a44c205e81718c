import { randomBytes, randomUUID } from "node:crypto";
import type { RegisteredClient, User } from "../../reference/clients.js";
import type { Launch } from "./launch.js";

/** An app as MediRecords registers it: a client id, no secret, and the redirect URIs that were handed in. */
function app(name: string, redirectUris: string[]): RegisteredClient {
  return { name, id: randomUUID(), method: "none", grants: ["authorization_code"], redirectUris };
}

/** Two apps, so that one can present what belongs to the other. */
export function newApps(): RegisteredClient[] {
  return [
    app("app", ["https://app.example.com/cb", "https://app.example.com/cb/second"]),
    app("other", ["https://other.example.com/cb"]),
  ];
}

export function newPractitioner(): User {
  return { name: `user-${randomBytes(4).toString("hex")}`, password: randomBytes(12).toString("hex") };
}

/** What `providers/medirecords.yaml` reads. */
export function environment(
  issuer: string,
  fhir: string,
  apps: RegisteredClient[],
  user: User,
  launch: Launch,
): Record<string, string> {
  const [first, second] = apps;
  return {
    MEDIRECORDS_BASE_URL: issuer,
    MEDIRECORDS_FHIR_URL: fhir,
    MEDIRECORDS_CLIENT_ID: first?.id ?? "",
    MEDIRECORDS_OTHER_CLIENT_ID: second?.id ?? "",
    MEDIRECORDS_LAUNCH: launch.handle,
    MEDIRECORDS_PATIENT: launch.patient,
    MEDIRECORDS_USER: user.name,
    MEDIRECORDS_PASSWORD: user.password,
  };
}
