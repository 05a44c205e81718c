import { viewOf } from "../observe/view.js";
import type { Observation } from "../types/evidence.js";
import type { Base } from "../types/suite.js";

/**
 * The client and the use of it that an observation shows to be configured rightly: `NAME/authorization` by a code or
 * token at its redirect URI, `NAME/token/GRANT` by a token response, `NAME/introspection` by an answer of that
 * endpoint. Judging looks at the whole run, so that the order of checks does not matter.
 */
export function provenBy(observation: Observation): string | undefined {
  const { client, redirect, sent } = observation;
  if (!client) return undefined;
  if (redirect?.["code"] || redirect?.["access_token"]) return `${client}/authorization`;
  const { status, body } = viewOf(observation);
  if (status !== 200 || body === null || typeof body !== "object") return undefined;
  if ("access_token" in body) return `${client}/token/${String(sent["grant_type"])}`;
  return "active" in body ? `${client}/introspection` : undefined;
}

/** The use that a base makes of a client, in the same words. */
export function useOf({ endpoint, grant }: Pick<Base, "endpoint" | "grant">): string {
  return endpoint === "token" ? `token/${grant ?? ""}` : endpoint;
}
