/** The sample that people look at: every outcome, a known deviation, a stale one, a problem, a shared control. */
import { assemble, check, ISSUER, type Sample, verdict } from "./sample.js";
import { requirements } from "./small-clauses.js";
import { CONTROL, observations } from "./small-observations.js";

const replay = () => {
  const id = "rfc6749-code-replay";
  return check(
    id,
    "A replayed code is refused and ends the tokens it gave",
    [
      verdict(id, "rfc6749-4.1.2-code-single-use", "4.1.2", "MUST NOT", "fail", {
        actual: "status 200, a new access token",
        observations: ["rfc6749-code-replay:3"],
        step: "3",
      }),
      verdict(id, "rfc6749-4.1.2-code-reuse-revokes-tokens", "4.1.2", "SHOULD", "warn", {
        expected: "output alive false",
        actual: "output alive true",
        observations: ["rfc6749-code-replay:4"],
        step: "4",
      }),
    ],
    [
      { path: "1", text: "Authorization request for a code", state: "done", observations: ["rfc6749-code-replay:1"] },
      { path: "2", text: "Token request with the code, which succeeds", state: "done", observations: [CONTROL] },
      { path: "3", text: "The same token request again", state: "done", observations: ["rfc6749-code-replay:3"] },
      {
        path: "4",
        text: "Ask whether the first access token still works",
        state: "done",
        observations: ["rfc6749-code-replay:4"],
      },
    ],
  );
};

const known = {
  outcome: "fail",
  reason: "Pragma is a relic of HTTP/1.0; Cache-Control: no-store is sent.",
  issue: "https://issues.example.com/browse/IDP-1182",
  owner: "identity team",
  until: "2027-06-30",
};
const setup = {
  blocked: "setup-failed" as const,
  reason: 'the control failed: the login ended on page "stuck", which no page rule fits',
  actual: "not judged",
  observations: ["rfc6749-public-client:1"],
};

const checks = () => {
  const secret = "rfc6749-client-wrong-secret";
  const wrong = {
    expected: "status 401, WWW-Authenticate Basic",
    actual: "status 400, no WWW-Authenticate",
    observations: [`${secret}:1`],
    step: "1",
  };
  return [
    check("rfc7636-wrong-verifier", "A wrong code verifier is refused", [
      verdict("rfc7636-wrong-verifier", "rfc7636-4.6-wrong-verifier", "4.6", "MUST", "pass", {
        observations: ["rfc7636-wrong-verifier:2"],
      }),
    ]),
    replay(),
    check(secret, "A wrong secret in the Authorization header is answered with 401", [
      verdict(secret, "rfc6749-5.2-invalid-client-401", "5.2", "MUST", "fail", wrong),
      verdict(secret, "rfc6749-5.2-www-authenticate", "5.2", "MUST", "fail", wrong),
    ]),
    check("rfc9207-error-response", "An error response carries iss", [
      verdict("rfc9207-error-response", "rfc9207-2-iss-present", "2", "MUST", "fail", {
        expected: `redirect iss ${ISSUER}`,
        actual: "redirect without iss",
        observations: ["rfc9207-error-response:1"],
        step: "1",
      }),
      verdict("rfc9207-error-response", "rfc9207-2.4-iss-matches", "2.4", "MUST", "not-applicable", {
        expected: `iss ${ISSUER}`,
        actual: "no iss",
        reason: "given: the response carries iss; it does not",
        step: "2",
      }),
    ]),
    check("rfc6749-token-success", "A token response is complete and not cached", [
      verdict("rfc6749-token-success", "rfc6749-5.1-pragma-no-cache", "5.1", "MUST", "fail", {
        expected: "header pragma no-cache",
        actual: "header pragma absent",
        known,
        observations: [CONTROL],
      }),
      verdict("rfc6749-token-success", "rfc6749-5.1-cache-control-no-store", "5.1", "MUST", "pass", {
        expected: "header cache-control no-store",
        actual: "no-store",
        known: { outcome: "fail", reason: "fixed in 8.3" },
        observations: [CONTROL],
      }),
    ]),
    check("rfc6749-refresh", "A refresh token gives a new access token", [
      verdict("rfc6749-refresh", "rfc6749-6-refresh-rotation", "6", "MAY", "observed", {
        value: { rotated: true },
        expected: "recorded",
        actual: "a new refresh token came",
        observations: ["rfc6749-refresh:2"],
      }),
      verdict("rfc6749-refresh", "rfc6749-6-old-refresh-discarded", "6", "MUST", "error", {
        reason: 'matcher "same": cannot read "first.body"',
        actual: "not judged",
        observations: ["rfc6749-refresh:2"],
      }),
    ]),
    check("rfc6749-json-body", "A JSON body is no token request", [
      verdict("rfc6749-json-body", "rfc6749-3.2-body-form-encoded", "3.2", "MUST", "warn", {
        basis: "inferred",
        expected: "status 400",
        reason: "no sentence of the text says it",
        observations: ["rfc6749-json-body:1"],
      }),
    ]),
    check("rfc6749-client-credentials", "A client gets a token for itself", [
      verdict("rfc6749-client-credentials", "rfc6749-4.4.2-client-credentials", "4.4.2", "MUST", "not-supported", {
        reason: "metadata: grant_types_supported is absent, whose default leaves client_credentials out",
        expected: "status 200",
        actual: "not asked",
      }),
    ]),
    check("rfc6749-redirect-uri-other/path", "A token request with another redirect URI is refused", [
      verdict("rfc6749-redirect-uri-other/path", "rfc6749-4.1.2-redirect-uri-bound", "4.1.3", "MUST", "blocked", setup),
    ]),
    check("rfc6749-redirect-uri-other/query", "A token request with another query in its redirect URI is refused", [
      verdict(
        "rfc6749-redirect-uri-other/query",
        "rfc6749-4.1.2-redirect-uri-bound",
        "4.1.3",
        "MUST",
        "blocked",
        setup,
      ),
    ]),
    check("example-docs-token-lifetime", "Access tokens live as long as documented", [
      verdict("example-docs-token-lifetime", "example-docs-token-lifetime", "token-lifetime", "DOCUMENTED", "blocked", {
        blocked: "unreachable",
        reason: 'problem "tls-untrusted": the key set could not be read',
        expected: "expires_in 3600",
        actual: "not judged",
      }),
    ]),
  ];
};

export const small = (): Sample =>
  assemble(
    {
      requirements: requirements(),
      checks: checks(),
      problems: [
        {
          reason: "unreachable",
          code: "tls-untrusted",
          message: `${ISSUER}/jwks: self-signed certificate in certificate chain`,
          hint: "name the CA in network.ca of the provider file",
          observation: "fetch:jwks",
        },
      ],
      not_selected: [{ id: "rfc6749-code-race", why: "intrusive, and --intrusive was not given" }],
    },
    observations(),
  );
