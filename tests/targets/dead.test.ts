import assert from "node:assert/strict";
import { test } from "node:test";
import { startDead } from "../../targets/dead.js";
import { startReference } from "../../targets/reference.js";
import { get, post } from "./client.js";

test("the dead server 500 answers everything with 500", async (t) => {
  const target = await startDead("500");
  t.after(() => target.stop());
  for (const path of ["/", "/.well-known/oauth-authorization-server", "/auth?x=1"])
    assert.equal((await get(target, path)).status, 500);
  assert.equal((await post(target, "/token", { grant_type: "client_credentials" })).status, 500);
  assert.equal(target.requests(), 4);
});

test("the dead server 400 answers everything with invalid_request", async (t) => {
  const target = await startDead("400");
  t.after(() => target.stop());
  const answered = await post(target, "/token", { grant_type: "client_credentials" });
  assert.equal(answered.status, 400);
  assert.deepEqual(answered.json, { error: "invalid_request" });
});

test("with metadata a dead server passes discovery and no further", async (t) => {
  const target = await startDead("400", { metadata: true });
  t.after(() => target.stop());
  const found = await get(target, "/.well-known/oauth-authorization-server");
  assert.equal(found.json["issuer"], target.issuer);
  assert.equal((await get(target, new URL(String(found.json["authorization_endpoint"])).pathname)).status, 400);
});

test("a server that is down refuses connections", async (t) => {
  const target = await startDead("down");
  t.after(() => target.stop());
  await assert.rejects(get(target, "/"), (error: Error) => (error.cause as { code?: string }).code === "ECONNREFUSED");
});

test("dead servers have the environment names of the reference server, but for its version", async (t) => {
  const [dead, reference] = await Promise.all([startDead("500"), startReference()]);
  t.after(() => Promise.all([dead.stop(), reference.stop()]));
  // A server that answers nothing has no version.
  assert.deepEqual([...Object.keys(dead.env), "ASSAY_REFERENCE_VERSION"], Object.keys(reference.env));
});
