import assert from "node:assert/strict";
import { test } from "node:test";
import { exportJWK, generateKeyPair } from "jose";
import type { Members } from "../../engine/index.js";
import { runInline } from "../support/run.js";
import { check } from "../support/suite.js";

const { privateKey } = await generateKeyPair("ES256", { extractable: true });
const JWKS = JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), kid: "one" }] });

const CLIENTS: Members[] = [
  { token_endpoint_auth_method: "client_secret_jwt", client_secret: "a-secret-that-is-long-enough-0123" },
  { token_endpoint_auth_method: "private_key_jwt", jwks: JWKS },
];
for (const client of CLIENTS)
  test(`an assertion of ${String(client["token_endpoint_auth_method"])} goes with the client_id, once`, async (t) => {
    const { server } = await runInline(t, {
      checks: [check("demo-a", [{ token: "client_credentials", expect: [{ cite: "demo-1-must", status: 200 }] }])],
      provider: { clients: [{ ...client, client_id: "signer", grants: ["client_credentials"] }] },
    });
    const [call] = server.at("/token");
    assert.deepEqual(call?.body.getAll("client_id"), ["signer"]);
    assert.match(call?.body.get("client_assertion") ?? "", /^ey[^.]+\.ey[^.]+\.[^.]+$/);
  });
