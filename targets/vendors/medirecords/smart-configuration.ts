import { SCOPES } from "./configuration.js";
import { AUTHORIZE, JWKS, TOKEN } from "./paths.js";

const CAPABILITIES = [
  "launch-ehr",
  "client-public",
  "sso-openid-connect",
  "context-ehr-patient",
  "context-ehr-encounter",
  "permission-patient",
  "permission-user",
  "permission-v1",
  "permission-v2",
];

/** What SMART App Launch asks of the document below the FHIR base URL, with what RFC 9207 asks of metadata. */
export function smartConfiguration(issuer: string): Record<string, unknown> {
  return {
    issuer,
    jwks_uri: issuer + JWKS,
    authorization_endpoint: issuer + AUTHORIZE,
    token_endpoint: issuer + TOKEN,
    token_endpoint_auth_methods_supported: ["none"],
    grant_types_supported: ["authorization_code"],
    response_types_supported: ["code"],
    scopes_supported: SCOPES,
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    capabilities: CAPABILITIES,
  };
}
