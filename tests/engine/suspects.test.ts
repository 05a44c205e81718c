import assert from "node:assert/strict";
import { test } from "node:test";
import { AssayError, type Members, loadProvider } from "../../engine/index.js";
import { providerFile, runInline } from "../support/run.js";
import { check, temporaryFolder, writeFiles } from "../support/suite.js";
import { join } from "node:path";

const expects = (cite: string, matchers: object) => ({ expect: [{ cite, ...matchers }] });

test("an endpoint that is not there is first looked for in the configuration, named by its key", async (t) => {
  const { verdict } = await runInline(t, {
    checks: [check("demo-a", [{ token: "client_credentials", ...expects("demo-1-must", { status: 200 }) }])],
    provider: { endpoints: { token: "/tokens" } },
  });
  const { outcome, blocked, reason } = verdict("demo-a#demo-1-must");
  assert.deepEqual([outcome, blocked], ["blocked", "needs-config"]);
  assert.match(reason ?? "", /status 404.*look at "endpoints\.token"/);
});

const PAGES: [says: string, key: string][] = [
  ["openid not in scope", "scope"],
  ["unknown client", "clients (app)"],
];
for (const [says, key] of PAGES) {
  test(`a page that refuses an unchanged request with "${says}" points to ${key}`, async (t) => {
    const steps: Members[] = [
      { authorize: "code" },
      { token: "authorization_code", ...expects("demo-1-must", { status: 200 }) },
    ];
    const { verdict } = await runInline(t, {
      checks: [check("demo-a", steps)],
      server: { "/authorize": () => ({ status: 400, body: { error: "invalid_request", error_description: says } }) },
    });
    const { outcome, blocked, reason } = verdict("demo-a#demo-1-must");
    assert.deepEqual([outcome, blocked], ["blocked", "needs-config"]);
    assert.ok(reason?.endsWith(`look at "${key}"`), reason);
  });
}

test("a page rule without a deny is named when a check wants the user to refuse", async (t) => {
  const page = (action: string): string =>
    `<!doctype html><title>Consent</title><p>app would like to use</p><form method="post" action="${action}"><button name="go" value="1">Allow</button></form>`;
  const { verdict } = await runInline(t, {
    checks: [
      check("demo-a", [
        {
          authorize: "code",
          session: "none",
          user: "deny",
          ...expects("demo-1-must", { redirect: { error: "access_denied" } }),
        },
      ]),
    ],
    server: {
      "/authorize": (call) =>
        call.method === "GET"
          ? { headers: { "content-type": "text/html" }, body: page(`/authorize?${call.parameters}`) }
          : undefined,
    },
    provider: {
      users: [{ username: "ann", password: "password-of-ann" }],
      pages: [{ consent: { text: "would like to use", press: "Allow" } }],
    },
  });
  const { outcome, blocked, reason } = verdict("demo-a#demo-1-must");
  assert.deepEqual([outcome, blocked], ["blocked", "needs-config"]);
  assert.match(reason ?? "", /"consent" has no "deny".*look at "pages"/);
});

test("a grant type that is neither known nor a URI is a slip of the pen", (t) => {
  const folder = temporaryFolder(t);
  const file = providerFile("http://127.0.0.1:1", { clients: [{ client_id: "a", grants: ["client_credential"] }] });
  writeFiles(folder, { "p.yaml": file });
  assert.throws(
    () => loadProvider(join(folder, "p.yaml"), {}),
    (error) => error instanceof AssayError && error.code === "FORMAT" && error.message.includes("clients.0.grants.0"),
  );
});
