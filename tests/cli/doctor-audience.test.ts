// Servers differ in whom signed assertions have to be for; the doctor finds out which it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeJwt } from "jose";
import { authorizationServer, metadata, type Reply } from "../support/authorization-server.js";
import { type Diagnosis, diagnose } from "./doctor-support.js";

const TOKEN: Reply = { body: { access_token: "token-0123456789", token_type: "Bearer" } };
const REFUSED: Reply = { status: 401, body: { error: "invalid_client" } };

/** What the doctor says of a client that signs, at a server that takes only some audiences, and how often it asks. */
async function examined(
  t: Parameters<typeof diagnose>[0],
  said: object,
  takes: (audience: string) => boolean,
): Promise<Diagnosis & { asked: number }> {
  const server = await authorizationServer(t, {
    "/.well-known/oauth-authorization-server": () => ({
      body: { ...metadata(server.url), token_endpoint_auth_methods_supported: ["client_secret_jwt"] },
    }),
    "/token": ({ parameters }) => {
      const { aud } = decodeJwt(parameters.get("client_assertion") ?? "");
      return takes(String(aud)) ? TOKEN : REFUSED;
    },
  });
  const client = {
    name: "signing",
    client_id: "signing",
    client_secret: "a secret of some thirty two characters",
    token_endpoint_auth_method: "client_secret_jwt",
    grants: ["client_credentials"],
    ...said,
  };
  const diagnosis = await diagnose(t, { provider: "mine", name: "Mine", issuer: server.url, clients: [client] }, {});
  return { ...diagnosis, asked: server.at("/token").length };
}

test("an assertion for the wrong audience is told from a wrong secret", async (t) => {
  const { wrong, asked, out } = await examined(t, {}, (audience) => audience.endsWith("/token"));
  assert.equal(wrong?.key, "clients[0].assertion_audience", out);
  assert.match(wrong.hint ?? "", /with token_endpoint as its audience the server accepts/);
  assert.equal(asked, 2);
});

test("a file that names another audience than the issuer is tried with the issuer", async (t) => {
  const said = { assertion_audience: "https://elsewhere.example.com" };
  const { wrong, out } = await examined(t, said, (audience) => /:\d+$/.test(audience));
  assert.equal(wrong?.key, "clients[0].assertion_audience", out);
  assert.match(wrong.hint ?? "", /with issuer as its audience/);
});

test("where no audience helps the secret is suspected first, and the audience named", async (t) => {
  const { wrong, asked, out } = await examined(t, {}, () => false);
  assert.equal(wrong?.key, "clients[0].client_secret", out);
  assert.ok(wrong.also?.includes("clients[0].assertion_audience"), out);
  assert.equal(asked, 2);
});
