// Who the JWTs are for by which a client authenticates: RFC 7523 3 lets it be the server or its token endpoint.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeJwt } from "jose";
import { runInline } from "../support/run.js";
import { check } from "../support/suite.js";

const CHECKS = [check("demo-one", [{ token: "client_credentials", expect: [{ cite: "demo-1-must", status: 200 }] }])];
const CLIENT = {
  client_id: "signing",
  client_secret: "a secret of some thirty two characters",
  token_endpoint_auth_method: "client_secret_jwt",
  grants: ["client_credentials"],
};

const AUDIENCES: [said: string | undefined, sent: (issuer: string) => string][] = [
  [undefined, (issuer) => issuer],
  ["issuer", (issuer) => issuer],
  ["token_endpoint", (issuer) => `${issuer}/token`],
  ["https://as.example.com", () => "https://as.example.com"],
];
for (const [said, expected] of AUDIENCES) {
  test(`an assertion is for ${said ?? "the issuer where the file says nothing"}`, async (t) => {
    const clients = [{ ...CLIENT, ...(said === undefined ? {} : { assertion_audience: said }) }];
    const { server } = await runInline(t, { checks: CHECKS, provider: { clients } });
    const assertion = server.at("/token")[0]?.parameters.get("client_assertion") ?? "";
    assert.equal(decodeJwt(assertion).aud, expected(server.url));
  });
}
