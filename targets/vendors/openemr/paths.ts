import type { EndpointPath } from "../../overlay/exchange.js";

export const BASE = "/oauth2/default";
export const PORTAL_PATIENT = "/apis/default/portal/patient";
export const FHIR = "/apis/default/fhir";
export const SMART_CONFIGURATION = `${FHIR}/.well-known/smart-configuration`;

/** Where oidc-provider has its endpoints. */
export const ROUTES = {
  authorization: `${BASE}/authorize`,
  end_session: `${BASE}/logout`,
  introspection: `${BASE}/introspect`,
  jwks: `${BASE}/jwk`,
  registration: `${BASE}/registration`,
  revocation: `${BASE}/revoke`,
  token: `${BASE}/token`,
  userinfo: `${BASE}/userinfo`,
};

export const PATHS: EndpointPath[] = [
  [ROUTES.authorization, "authorization"],
  ["/interaction/", "page"],
  [ROUTES.introspection, "introspection"],
  [ROUTES.revocation, "revocation"],
  [ROUTES.token, "token"],
  [`${BASE}/.well-known/`, "metadata"],
  [SMART_CONFIGURATION, "metadata"],
  [ROUTES.jwks, "jwks"],
  [ROUTES.userinfo, "resource"],
  [PORTAL_PATIENT, "resource"],
];
