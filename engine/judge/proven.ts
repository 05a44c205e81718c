import { viewOf } from "../observe/view.js";
import type { Observation } from "../types/evidence.js";
import type { StoredRun } from "./stored-run.js";

/**
 * Clients whose configuration is known to be right, since they succeeded at least once in the run:
 * `NAME/token` by a token response, `NAME/authorization` by a code or token at their redirect URI.
 * Read from the whole run, so that the order of checks does not matter.
 */
export function provenClients(stored: StoredRun): Set<string> {
  const proven = new Set<string>();
  for (const observation of stored.observations.values()) {
    if (!observation.client) continue;
    const place = successAt(observation);
    if (place) proven.add(`${observation.client}/${place}`);
  }
  return proven;
}

function successAt(observation: Observation): "token" | "authorization" | undefined {
  if (observation.redirect?.["code"] || observation.redirect?.["access_token"]) return "authorization";
  const { status, body } = viewOf(observation);
  return status === 200 && body !== null && typeof body === "object" && "access_token" in body ? "token" : undefined;
}
