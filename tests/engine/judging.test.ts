import assert from "node:assert/strict";
import { test } from "node:test";
import type { Members } from "../../engine/index.js";
import type { Reply } from "../support/authorization-server.js";
import { runInline } from "../support/run.js";
import { check, plan } from "../support/suite.js";

const service = (more: Members): Members => ({ token: "client_credentials", ...more });
const must = (matchers: Members, cite = "demo-1-must"): Members => ({ expect: [{ cite, ...matchers }] });
const REFUSED = must({ status: 400, body: { error: "invalid_request" } });
const withoutGrant = service({ omit: ["grant_type"], ...REFUSED });

test("a met clause passes, and says what it rests on", async (t) => {
  const { verdict, report } = await runInline(t, { checks: [check("demo-a", [service(must({ status: 200 }))])] });
  const { outcome, expected, actual, observations, key } = verdict("demo-a#demo-1-must");
  assert.deepEqual(
    { outcome, expected, actual, observations, key },
    {
      outcome: "pass",
      expected: "status 200",
      actual: "status 200",
      observations: ["demo-a:1"],
      key: "demo-a#demo-1-must",
    },
  );
  assert.equal(report.exit_code, 0);
});

test("each cited clause gets a verdict of its own level; one that is asserted twice, the worst", async (t) => {
  const expect: Members[] = [
    { cite: ["demo-1-must", "demo-1-should"], status: 200 },
    { cite: ["demo-1-must", "demo-1-should-not"], status: 201 },
  ];
  const { report } = await runInline(t, { checks: [check("demo-a", [service({ expect })])] });
  assert.deepEqual(
    report.checks[0]?.verdicts.map((one) => [one.requirement, one.outcome]),
    [
      ["demo-1-must", "fail"],
      ["demo-1-should", "pass"],
      ["demo-1-should-not", "warn"],
    ],
  );
});

test("a refusal counts only after its control has succeeded, which is run once for all that rest on it", async (t) => {
  const checks = [
    check("demo-a", [withoutGrant]),
    check("demo-b", [withoutGrant]),
    check("demo-c", [service({ empty: ["grant_type"], ...REFUSED })]),
  ];
  const { report, server, records } = await runInline(t, { checks });
  assert.deepEqual(report.summary.by_outcome, { pass: 3 });
  assert.equal(server.at("/token").length, 4, "one control and three refusals");
  const steps = records.filter((record) => record.type === "step");
  assert.deepEqual(
    steps.map((step) => step.control),
    Array(3).fill("control/token/client_credentials/service"),
  );
});

test("where the control fails, what rests on it is blocked and its exchange named", async (t) => {
  const { verdict, report, server, records } = await runInline(t, {
    checks: [check("demo-a", [withoutGrant]), check("demo-b", [withoutGrant])],
    server: { "/token": () => ({ status: 400, body: { error: "invalid_request" } }) },
  });
  const { outcome, blocked, observations, reason } = verdict("demo-a#demo-1-must");
  assert.deepEqual(
    { outcome, blocked, observations },
    {
      outcome: "blocked",
      blocked: "setup-failed",
      observations: ["control/token/client_credentials/service:1"],
    },
  );
  assert.match(reason ?? "", /unchanged request fails as client "service": .*invalid_request/);
  assert.ok(
    records.some((record) => record.type === "observation" && record.id === observations[0]),
    "its exchange is kept",
  );
  assert.deepEqual([report.summary.by_outcome, report.exit_code], [{ blocked: 2 }, 3]);
  assert.equal(server.at("/token").length, 1, "and nothing else is asked");
});

test("a control that fails by our own configuration names the key", async (t) => {
  const { verdict } = await runInline(t, {
    checks: [check("demo-a", [withoutGrant])],
    server: { "/token": () => ({ status: 401, body: { error: "invalid_client" } }) },
  });
  const { blocked, reason } = verdict("demo-a#demo-1-must");
  assert.equal(blocked, "needs-config");
  assert.match(reason ?? "", /look at "clients \(service\)"/);
});

