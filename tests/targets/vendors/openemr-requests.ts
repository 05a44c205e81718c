import type { Target } from "../../../targets/target.js";
import { post } from "../client.js";
import type { Answered } from "../client.js";

// "line N" is a line of the seed 000_a3ca7d476ba6db05.txt, with invented values; "O1" is the project's
// Documentation/api/AUTHENTICATION.md and "O2" its SMART_ON_FHIR.md, by heading.

export const BASE = "/oauth2/default";

type Fields = Record<string, string>;

/** The variables of a stand-in, and requests that the tests of both sources send. */
export function openEmr(target: () => Target) {
  const env = (name: string): string => target().env[`OPENEMR_${name}`] ?? "";
  return {
    env,
    basic: (name: string): string =>
      `Basic ${Buffer.from(`${env(`${name}_ID`)}:${env(`${name}_SECRET`)}`).toString("base64")}`,
    token: (form: Fields, headers: Fields = {}): Promise<Answered> => post(target(), `${BASE}/token`, form, headers),
  };
}

export const bearer = (value: unknown): Fields => ({ authorization: `Bearer ${String(value)}` });

/** Header (0) or claims (1) of a JWT, unverified. */
export const part = (jwt: unknown, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(jwt).split(".")[index] ?? "", "base64url").toString("utf8")) as Record<string, unknown>;
