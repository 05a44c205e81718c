// Steps that are passed over, users of the password grant, clients with short lifetimes, waits side by side.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Members } from "../../engine/index.js";
import { runInline } from "../support/run.js";
import { check } from "../support/suite.js";

const alive = (step: Members): Members => ({ ...step, expect: [{ cite: "demo-1-must", status: 200 }] });
const METADATA_GRANTS = ["authorization_code", "client_credentials", "refresh_token", "password"];

test("a step is passed over when one that makes it needless was done", async (t) => {
  const steps = [{ token: "client_credentials", as: "first" }, alive({ token: "client_credentials", unless: "first" })];
  const { verdict, server } = await runInline(t, { checks: [check("demo-a", steps)] });
  assert.equal(verdict("demo-a#demo-1-must").outcome, "not-applicable");
  assert.match(verdict("demo-a#demo-1-must").reason ?? "", /"first" was done/);
  assert.equal(server.at("/token").length, 1);
});

test("a step that needs a grant is passed over when the acting client is not registered for it", async (t) => {
  const steps: Members[] = [
    { use: "access-token", client: { is: "any", without: "authorization_code" }, as: "token" },
    { ...alive({ call: "introspection", from: "token" }), client: "any" },
  ];
  const { records } = await runInline(t, { checks: [check("demo-a", steps)] });
  const sent = records.flatMap((record) =>
    record.type === "observation" && record.check === "demo-a" ? [record.sent["grant_type"]] : [],
  );
  assert.deepEqual(sent.filter(Boolean), ["client_credentials"]);
});

test("the password grant sends the user's name and password, a wrong one, or a name that does not exist", async (t) => {
  const seen: (string | null)[][] = [];
  const { report } = await runInline(t, {
    checks: [
      check("demo-a", [alive({ token: "password" })]),
      check("demo-b", [alive({ token: "password", user: "wrong" })]),
      check("demo-c", [alive({ token: "password", user: "unknown" })]),
    ],
    provider: {
      clients: [{ client_id: "app", client_secret: "app-secret-0001", grants: ["password"] }],
      users: [{ username: "alex", password: "correct horse" }],
      metadata: { grant_types_supported: METADATA_GRANTS },
    },
    server: {
      "/token": ({ parameters }) => {
        const [name, password] = [parameters.get("username"), parameters.get("password")];
        seen.push([name, password]);
        return name === "alex" && password === "correct horse"
          ? { body: { access_token: "abc", token_type: "Bearer" } }
          : { status: 400, body: { error: "invalid_grant" } };
      },
    },
    options: { confirm: false },
  });
  assert.deepEqual(report.summary.by_outcome, { pass: 1, fail: 2 });
  assert.deepEqual(
    seen.map(([name, password]) => [name === "alex", password === "correct horse"]).sort(),
    [
      [false, true],
      [true, false],
      [true, true],
      [true, true],
    ],
    "the control, the right one, a wrong password, an unknown name",
  );
  assert.ok(!JSON.stringify(report).includes("correct horse"));
});

test("without an account the password grant is blocked, and the key to add is named", async (t) => {
  const { verdict } = await runInline(t, {
    checks: [check("demo-a", [alive({ token: "password" })])],
    provider: {
      clients: [{ client_id: "app", client_secret: "app-secret-0001", grants: ["password"] }],
      metadata: { grant_types_supported: METADATA_GRANTS },
    },
  });
  const { outcome, reason } = verdict("demo-a#demo-1-must");
  assert.equal(outcome, "blocked");
  assert.match(reason ?? "", /"user:any".*"users"/s);
});

test("a check that asks for short lives gets the client that has them", async (t) => {
  const steps = [alive({ token: "client_credentials", client: { prefer: "short-lived" } })];
  const { records } = await runInline(t, {
    checks: [check("demo-a", steps)],
    provider: {
      clients: [
        { name: "long", client_id: "app", client_secret: "app-secret-0001", grants: ["client_credentials"] },
        {
          name: "short",
          client_id: "service",
          client_secret: "service-secret-3",
          grants: ["client_credentials"],
          lifetimes: { access_token: 2 },
        },
      ],
    },
  });
  const clients = records.flatMap((one) => (one.type === "observation" && one.check === "demo-a" ? [one.client] : []));
  assert.deepEqual(clients, ["short"]);
});

test("waits lie side by side, whatever the concurrency", async (t) => {
  const waiting = (id: string): Members => check(id, [{ wait: 0.2 }, alive({ token: "client_credentials" })]);
  const checks = Array.from({ length: 6 }, (_, at) => waiting(`demo-${at}`));
  const { report, records } = await runInline(t, { checks, options: { concurrency: 1 } });
  assert.deepEqual(report.summary.by_outcome, { pass: 6 });
  const order = records.flatMap((one) => (one.type === "observation" && one.kind !== "use" ? [one.kind] : []));
  const waits = order.filter((kind) => kind === "wait").length;
  assert.ok(order.lastIndexOf("wait") < order.lastIndexOf("response"), order.join(" "));
  assert.equal(waits, 6);
  const took = records.flatMap((one) => (one.type === "check" ? [one.duration_ms] : []));
  const run = Date.parse(report.assay.finished) - Date.parse(report.assay.started);
  assert.ok(run < took.reduce((sum, one) => sum + one, 0) / 2, "the run is far shorter than its checks together");
});
