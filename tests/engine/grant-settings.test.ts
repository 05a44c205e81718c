// What requests of a grant need at one server only stands in the provider file, and the base requests take it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Members } from "../../engine/index.js";
import type { Behaviour } from "../support/authorization-server.js";
import { runInline } from "../support/run.js";
import { check } from "../support/suite.js";

const expect: Members[] = [{ cite: "demo-1-must", status: 200 }];
const CREDENTIALS = [check("demo-one", [{ token: "client_credentials", expect }])];

test("further parameters go along, may name user and client, and replace those of the base", async (t) => {
  const parameters = { user_role: "${user.username} of ${client.client_id}", grant_type: "client_credentials" };
  const provider = { grants: { client_credentials: { parameters } }, users: [{ username: "ann", password: "x" }] };
  const { server, verdict } = await runInline(t, { checks: CREDENTIALS, provider });
  assert.equal(verdict("demo-one#demo-1-must").outcome, "pass");
  const { parameters: sent } = server.at("/token")[0] ?? {};
  assert.deepEqual(
    [...(sent ?? [])],
    [
      ["grant_type", "client_credentials"],
      ["user_role", "ann of service"],
    ],
  );
});

test("a user whose variables are not set keeps only that grant from being asked for whose settings name one", async (t) => {
  const users = [{ username: "${env:ASSAY_TEST_NOT_SET}", password: "x" }];
  const settings: [parameters: Members, outcome: string][] = [
    [{ tenant: "one" }, "pass"],
    [{ tenant: "${user.username}" }, "blocked"],
  ];
  for (const [parameters, outcome] of settings) {
    const provider = { grants: { client_credentials: { parameters } }, users };
    const { verdict } = await runInline(t, { checks: CREDENTIALS, provider });
    assert.equal(verdict("demo-one#demo-1-must").outcome, outcome);
  }
});

test("a check can leave out what the file adds", async (t) => {
  const provider = { grants: { client_credentials: { parameters: { user_role: "patient" } } } };
  const steps = [{ token: "client_credentials", omit: ["user_role"], expect }];
  const { server } = await runInline(t, { checks: [check("demo-one", steps)], provider });
  assert.deepEqual(
    server.at("/token").map(({ body }) => body.has("user_role")),
    [true, false],
  );
});

test("a grant can have an endpoint, an encoding and a scope of its own", async (t) => {
  const other: Behaviour = () => ({ body: { access_token: "token-0123456789", token_type: "Bearer" } });
  const settings = { endpoint: "/other-token", content_type: "multipart/form-data", scope: "own" };
  const { server, records } = await runInline(t, {
    checks: CREDENTIALS,
    provider: { grants: { client_credentials: settings }, scope: "common" },
    server: { "/other-token": other },
  });
  assert.deepEqual([server.at("/token").length, server.at("/other-token").length], [0, 1]);
  const sent = JSON.stringify(records);
  assert.match(sent, /multipart\/form-data/);
  assert.match(sent, /\\"scope\\"\\r\\n\\r\\nown/);
});

test("the authorization request takes what the grant needs there, the token request does not", async (t) => {
  const steps: Members[] = [{ authorize: "code" }, { token: "authorization_code", expect }];
  const provider = { grants: { authorization_code: { authorization: { aud: "https://fhir.example.com" } } } };
  const { server } = await runInline(t, { checks: [check("demo-one", steps)], provider });
  assert.equal(server.at("/authorize")[0]?.parameters.get("aud"), "https://fhir.example.com");
  assert.equal(server.at("/token")[0]?.parameters.get("aud"), null);
});

test("an authorization request whose first answer is read, or that is pushed, takes the same", async (t) => {
  const page: Behaviour = () => ({ status: 201, body: { request_uri: "urn:example:1", expires_in: 60 } });
  const { server } = await runInline(t, {
    checks: [
      check("demo-one", [
        { call: "authorization", expect },
        { call: "par", expect },
      ]),
    ],
    provider: {
      grants: { authorization_code: { authorization: { prompt: "consent" } } },
      endpoints: { par: "/par" },
    },
    server: { "/authorize": page, "/par": page },
  });
  for (const path of ["/authorize", "/par"])
    assert.equal(server.at(path)[0]?.parameters.get("prompt"), "consent", path);
});

test("what a check expects of the scope is the scope that the grant asks for", async (t) => {
  const answer: Behaviour = (call) => ({
    body: { access_token: "token-0123456789", token_type: "Bearer", scope: call.parameters.get("scope") },
  });
  const steps = [
    { token: "client_credentials", expect: [{ cite: "demo-1-must", body: { scope: "${client.scope}" } }] },
  ];
  const { verdict } = await runInline(t, {
    checks: [check("demo-one", steps)],
    provider: { grants: { client_credentials: { scope: "own" } }, scope: "common" },
    server: { "/token": answer },
  });
  assert.equal(verdict("demo-one#demo-1-must").outcome, "pass");
});
