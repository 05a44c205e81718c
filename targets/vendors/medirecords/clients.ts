import { randomBytes, randomUUID } from "node:crypto";
import type { RegisteredClient, User } from "../../reference/clients.js";
import type { Launch } from "./launch.js";

/** An app as MediRecords registers it: a client id, no secret, and the redirect URIs that were handed in. */
function app(name: string, redirectUris: string[], native = false): RegisteredClient {
  return { name, id: randomUUID(), method: "none", grants: ["authorization_code"], redirectUris, native };
}

/** Several apps, so that one can present what belongs to another; the last one may no longer launch. */
export function newApps(): RegisteredClient[] {
  return [
    app("app", ["https://app.example.com/cb", "https://app.example.com/cb?tenant=1"]),
    app("other", ["https://other.example.com/cb"]),
    app("native", ["http://127.0.0.1/cb", "com.example.app:/cb"], true),
    app(UNAUTHORISED, ["https://former.example.com/cb"]),
  ];
}

/** The app that is registered and not authorised. */
export const UNAUTHORISED = "unauthorised";

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
  const ids = apps.map(({ name, id }) => [
    `MEDIRECORDS_${name === "app" ? "" : `${name.toUpperCase()}_`}CLIENT_ID`,
    id,
  ]);
  return {
    ...(Object.fromEntries(ids) as Record<string, string>),
    MEDIRECORDS_BASE_URL: issuer,
    MEDIRECORDS_FHIR_URL: fhir,
    MEDIRECORDS_LAUNCH: launch.handle,
    MEDIRECORDS_PATIENT: launch.patient,
    MEDIRECORDS_USER: user.name,
    MEDIRECORDS_PASSWORD: user.password,
  };
}
