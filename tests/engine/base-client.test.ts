import assert from "node:assert/strict";
import { test } from "node:test";
import type { Members } from "../../engine/index.js";
import { providerFile, runInline } from "../support/run.js";
import { check } from "../support/suite.js";

const STEPS: Members[] = [
  { token: "client_credentials", as: "t" },
  { call: "introspection", from: "t", expect: [{ cite: "demo-1-must", body: { active: true } }] },
];
const watcher: Members = {
  name: "watcher",
  client_id: "watcher",
  client_secret: "watcher-secret-4",
  roles: ["resource_server"],
};
const FILES = { "bases/introspection.yaml": { ...base(), client: "resource_server" } };

function base(): Members {
  return {
    base: "introspection",
    title: "introspection",
    step: "call",
    endpoint: "introspection",
    authenticate: true,
    inputs: ["access_token"],
    parameters: { token: "${from.access_token}" },
    success: { status: 200 },
  };
}

const CASES: [title: string, more: Members[], callers: string[]][] = [
  ["the client that a base names acts where the file has it", [watcher], ["watcher"]],
  ["without such a client the one goes on that got the token", [], ["service"]],
];
for (const [title, more, callers] of CASES)
  test(title, async (t) => {
    const clients = [...(providerFile("http://x")["clients"] as Members[]), ...more];
    const { server, verdict } = await runInline(t, {
      checks: [check("demo-a", STEPS)],
      files: FILES,
      provider: { clients },
    });
    assert.deepEqual(
      server.at("/introspect").map((call) => atob(call.authorization?.slice(6) ?? "").split(":")[0]),
      callers,
    );
    assert.equal(verdict("demo-a#demo-1-must").outcome, "pass");
  });