test("setup that fails blocks what follows and is named; the server is not accused", async (t) => {
  const steps: Members[] = [
    { authorize: "code", as: "grant" },
    { token: "authorization_code", as: "first" },
    { token: "authorization_code", ...must({ status: 400 }) },
  ];
  const {
    verdict,
    check: of,
    server,
  } = await runInline(t, {
    checks: [check("demo-a", steps)],
    server: { "/token": () => ({ status: 500, body: { error: "server_error" } }) },
  });
  const { outcome, blocked, reason, observations } = verdict("demo-a#demo-1-must");
  assert.deepEqual([outcome, blocked, observations], ["blocked", "setup-failed", ["demo-a:2"]]);
  assert.match(reason ?? "", /step 2 .*server_error/);
  assert.deepEqual(
    of("demo-a").steps.map((step) => step.state),
    ["done", "blocked", "blocked"],
  );
  assert.equal(server.at("/token").length, 1);
});

test("a judged step gates nothing, unless it says setup", async (t) => {
  const steps = (more: Members): Members[] => [
    service({ as: "first", ...must({ status: 201 }), ...more }),
    service(must({ status: 200 }, "demo-1-must2")),
  ];
  const server = {
    "/token": (_: unknown, earlier: number): Reply | undefined =>
      earlier === 0 ? { status: 400, body: { error: "invalid_request" } } : undefined,
  };
  const free = await runInline(t, { checks: [check("demo-a", steps({}))], server });
  assert.deepEqual(free.report.summary.by_outcome, { fail: 1, pass: 1 });
  const gated = await runInline(t, { checks: [check("demo-a", steps({ setup: true }))], server });
  assert.deepEqual(gated.report.summary.by_outcome, { fail: 1, blocked: 1 });
  assert.equal(gated.verdict("demo-a#demo-1-must2").blocked, "setup-failed");
});

test("a value that is not there blocks the step, and names where it should come from", async (t) => {
  const steps: Members[] = [
    service({ as: "first" }),
    { call: "introspection", set: { token: "${first.body.id_token}" }, client: "any", ...must({ status: 200 }) },
  ];
  const { verdict } = await runInline(t, { checks: [check("demo-a", steps)] });
  const { outcome, blocked, reason, observations } = verdict("demo-a#demo-1-must");
  assert.deepEqual([outcome, blocked, observations], ["blocked", "setup-failed", ["demo-a:1"]]);
  assert.match(reason ?? "", /"first\.body\.id_token" is not there: step 1: status 200/);
});

test("an expectation that refers to what was not observed is blocked; one that refers to its own answer is broken", async (t) => {
  const steps: Members[] = [
    service({ as: "first" }),
    service({
      expect: [
        { cite: "demo-1-must", same: ["${first.body.id_token}", "x"] },
        { cite: "demo-1-must2", same: ["${step.body.id_token}", "x"] },
      ],
    }),
  ];
  const { verdict } = await runInline(t, { checks: [check("demo-a", steps)] });
  assert.deepEqual(
    [verdict("demo-a#demo-1-must").outcome, verdict("demo-a#demo-1-must").blocked],
    ["blocked", "not-observed"],
  );
  assert.equal(verdict("demo-a#demo-1-must2").outcome, "fail");
  assert.match(verdict("demo-a#demo-1-must2").actual, /without body\.id_token/);
});

test("a condition on an earlier step makes a step not applicable, and what rests on it", async (t) => {
  const steps: Members[] = [
    { authorize: "code", as: "grant" },
    { token: "authorization_code", as: "first" },
    {
      token: "refresh_token",
      as: "second",
      from: "first",
      given: { first: { body: { rotates: true } } },
      ...must({ status: 200 }),
    },
    { token: "refresh_token", from: "second", ...must({ status: 400 }, "demo-1-must2") },
  ];
  const not = await runInline(t, { checks: [check("demo-a", steps)] });
  assert.deepEqual(not.report.summary.by_outcome, { "not-applicable": 2 });
  assert.match(
    not.verdict("demo-a#demo-1-must").reason ?? "",
    /step "first" does not meet the condition: expected body: "rotates" is true, got "rotates" is absent/,
  );
  assert.equal(not.report.exit_code, 0);
  const held = await runInline(t, {
    checks: [check("demo-a", steps.slice(0, 3))],
    server: { "/token": () => ({ body: { access_token: "t", refresh_token: "r", rotates: true } }) },
  });
  assert.deepEqual(held.report.summary.by_outcome, { pass: 1 });
});

