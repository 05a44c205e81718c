/** What a person knows of a server and fills into the variables of the file that assay init wrote for it. */
type Env = Record<string, string>;

export interface FilledIn {
  /** Below the server's own address. */
  path: string;
  /** From the server's own variables to those of the file, which are those of `acme`. */
  variables(env: Env): Env;
  /** Clients of the file that the server has not, or that take more than a file of init's can say. */
  leftOut: string[];
  /** What a run is asked to check besides the code grant. */
  checks: string[];
}

/** Variables named ACME_... by their ends, each from the server's variable of this name. */
function taken(env: Env, names: Record<string, string>): Env {
  const entries = Object.entries(names).map(([own, theirs]) => {
    if (env[theirs] === undefined) throw new Error(`the server has no "${theirs}"`);
    return [`ACME_${own}`, env[theirs]] as const;
  });
  return Object.fromEntries(entries);
}

const REFRESH = ["rfc6749-refresh", "rfc6749-refresh-token-invalid/unknown"];
const PKCE = ["rfc7636-verifier-wrong/random", "rfc7636-verifier-missing/absent"];
const SERVICE = ["rfc6750-token-response/client-credentials"];

export const FILLED_IN: Record<string, FilledIn> = {
  reference: {
    path: "",
    variables(env) {
      const own = /^ASSAY_REFERENCE_(?:CONFIDENTIAL|(\w+))_(ID|SECRET)$/;
      const clients = Object.entries(env).flatMap(([name, value]) => {
        const [, client, kind] = own.exec(name) ?? [];
        return kind === undefined ? [] : [[`ACME_${client ? `${client}_` : ""}CLIENT_${kind}`, value] as const];
      });
      return {
        ...Object.fromEntries(clients),
        ...taken(env, { USER: "ASSAY_REFERENCE_USER", PASSWORD: "ASSAY_REFERENCE_PASSWORD" }),
        ACME_SECOND_SCOPE: "api:write",
        ACME_RESOURCE_URL: "/resource",
        ACME_SCOPE: "api:read",
      };
    },
    leftOut: ["signed"],
    checks: [...REFRESH, ...PKCE, ...SERVICE, "rfc7662-member/scope", "rfc8628-polling-approved", "rfc8414-issuer"],
  },
  openemr: {
    path: "/oauth2/default",
    variables: (env) => ({
      ...taken(env, {
        CLIENT_ID: "OPENEMR_CLIENT_ID",
        CLIENT_SECRET: "OPENEMR_CLIENT_SECRET",
        OTHER_CLIENT_ID: "OPENEMR_OTHER_CLIENT_ID",
        OTHER_CLIENT_SECRET: "OPENEMR_OTHER_CLIENT_SECRET",
        POST_CLIENT_ID: "OPENEMR_POST_CLIENT_ID",
        POST_CLIENT_SECRET: "OPENEMR_POST_CLIENT_SECRET",
        SIGNED_CLIENT_ID: "OPENEMR_SYSTEM_CLIENT_ID",
        SIGNED_JWKS: "OPENEMR_SYSTEM_CLIENT_JWKS",
        RESOURCE_SERVER_CLIENT_ID: "OPENEMR_RESOURCE_SERVER_ID",
        RESOURCE_SERVER_CLIENT_SECRET: "OPENEMR_RESOURCE_SERVER_SECRET",
        USER: "OPENEMR_USER",
        PASSWORD: "OPENEMR_PASSWORD",
      }),
      ACME_REDIRECT_URIS: "https://app.example.com/cb",
      ACME_OTHER_REDIRECT_URIS: "https://other.example.com/cb https://other.example.com/cb?tenant=1",
      ACME_SCOPE: "openid offline_access api:port patient/patient.read api:fhir",
      ACME_SIGNED_SCOPE: "system/Patient.read",
      ACME_RESOURCE_URL: `${env["OPENEMR_BASE_URL"]}/apis/default/portal/patient`,
    }),
    leftOut: ["public", "native", "service", "password"],
    checks: [...REFRESH, ...SERVICE, "rfc7662-member/scope", "rfc8414-issuer"],
  },
  medirecords: {
    path: "/fhir",
    variables: (env) => ({
      ...taken(env, {
        LAUNCH: "MEDIRECORDS_LAUNCH",
        PUBLIC_CLIENT_ID: "MEDIRECORDS_OTHER_CLIENT_ID",
        NATIVE_CLIENT_ID: "MEDIRECORDS_NATIVE_CLIENT_ID",
        USER: "MEDIRECORDS_USER",
        PASSWORD: "MEDIRECORDS_PASSWORD",
      }),
      ACME_PUBLIC_REDIRECT_URIS: "https://other.example.com/cb",
      ACME_RESOURCE_URL: `/fhir/Patient/${env["MEDIRECORDS_PATIENT"]}`,
    }),
    leftOut: [],
    checks: [...PKCE, "rfc8414-issuer"],
  },
  medblocks: {
    path: "",
    variables: (env) => ({
      ...taken(env, {
        CLIENT_ID: "MEDBLOCKS_WEB_ID",
        CLIENT_SECRET: "MEDBLOCKS_WEB_SECRET",
        PUBLIC_CLIENT_ID: "MEDBLOCKS_APP_ID",
        SERVICE_CLIENT_ID: "MEDBLOCKS_BACKEND_ID",
        SERVICE_CLIENT_SECRET: "MEDBLOCKS_BACKEND_SECRET",
        USER: "MEDBLOCKS_USER",
        PASSWORD: "MEDBLOCKS_PASSWORD",
      }),
      ACME_AUTHORIZATION_ENDPOINT: "/oauth2/auth",
      ACME_TOKEN_ENDPOINT: "/oauth2/token",
      ACME_SUPPORTS: "feature:pkce",
      ACME_REDIRECT_URIS: "https://web.example.com/cb https://web.example.com/cb?tenant=1&mode=a",
      ACME_PUBLIC_REDIRECT_URIS: "https://app.example.com/cb",
      ACME_RESOURCE_URL: "/fhir/Patient",
    }),
    leftOut: ["other", "native", "device", "resource_server"],
    checks: [...PKCE, ...SERVICE],
  },
  "patients-know-best": {
    path: "",
    variables: (env) => ({
      ...taken(env, {
        PUBLIC_CLIENT_ID: "PKB_WEB_CLIENT_ID",
        NATIVE_CLIENT_ID: "PKB_MOBILE_CLIENT_ID",
        USER: "PKB_USER",
        PASSWORD: "PKB_PASSWORD",
      }),
      ACME_AUTHORIZATION_ENDPOINT: "/apiAuthorize.action",
      ACME_TOKEN_ENDPOINT: "/apiToken.action",
      ACME_GRANTS: "authorization_code refresh_token",
      ACME_SUPPORTS: "feature:pkce",
      ACME_LACKS: "client:confidential auth:client_secret_basic grant:client_credentials",
      ACME_SCOPE: "PATIENT",
      ACME_PUBLIC_REDIRECT_URIS: "https://client.example.com/cb",
      ACME_NATIVE_REDIRECT_URIS: "https://app.example.com/cb http://localhost:8400/cb com.example.app:/cb",
      ACME_RESOURCE_URL: "/resource",
    }),
    leftOut: ["confidential", "other", "service", "device", "resource_server"],
    checks: [...REFRESH, ...PKCE],
  },
};
