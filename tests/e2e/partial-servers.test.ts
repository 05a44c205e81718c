// Servers that do little, and provider files that say little: what is not there is named, and nothing is red for it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Members, loadProvider, loadSuite } from "../../engine/index.js";
import { startReference } from "../../targets/reference.js";
import { type Done, runAll } from "../support/run.js";
import { temporaryFolder, writeFiles } from "../support/suite.js";

/** What the embedded server itself does otherwise than the text. */
const KNOWN = ["rfc6749-5.1-pragma-no-cache", "rfc6749-5.2-invalid-client-no-auth"];
const suite = loadSuite();
const PAGES: Members[] = [
  {
    login: { has: "password", fill: { username: "${user.username}", password: "${user.password}" }, press: "Sign in" },
  },
  { consent: { text: "would like to use", press: "Allow", deny: "Cancel" } },
];

async function runWith(t: TestContext, more: (env: Record<string, string>) => Members): Promise<Done> {
  const target = await startReference();
  t.after(target.stop);
  const folder = temporaryFolder(t);
  const file = { provider: "partial", name: "Partial", issuer: target.issuer, scope: "api:read", ...more(target.env) };
  writeFiles(folder, { "partial.yaml": file });
  return runAll({ suite, provider: loadProvider(join(folder, "partial.yaml"), target.env), profiles: ["oauth2-bcp"] });
}

const client = (env: Record<string, string>, name: string, more: Members): Members => ({
  client_id: env[`ASSAY_REFERENCE_${name}_ID`] ?? "",
  client_secret: `\${secret:ASSAY_REFERENCE_${name}_SECRET}`,
  ...more,
});

test("of a server with client credentials only, without metadata, all the rest is not supported", async (t) => {
  const { report } = await runWith(t, (env) => ({
    discovery: "none",
    endpoints: { token: "/token" },
    lacks: ["resource"],
    clients: [client(env, "SERVICE", { grants: ["client_credentials"] })],
  }));
  const verdicts = report.checks.flatMap((check) => check.verdicts);
  const red = verdicts.filter(({ outcome }) => ["fail", "blocked", "error"].includes(outcome));
  assert.deepEqual([...new Set(red.map(({ requirement }) => requirement))].sort(), KNOWN);
  const missing = verdicts.filter(({ outcome }) => outcome === "not-supported");
  assert.ok(missing.length > 1000 && verdicts.filter(({ outcome }) => outcome === "pass").length > 40);
  assert.ok(missing.every(({ reason = "" }) => /is absent: \S/.test(reason)));
});

test("with one client only, what needs another is blocked and says which key to add; the rest is judged", async (t) => {
  const { report } = await runWith(t, (env) => ({
    lacks: ["resource"],
    clients: [
      client(env, "CONFIDENTIAL", {
        grants: ["authorization_code", "refresh_token"],
        redirect_uris: ["https://app.example.com/cb"],
      }),
    ],
    users: [{ username: env["ASSAY_REFERENCE_USER"] ?? "", password: "${secret:ASSAY_REFERENCE_PASSWORD}" }],
    pages: PAGES,
  }));
  const verdicts = report.checks.flatMap((check) => check.verdicts);
  const blocked = verdicts.filter(({ outcome }) => outcome === "blocked");
  assert.ok(blocked.length > 100 && verdicts.filter(({ outcome }) => outcome === "pass").length > 500);
  for (const { key, blocked: why, reason } of blocked) {
    assert.equal(why, "needs-config", `${key}: ${reason ?? ""}`);
    assert.match(reason ?? "", /look at "(clients|scope|second_scope)|the provider file has no "client:/, key);
  }
});