test("a condition on a step that was blocked is blocked", async (t) => {
  const steps: Members[] = [
    { token: "client_credentials", as: "first", client: "public", ...must({ status: 200 }) },
    service({ given: { first: { status: 200 } }, ...must({ status: 200 }, "demo-1-must2") }),
  ];
  const { verdict } = await runInline(t, { checks: [check("demo-a", steps)] });
  assert.equal(verdict("demo-a#demo-1-must2").blocked, "needs-config");
});

test("a MAY is recorded as it was seen, and scores nothing", async (t) => {
  const steps: Members[] = [service(must({ status: 200 }, "demo-1-may")), service(must({ status: 201 }, "demo-1-may"))];
  const { report, check: of } = await runInline(t, {
    checks: [check("demo-a", steps.slice(0, 1)), check("demo-b", steps.slice(1))],
  });
  assert.deepEqual(
    [of("demo-a").verdicts[0]?.value, of("demo-b").verdicts[0]?.value],
    [
      { holds: true, seen: "status 200" },
      { holds: false, seen: "status 200" },
    ],
  );
  assert.deepEqual([report.summary.by_outcome, report.exit_code], [{ observed: 2 }, 0]);
});

test("a tolerated departure warns with its reason, another fails", async (t) => {
  const tolerate = { reason: "section 3 leaves room for it", status: [200, 201] };
  const expect: Members[] = [
    { cite: "demo-1-must", status: 204, tolerate },
    { cite: "demo-1-must2", status: 204, tolerate: { ...tolerate, status: 202 } },
  ];
  const { verdict } = await runInline(t, { checks: [check("demo-a", [service({ expect })])] });
  const { outcome, reason } = verdict("demo-a#demo-1-must");
  assert.deepEqual([outcome, reason], ["warn", "tolerated: section 3 leaves room for it"]);
  assert.equal(verdict("demo-a#demo-1-must2").outcome, "fail");
});

test("a poll goes on while its answer fits, keeps its interval, and is judged on the last", async (t) => {
  const poll = { while: { body: { error: "authorization_pending" } }, for: 5, interval: 0.05 };
  const server = {
    "/token": (_: unknown, earlier: number): Reply | undefined =>
      earlier < 3 ? { status: 400, body: { error: "authorization_pending" } } : undefined,
  };
  const { verdict, server: small } = await runInline(t, {
    checks: [check("demo-a", [service({ poll, ...must({ status: 200 }) })])],
    server,
  });
  assert.equal(verdict("demo-a#demo-1-must").outcome, "pass");
  assert.deepEqual(verdict("demo-a#demo-1-must").observations, [
    "demo-a:1#1",
    "demo-a:1#2",
    "demo-a:1#3",
    "demo-a:1#4",
  ]);
  const gaps = small
    .at("/token")
    .map((call, at, all) => call.at - (all[at - 1]?.at ?? call.at))
    .slice(1);
  assert.ok(
    gaps.every((gap) => gap >= 45),
    gaps.join(" "),
  );
});

test("a poll ends when its time is over", async (t) => {
  const poll = { while: { status: 400 }, for: 0.2, interval: 0.05 };
  const { verdict, server } = await runInline(t, {
    checks: [check("demo-a", [service({ poll, ...must({ status: 200 }) })])],
    server: { "/token": () => ({ status: 400, body: { error: "authorization_pending" } }) },
    options: { confirm: false },
  });
  assert.equal(verdict("demo-a#demo-1-must").outcome, "fail");
  assert.ok(server.at("/token").length >= 2 && server.at("/token").length <= 5);
});

test("a brake in the middle of a poll that went on is no matter", async (t) => {
  const poll = { while: { status: [400, 429] }, for: 5, interval: 0.01 };
  const { verdict } = await runInline(t, {
    checks: [check("demo-a", [service({ poll, ...must({ status: 200 }) })])],
    server: { "/token": (_, earlier) => (earlier < 2 ? { status: 429 } : undefined) },
  });
  assert.equal(verdict("demo-a#demo-1-must").outcome, "pass");
});

