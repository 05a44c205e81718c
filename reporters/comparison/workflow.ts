/** Which part of the protocol a clause belongs to. */
import type { Requirement, Step, Suite } from "../../engine/types/suite.js";

export const WORKFLOWS = [
  "discovery",
  "authorization",
  "token",
  "refresh",
  "introspection",
  "revocation",
  "resource",
  "registration",
  "several",
] as const;
export type Workflow = (typeof WORKFLOWS)[number];

/** What a clause speaks of, and the endpoints that requests go to. */
const OF: Readonly<Record<string, Workflow>> = {
  metadata: "discovery",
  oauth_metadata: "discovery",
  jwks: "discovery",
  "authorization-endpoint": "authorization",
  authorization: "authorization",
  par: "authorization",
  verification: "authorization",
  "device-authorization": "authorization",
  device_authorization: "authorization",
  "token-endpoint": "token",
  token: "token",
  introspection: "introspection",
  revocation: "revocation",
  "resource-server": "resource",
  resource: "resource",
  registration: "registration",
};

/**
 * The workflow of every clause: that of its subject; where the subject is no endpoint, the one that all steps
 * which judge the clause act on. A clause of the token endpoint that applies to refresh tokens alone is `refresh`.
 */
export function workflowsOf(suite: Suite): (requirement: string) => Workflow {
  const acted = new Map<string, Set<Workflow | undefined>>();
  for (const check of suite.checks.values())
    for (const step of check.steps)
      for (const id of step.expect.flatMap(({ cite }) => cite))
        acted.set(id, (acted.get(id) ?? new Set()).add(OF[endpointOf(step, suite)]));
  return (id) => {
    const requirement = suite.requirements.get(id);
    if (!requirement) return "several";
    const own = OF[requirement.subject];
    if (own !== undefined) return isRefresh(requirement) ? "refresh" : own;
    const [only, ...others] = acted.get(id) ?? [];
    return only !== undefined && others.length === 0 ? only : "several";
  };
}

const isRefresh = ({ subject, applies }: Requirement): boolean =>
  subject === "token-endpoint" && applies === "refresh_token";

const endpointOf = ({ kind, subject }: Step, suite: Suite): string =>
  suite.bases.get(`${kind}/${subject}`)?.endpoint ?? (kind === "call" ? subject : "");
