/** Clauses of the small sample. */
import type { RequirementReport } from "../../engine/types/report.js";
import { requirement } from "./sample.js";

export const requirements = (): RequirementReport[] => [
  requirement(
    "rfc6749-4.1.2-code-single-use",
    "rfc6749",
    "4.1.2",
    "MUST NOT",
    "An authorization code is good for one token request; a second one with the same code is refused.",
  ),
  requirement(
    "rfc6749-4.1.2-code-reuse-revokes-tokens",
    "rfc6749",
    "4.1.2",
    "SHOULD",
    "When a code is used a second time, the tokens that it gave are revoked.",
  ),
  requirement(
    "rfc6749-4.1.2-redirect-uri-bound",
    "rfc6749",
    "4.1.3",
    "MUST",
    "The redirect URI of the token request is the one of the authorization request.",
  ),
  requirement(
    "rfc6749-5.1-pragma-no-cache",
    "rfc6749",
    "5.1",
    "MUST",
    "A response with a token carries Pragma: no-cache.",
  ),
  requirement(
    "rfc6749-5.1-cache-control-no-store",
    "rfc6749",
    "5.1",
    "MUST",
    "A response with a token carries Cache-Control: no-store.",
  ),
  requirement(
    "rfc6749-5.2-invalid-client-401",
    "rfc6749",
    "5.2",
    "MUST",
    "A client that authenticated by the Authorization header and fails gets 401.",
  ),
  requirement(
    "rfc6749-5.2-www-authenticate",
    "rfc6749",
    "5.2",
    "MUST",
    "That 401 names the scheme that the client used in WWW-Authenticate.",
  ),
  requirement(
    "rfc6749-4.4.2-client-credentials",
    "rfc6749",
    "4.4.2",
    "MUST",
    "A confidential client gets a token for its own credentials.",
  ),
  requirement("rfc6749-6-refresh-rotation", "rfc6749", "6", "MAY", "A new refresh token can come with each refresh."),
  requirement(
    "rfc6749-6-old-refresh-discarded",
    "rfc6749",
    "6",
    "MUST",
    "Once a new refresh token has come, the old one is of no use.",
    { basis: "inferred" },
  ),
  requirement("rfc6749-3.2-body-form-encoded", "rfc6749", "3.2", "MUST", "A JSON body is no token request.", {
    basis: "inferred",
  }),
  requirement("rfc6749-10.10-code-entropy", "rfc6749", "10.10", "MUST", "A code cannot be guessed.", {
    testable: "partly",
  }),
  requirement(
    "rfc6749-2.2-document-client-id-size",
    "rfc6749",
    "2.2",
    "SHOULD",
    "The server publishes how long its client identifiers can be.",
    { testable: "no", excluded: "documentation, not protocol" },
  ),
  requirement(
    "rfc7636-4.6-wrong-verifier",
    "rfc7636",
    "4.6",
    "MUST",
    "A token request with a wrong code verifier is refused.",
  ),
  requirement(
    "rfc9207-2-iss-present",
    "rfc9207",
    "2",
    "MUST",
    "Every authorization response carries iss, error responses too.",
  ),
  requirement(
    "rfc9207-2.4-iss-matches",
    "rfc9207",
    "2.4",
    "MUST",
    "The value of iss is the issuer of the metadata, character by character.",
  ),
  requirement(
    "example-docs-token-lifetime",
    "example-docs",
    "token-lifetime",
    "DOCUMENTED",
    "Access tokens live for one hour.",
    { profiles: [] },
  ),
];