test("slow_down makes a poll slower", async (t) => {
  const poll = { while: { status: 400 }, for: 1, interval: 0.01 };
  const { server } = await runInline(t, {
    checks: [check("demo-a", [service({ poll, ...must({ status: 200 }) })])],
    server: { "/token": () => ({ status: 400, body: { error: "slow_down" } }) },
    options: { confirm: false },
  });
  assert.equal(server.at("/token").length, 1, "the next request would come five seconds later");
});

test("a step is repeated one after the other, or at once", async (t) => {
  let open = 0;
  let most = 0;
  const slow = async (): Promise<undefined> => {
    most = Math.max(most, ++open);
    await new Promise((resolve) => setTimeout(resolve, 30));
    open -= 1;
  };
  const once = await runInline(t, {
    checks: [check("demo-a", [service({ times: 3, ...must({ count: { where: { status: 200 }, min: 3, max: 3 } }) })])],
    server: { "/token": slow },
  });
  assert.deepEqual(
    [once.verdict("demo-a#demo-1-must").outcome, once.verdict("demo-a#demo-1-must").actual, most],
    ["pass", "3 of 3 attempts", 1],
  );
  const together = await runInline(t, {
    checks: [
      check("demo-a", [service({ times: 3, parallel: true, ...must({ count: { where: { status: 200 }, max: 1 } }) })]),
    ],
    server: { "/token": slow },
  });
  assert.deepEqual([together.verdict("demo-a#demo-1-must").outcome, most], ["fail", 3]);
  assert.deepEqual(together.verdict("demo-a#demo-1-must").observations.length, 3);
});

test("a shared step is done once for every check that states it", async (t) => {
  const step = { call: "metadata", share: true, ...must({ status: 200 }) };
  const { report, server } = await runInline(t, {
    checks: ["demo-a", "demo-b", "demo-c"].map((id) => check(id, [step])),
  });
  assert.deepEqual(report.summary.by_outcome, { pass: 3 });
  assert.equal(server.at("/.well-known/oauth-authorization-server").length, 2, "discovery, and once");
});

test("what a step makes is undone at the end, the last first, whatever happened, and never judged", async (t) => {
  const undo = (name: string): Members => ({
    fragment: name,
    title: "undo",
    inputs: ["access_token"],
    steps: [{ call: "revocation", set: { token: "${access_token}", which: name }, client: "any", probe: true }],
  });
  const steps: Members[] = [
    service({ as: "first", finally: "undo-first" }),
    service({ as: "second", finally: "undo-second" }),
    { call: "introspection", set: { token: "${second.body.nothing}" }, ...must({ status: 200 }) },
  ];
  const { server, report, verdict } = await runInline(t, {
    checks: [check("demo-a", steps)],
    files: {
      "bases/revocation.yaml": {
        base: "revocation",
        title: "revocation",
        step: "call",
        endpoint: "revocation",
        authenticate: true,
        success: { status: 200 },
      },
      "fragments/undo-first.yaml": undo("undo-first"),
      "fragments/undo-second.yaml": undo("undo-second"),
    },
    server: { "/revoke": () => ({ status: 500 }) },
  });
  assert.deepEqual(
    server.at("/revoke").map((call) => call.parameters.get("which")),
    ["undo-second", "undo-first"],
  );
  assert.ok(server.at("/revoke").every((call) => call.parameters.get("token")));
  assert.deepEqual([report.summary.verdicts, verdict("demo-a#demo-1-must").outcome], [1, "blocked"]);
});

test("what undoes a step acts as the client of that step", async (t) => {
  const undo = { call: "revocation", set: { token: "${access_token}" }, probe: true };
  const { server } = await runInline(t, {
    checks: [check("demo-a", [service({ finally: "undo", ...must({ status: 200 }) })])],
    files: {
      "bases/revocation.yaml": {
        base: "revocation",
        title: "revocation",
        step: "call",
        endpoint: "revocation",
        authenticate: true,
      },
      "fragments/undo.yaml": { fragment: "undo", title: "undo", inputs: ["access_token"], steps: [undo] },
    },
  });
  assert.deepEqual(
    [...server.at("/token"), ...server.at("/revoke")].map(
      (call) => atob(call.authorization?.slice(6) ?? "").split(":")[0],
    ),
    ["service", "service"],
  );
});

