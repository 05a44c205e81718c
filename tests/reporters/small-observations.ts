/** What the checks of the small sample saw. */
import type { Observation } from "../../engine/types/evidence.js";
import { exchange, ISSUER, observation } from "./sample.js";

const TOKEN =
  '{"access_token":"<access-token:7>","token_type":"Bearer","expires_in":3600,"refresh_token":"<refresh-token:4>","scope":"openid profile"}';
const CODE =
  "grant_type=authorization_code&code=%3Ccode:12%3E&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&code_verifier=%3Cverifier:12%3E";
export const CONTROL = "control:authorization_code/web/client_secret_basic";

const authorize = (id: string, more: Partial<Observation> = {}): Observation =>
  observation(
    id,
    [
      exchange(
        "GET",
        "/oauth/authorize?response_type=code&client_id=web&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&state=%3Cstate:12%3E",
        undefined,
        302,
        "",
        { location: ["/login?interaction=5kd0"] },
      ),
      exchange("POST", "/login", "username=%3Cuser:1%3E&password=%3Cpassword:1%3E", 302, "", {
        location: ["https://app.example.com/cb?code=%3Ccode:12%3E&state=%3Cstate:12%3E"],
      }),
    ],
    {
      kind: "authorization",
      sent: {
        response_type: "code",
        client_id: "web",
        redirect_uri: "https://app.example.com/cb",
        state: "<state:12>",
        code_challenge_method: "S256",
      },
      redirect: { code: "<code:12>", state: "<state:12>" },
      redirect_uri: "https://app.example.com/cb",
      redirect_status: 302,
      delivered: "query",
      acted: ["login"],
      driver: "http",
      ...more,
    },
  );

export const observations = (): Observation[] => [
  observation(CONTROL, [exchange("POST", "/oauth/token", CODE, 200, TOKEN, { "cache-control": ["no-store"] })]),
  authorize("rfc6749-code-replay:1"),
  observation(
    "rfc6749-code-replay:3",
    [exchange("POST", "/oauth/token", CODE, 200, TOKEN, { "cache-control": ["no-store"] })],
    {
      jwt: {
        id_token: {
          header: { alg: "RS256", kid: "k1" },
          claims: { iss: ISSUER, sub: "<user:1>", aud: "web", exp: 1772477884 },
          verified: "yes",
          key: "k1",
        },
      },
    },
  ),
  observation("rfc6749-code-replay:4", [
    exchange(
      "GET",
      "/oauth/introspect",
      undefined,
      200,
      '{"active":true,"exp":1772477884,"client_id":"web","aud":["api","web"],"cnf":{}}',
    ),
  ]),
  observation("rfc6749-client-wrong-secret:1", [
    exchange(
      "POST",
      "/oauth/token",
      CODE,
      400,
      '{"error":"invalid_client","error_description":"client authentication failed"}',
    ),
  ]),
  authorize("rfc9207-error-response:1", { redirect: { error: "invalid_scope", state: "<state:31>" } }),
  observation("rfc6749-refresh:2", [
    exchange("POST", "/oauth/token", "grant_type=refresh_token&refresh_token=%3Crefresh-token:3%3E", 200, TOKEN),
  ]),
  observation("rfc6749-json-body:1", [exchange("POST", "/oauth/token", CODE, 200, TOKEN)]),
  observation("rfc7636-wrong-verifier:2", [exchange("POST", "/oauth/token", CODE, 400, '{"error":"invalid_grant"}')]),
  authorize("rfc6749-public-client:1", {
    redirect: undefined,
    page: "stuck",
    page_text: "Verify your e-mail address. We sent a code to u***@example.com",
  }),
  observation(
    "fetch:jwks",
    [
      {
        ...exchange("GET", "/jwks", undefined, 200, ""),
        response: undefined,
        error: { code: "tls-untrusted", message: "self-signed certificate in certificate chain", key: "network.ca" },
      },
    ],
    {
      transport: { code: "tls-untrusted", message: "self-signed certificate in certificate chain", key: "network.ca" },
    },
  ),
];
