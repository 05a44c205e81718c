import type { Context, Provider } from "oidc-provider";
import { FHIR, ROUTES } from "./paths.js";

const AUTH_METHODS = ["client_secret_post", "client_secret_basic", "private_key_jwt"];
const GRANTS = ["authorization_code", "refresh_token", "client_credentials"];
const CAPABILITIES = [
  "launch-ehr",
  "launch-standalone",
  "client-public",
  "client-confidential-symmetric",
  "client-confidential-asymmetric",
  "context-banner",
  "context-style",
  "context-ehr-patient",
  "context-ehr-encounter",
  "sso-openid-connect",
  "permission-offline",
  "permission-patient",
  "permission-user",
  "permission-v2",
];

/** OpenID Provider metadata with the lists of the documentation, which leaves public clients out of its methods. */
export function nameMetadata(provider: Provider): void {
  provider.use(async (context: Context, next) => {
    await next();
    if (context.oidc?.route !== "discovery" || context.status !== 200) return;
    Object.assign(context.body as object, {
      grant_types_supported: [...GRANTS, "password"],
      token_endpoint_auth_methods_supported: AUTH_METHODS,
      // Served, but told by the SMART configuration only.
      revocation_endpoint: undefined,
    });
  });
}

/** The SMART configuration of the FHIR endpoint. */
export function smartConfiguration(base: string, issuer: string): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: base + ROUTES.authorization,
    token_endpoint: base + ROUTES.token,
    token_endpoint_auth_methods_supported: AUTH_METHODS,
    grant_types_supported: GRANTS,
    registration_endpoint: base + ROUTES.registration,
    scopes_supported: ["openid", "fhirUser", "launch", "launch/patient", "offline_access", "online_access"],
    response_types_supported: ["code"],
    capabilities: CAPABILITIES,
    code_challenge_methods_supported: ["S256"],
    introspection_endpoint: base + ROUTES.introspection,
    revocation_endpoint: base + ROUTES.revocation,
  };
}

type Introspected = { active: boolean; sub?: string; username?: string; aud?: string };

/** What the documentation shows of an active token besides what oidc-provider tells. */
export function nameIntrospection(provider: Provider, base: string, nameOf: (id: string) => string | undefined): void {
  provider.use(async (context: Context, next) => {
    await next();
    if (context.oidc?.route !== "introspection" || context.status !== 200) return;
    const body = context.body as Introspected;
    if (!body.active) return;
    const username = nameOf(body.sub ?? "");
    Object.assign(body, { aud: base + FHIR, ...(username === undefined ? {} : { username }) });
  });
}