const SILENT: [what: string, reply: Reply, blocked: string][] = [
  ["a broken connection", "reset", "unreachable"],
  ["no answer in time", "hang", "timeout"],
  ["a brake", { status: 429, body: { error: "slow" } }, "rate-limited"],
  ["a server that is down for a while", { status: 503, headers: { "retry-after": "0" } }, "rate-limited"],
];
for (const [what, reply, blocked] of SILENT)
  test(`${what} blocks every judged step, and passes none, however it is worded`, async (t) => {
    const expectations: Members[] = [
      { status: 400 },
      { status: 200 },
      { not: { status: 200 } },
      { headers: { "x-debug": { absent: true } } },
      { any: [{ status: 400 }, { not: { body: { access_token: { type: "string" } } } }] },
    ];
    const checks = expectations.map((matchers, at) => check(`demo-${at}`, [service(must(matchers))]));
    const { report } = await runInline(t, {
      checks,
      server: { "/token": () => reply },
      provider: { network: { timeout: reply === "hang" ? 0.2 : 10 } },
    });
    const verdicts = report.checks.flatMap((one) => one.verdicts);
    assert.deepEqual(
      verdicts.map((one) => `${one.outcome} ${one.blocked}`),
      Array(5).fill(`blocked ${blocked}`),
    );
    assert.equal(report.exit_code, 3);
  });

test("a repeated step of which one attempt got no answer is blocked, since the missing one might have told", async (t) => {
  const { verdict } = await runInline(t, {
    checks: [check("demo-a", [service({ times: 3, ...must({ count: { where: { status: 200 }, max: 2 } }) })])],
    server: { "/token": (_, earlier) => (earlier >= 1 && earlier <= 4 ? { status: 429 } : undefined) },
  });
  assert.deepEqual(
    [verdict("demo-a#demo-1-must").outcome, verdict("demo-a#demo-1-must").blocked],
    ["blocked", "rate-limited"],
  );
});

test("a condition that asks for a broken connection is not held back by one; another condition is", async (t) => {
  const first = service({ as: "tried", probe: true });
  const given = (matchers: Members): Members => service({ ...must({ status: 200 }), given: { tried: matchers } });
  const { check: of } = await runInline(t, {
    checks: [
      check("demo-a", [first, given({ not: { transport: ["reset"] } })]),
      check("demo-b", [first, given({ status: 200 })]),
    ],
    server: { "/token": () => "reset" },
  });
  assert.deepEqual(
    ["demo-a", "demo-b"].map((id) => of(id).verdicts[0]?.outcome),
    ["not-applicable", "blocked"],
  );
});

test("what is asked for is judged: a brake that a check wants, and a transport error", async (t) => {
  const checks = [
    check("demo-a", [service(must({ any: [{ status: 429 }, { status: 503 }] }))]),
    check("demo-b", [service(must({ transport: "reset" }))]),
  ];
  const { report } = await runInline(t, { checks, server: { "/token": () => ({ status: 429 }) } });
  assert.deepEqual(
    report.checks.map((one) => one.outcome),
    ["pass", "fail"].map((one, at) => (at === 1 ? "blocked" : one)),
  );
  const broken = await runInline(t, { checks: checks.slice(1), server: { "/token": () => "reset" } });
  assert.equal(broken.check("demo-b").outcome, "pass");
});

const LACKS: [fact: string, outcome: string, exitCode: number][] = [
  ["feature:iss", "blocked", 3],
  ["client:public", "not-applicable", 0],
  ["client:public/authorization_code", "not-applicable", 0],
  ["client:public/client_credentials", "blocked", 3],
];
for (const [fact, expected, exitCode] of LACKS)
  test(`a check of public clients for codes, where there are none and the file lacks ${fact}: ${expected}`, async (t) => {
    const steps: Members[] = [
      { authorize: "code", client: "public" },
      { token: "authorization_code", ...must({ status: 200 }) },
    ];
    const { verdict, report } = await runInline(t, {
      checks: [check("demo-a", steps)],
      provider: { lacks: [fact] },
    });
    const { outcome, reason = "" } = verdict("demo-a#demo-1-must");
    assert.deepEqual([outcome, report.exit_code], [expected, exitCode]);
    assert.equal(reason.includes(`"${fact}" is absent: provider file, lacks`), expected === "not-applicable");
  });

