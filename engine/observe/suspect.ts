import { summarize, viewOf } from "./view.js";
import type { BlockedReason, Observation } from "../types/evidence.js";
import type { Base, Members } from "../types/suite.js";

/** Why an unchanged request did not succeed, and which key of the provider file to look at. */
export interface Explanation {
  reason: BlockedReason;
  because: string;
  key?: string;
}

/** First suspects are the network and our configuration; the server is accused by its own check only. */
export function explain(observation: Observation, base: Pick<Base, "endpoint">): Explanation {
  const because = observation.stuck?.because ?? summarize(observation);
  const { transport } = observation;
  if (transport)
    return { reason: transport.code === "timeout" ? "timeout" : "unreachable", because, key: transport.key };
  if (observation.stuck?.human) return { reason: "needs-human", because, key: observation.stuck.key };
  const view = viewOf(observation);
  if (view.status === 429 || (view.status === 503 && view.headers["retry-after"]))
    return { reason: "rate-limited", because };
  const key = suspectKey(observation, base);
  return { reason: key ? "needs-config" : "setup-failed", because, key };
}

/** The provider-file key that an unchanged request's refusal points to, if it looks like our mistake. */
export function suspectKey(observation: Observation, base: Pick<Base, "endpoint">): string | undefined {
  const view = viewOf(observation);
  if (observation.stuck) return observation.stuck.key;
  if (observation.page === "stuck") return "pages";
  if (observation.page && observation.acted?.includes(observation.page)) return "users";
  if (view.status === 404 && base.endpoint !== "metadata" && base.endpoint !== "oauth_metadata")
    return base.endpoint === "resource" ? "resource.url" : `endpoints.${base.endpoint}`;
  const body = view.body as Members | null | undefined;
  const error = body !== null && typeof body === "object" ? body?.["error"] : undefined;
  if (error === "invalid_scope" || observation.redirect?.["error"] === "invalid_scope") return "scope";
  if (base.endpoint !== "authorization")
    return error === "invalid_client" || error === "unauthorized_client"
      ? `clients (${observation.client ?? "?"})`
      : undefined;
  if (observation.redirect)
    return observation.redirect["error"] === "unauthorized_client"
      ? `clients (${observation.client ?? "?"})`
      : undefined;
  if (observation.page !== "error" || ![400, 401, 403].includes(view.status ?? 0)) return undefined;
  // Such pages are about who asks and where the answer goes, unless they say otherwise.
  return /\bscopes?\b/i.test(observation.page_text ?? "") ? "scope" : `clients (${observation.client ?? "?"})`;
}
