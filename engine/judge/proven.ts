import { viewOf } from "../observe/view.js";
import type { Observation } from "../types/evidence.js";

/**
 * The client whose configuration an observation shows to be right: `NAME/token` by a token response,
 * `NAME/authorization` by a code or token at its redirect URI. Judging looks at the whole run, so that the
 * order of checks does not matter.
 */
export function provenBy(observation: Observation): string | undefined {
  const { client, redirect } = observation;
  if (!client) return undefined;
  if (redirect?.["code"] || redirect?.["access_token"]) return `${client}/authorization`;
  const { status, body } = viewOf(observation);
  const token = status === 200 && body !== null && typeof body === "object" && "access_token" in body;
  return token ? `${client}/token` : undefined;
}