test("a page that no rule fits blocks, and names the key", async (t) => {
  const form = `<html><title>Odd</title><form method="post"><input name="pin"><button>Go</button></form></html>`;
  const { verdict } = await runInline(t, {
    checks: [check("demo-a", [{ authorize: "code", ...must({ not: { redirect: {} } }) }])],
    server: { "/authorize": () => ({ body: form }) },
  });
  const { outcome, blocked, reason } = verdict("demo-a#demo-1-must");
  assert.deepEqual([outcome, blocked], ["blocked", "needs-config"]);
  assert.match(reason ?? "", /look at "pages"/);
});

test("a wrong secret of a client that never succeeded is our configuration, not the server's fault", async (t) => {
  const clients = [
    { name: "service", client_id: "service", client_secret: "wrong-secret-99", grants: ["client_credentials"] },
  ];
  const { verdict, report } = await runInline(t, {
    checks: [check("demo-a", [service(must({ status: 200 }))])],
    provider: { clients },
  });
  const { outcome, blocked, reason } = verdict("demo-a#demo-1-must");
  assert.deepEqual([outcome, blocked, report.exit_code], ["blocked", "needs-config", 3]);
  assert.match(reason ?? "", /client "service" never succeeded in this run; look at "clients \(service\)"/);
});

test("the refusal of a client that was chosen since it may not have the grant is no slip of ours", async (t) => {
  const client = { without: "authorization_code", redirect_uris: "one" };
  const { verdict } = await runInline(t, {
    checks: [
      check("demo-a", [
        { authorize: "code", client, probe: true, as: "answer" },
        { authorize: "code", client, given: { answer: { redirect: {} } }, ...must({ redirect: {} }) },
      ]),
    ],
    server: {
      "/authorize": ({ parameters }) =>
        parameters.get("client_id") === "service"
          ? { status: 400, headers: { "content-type": "text/html" }, body: "<h1>Not for you</h1>" }
          : undefined,
    },
    provider: {
      clients: [
        {
          name: "service",
          client_id: "service",
          client_secret: "service-secret-3",
          grants: ["client_credentials"],
          redirect_uris: ["https://service.example.com/cb"],
        },
      ],
    },
  });
  assert.equal(verdict("demo-a#demo-1-must").outcome, "not-applicable");
});

test("the same refusal of a client that did succeed is the server's fault", async (t) => {
  const checks = [check("demo-a", [service(must({ status: 200 }))]), check("demo-b", [service(must({ status: 200 }))])];
  const { report } = await runInline(t, {
    checks,
    server: {
      "/token": (_, earlier) => (earlier === 0 ? { status: 401, body: { error: "invalid_client" } } : undefined),
    },
    options: { concurrency: 1 },
  });
  assert.deepEqual(
    report.checks.map((one) => one.outcome),
    ["fail", "pass"],
    "whatever the order",
  );
});

test("what the server lacks is not supported, with the evidence; what the provider file lacks is blocked, with the key", async (t) => {
  const one = service(must({ status: 200 }));
  const checks = [
    check("demo-feature", [one], { needs: ["feature:pkce"] }),
    check("demo-grant", [one], { needs: ["grant:password"] }),
    check("demo-endpoint", [one], { needs: ["endpoint:device_authorization"] }),
    check("demo-client", [one], { needs: ["client:private_key_jwt"] }),
    check("demo-both", [one], { needs: ["resource", "grant:password"] }),
  ];
  const { report, server } = await runInline(t, { checks });
  const said = Object.fromEntries(
    report.checks.flatMap((each) => each.verdicts.map((verdict) => [each.id, `${verdict.outcome}: ${verdict.reason}`])),
  );
  assert.deepEqual(said, {
    "demo-feature":
      'not-supported: "feature:pkce" is absent: metadata code_challenge_methods_supported does not announce it',
    "demo-grant": 'not-supported: "grant:password" is absent: metadata grant_types_supported does not list it',
    "demo-endpoint":
      'not-supported: "endpoint:device_authorization" is absent: metadata do not have device_authorization_endpoint',
    "demo-client": 'blocked: the provider file has no "client:private_key_jwt"; look at "clients"',
    "demo-both": 'not-supported: "grant:password" is absent: metadata grant_types_supported does not list it',
  });
  assert.equal(server.at("/token").length, 0);
  assert.equal(report.exit_code, 3);
});

test("supports and lacks of the provider file stand above metadata", async (t) => {
  const one = service(must({ status: 200 }));
  const { report } = await runInline(t, {
    checks: [
      check("demo-a", [one], { needs: ["grant:password"] }),
      check("demo-b", [one], { needs: ["grant:client_credentials"] }),
    ],
    provider: { supports: ["grant:password"], lacks: ["grant:client_credentials"] },
  });
  assert.deepEqual(
    report.checks.map((each) => each.outcome),
    ["not-supported", "not-supported"],
    "the base needs the grant",
  );
  assert.match(report.checks[0]?.verdicts[0]?.reason ?? "", /provider file, lacks/);
});

test("where the file says that the server has no scopes, what needs one is not applicable instead of blocked", async (t) => {
  const asked = { ...service(must({ status: 200 })), set: { scope: "${client.scope}" } };
  const judged = async (provider: Members): Promise<string[]> =>
    (await runInline(t, { checks: [check("demo-scope", [asked])], provider })).report.checks.flatMap(({ verdicts }) =>
      verdicts.map(({ outcome, reason }) => `${outcome}: ${reason}`),
    );
  assert.deepEqual(await judged({}), ['blocked: the provider file has no "scope"; look at "scope"']);
  assert.deepEqual(await judged({ lacks: ["scope"] }), [
    "not-applicable: the server has no scopes (provider file, lacks)",
  ]);
});

test("an unset variable of one client blocks only what needs it, and another client is taken where one can", async (t) => {
  const app = {
    name: "app",
    client_id: "app",
    client_secret: "${secret:NOT_SET_ANYWHERE}",
    grants: ["authorization_code"],
    redirect_uris: ["https://app.example.com/cb"],
  };
  const rest = {
    name: "service",
    client_id: "service",
    client_secret: "service-secret-3",
    grants: ["client_credentials"],
  };
  const checks = [
    check("demo-code", [{ authorize: "code", ...must({ redirect: {} }) }]),
    check("demo-service", [service(must({ status: 200 }))]),
  ];
  const { report, verdict } = await runInline(t, { checks, provider: { clients: [app, rest] } });
  assert.deepEqual(
    report.checks.map((each) => each.outcome),
    ["blocked", "pass"],
  );
  assert.match(
    verdict("demo-code#demo-1-must").reason ?? "",
    /variable "NOT_SET_ANYWHERE" of client "app" is not set; look at "clients"/,
  );
});

test("a clause that no profile of the run holds is not judged", async (t) => {
  const { report } = await runInline(t, {
    checks: [check("demo-a", [service({ expect: [{ cite: ["demo-1-must", "demo-1-should"], status: 200 }] })])],
    files: {
      "profiles/less.yaml": {
        profile: "less",
        title: "Less",
        revision: 1,
        digest: "0",
        includes: [{ spec: "demo", only: ["demo-1-should"] }],
      },
    },
    options: { profiles: ["less"] },
  });
  assert.deepEqual(
    report.checks[0]?.verdicts.map((one) => one.key),
    ["demo-a#demo-1-should"],
  );
});

test("an inline plan of another file joins the suite", async (t) => {
  const { report } = await runInline(t, {
    checks: [check("demo-a", [service(must({ status: 200 }))])],
    files: { "demo/more.plan.yaml": plan([check("demo-z", [service(must({ status: 200 }))])], { plan: "demo-more" }) },
  });
  assert.deepEqual(report.checks.map((one) => one.id).sort(), ["demo-a", "demo-z"]);
});
