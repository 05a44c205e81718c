import assert from "node:assert/strict";
import { test } from "node:test";
import type { EvidenceRecord, Exchange, Members } from "../../engine/index.js";
import type { Behaviour } from "../support/authorization-server.js";
import { type Inline, runInline } from "../support/run.js";
import { check } from "../support/suite.js";

const must = (matchers: Members): Members => ({ expect: [{ cite: "demo-1-must", ...matchers }] });
const service = (more: Members): Members => ({ token: "client_credentials", ...more });
const simple = (id: string): Members => check(id, [service(must({ status: 200 }))]);

/** Answers so many requests at first like this. */
const first =
  (count: number, status: number, headers: Record<string, string> = {}): Behaviour =>
  (_, earlier) =>
    earlier < count ? { status, headers } : undefined;
const always = (status: number, headers: Record<string, string> = {}): Behaviour => first(Infinity, status, headers);

const exchangesOf = (records: EvidenceRecord[], id: string): Exchange[] =>
  records.flatMap((record) => (record.type === "observation" && record.check === id ? record.exchanges : []));
const again = (records: EvidenceRecord[]): string[] =>
  records.flatMap((record) => (record.type === "again" ? [record.check] : []));

const one = (token: Behaviour, more: Partial<Inline> = {}): Inline => ({
  checks: [simple("demo-a")],
  server: { "/token": token },
  ...more,
});

for (const [status, headers] of [
  [429, {}],
  [429, { "retry-after": "0" }],
  [503, {}],
  [503, { "retry-after": "0" }],
] as const)
  test(`${status} with ${JSON.stringify(headers)} is waited for and asked again, and shown`, async (t) => {
    const { verdict, records } = await runInline(t, one(first(2, status, headers)));
    assert.equal(verdict("demo-a#demo-1-must").outcome, "pass");
    const [{ braked = [], response } = {}] = exchangesOf(records, "demo-a") as [Partial<Exchange>];
    assert.deepEqual(
      braked.map((brake) => [brake.status, brake.retry_after_ms, brake.waited_ms]),
      "retry-after" in headers
        ? [
            [status, 0, 0],
            [status, 0, 0],
          ]
        : [
            [status, undefined, 100],
            [status, undefined, 200],
          ],
    );
    assert.equal(response?.status, 200, "what is judged is the answer");
  });

test("Retry-After is honoured to the second", async (t) => {
  const { server } = await runInline(t, one(first(1, 429, { "retry-after": "1" })));
  const [before, after] = server.at("/token");
  assert.ok((after?.at ?? 0) - (before?.at ?? 0) >= 990);
});

test("a brake that does not end blocks, after three more requests; then the place is not waited for again", async (t) => {
  const ids = ["demo-a", "demo-b", "demo-c", "demo-d"];
  const { report, server } = await runInline(t, {
    ...one(always(429, { "retry-after": "0" })),
    checks: ids.map(simple),
    options: { concurrency: 1 },
  });
  assert.deepEqual(
    report.checks.map(({ verdicts: [verdict] }) => `${verdict?.outcome} ${verdict?.blocked}`),
    ids.map(() => "blocked rate-limited"),
  );
  assert.equal(server.at("/token").length, 4 + 4 + 1 + 1);
});

test("a server that asks for an hour is not asked again", async (t) => {
  const { verdict, server } = await runInline(t, one(always(503, { "retry-after": "3600" })));
  assert.equal(verdict("demo-a#demo-1-must").blocked, "rate-limited");
  assert.equal(server.at("/token").length, 1);
});

const AFTER_A_BRAKE: [what: string, step: Members][] = [
  ["as its answer", must({ status: [400, 429] })],
  ["as one of several answers", must({ any: [{ status: 503 }, { status: 429 }] })],
  [
    "in the middle of a poll",
    { poll: { while: { status: 429 }, for: 0.05, interval: 0.04 }, ...must({ status: 429 }) },
  ],
];
for (const [what, step] of AFTER_A_BRAKE)
  test(`a check that is after a 429 ${what} takes it for an answer`, async (t) => {
    const { records, verdict } = await runInline(t, {
      ...one(always(429)),
      checks: [check("demo-a", [service(step)])],
    });
    assert.equal(verdict("demo-a#demo-1-must").outcome, "pass");
    assert.ok(exchangesOf(records, "demo-a").every(({ braked }) => braked === undefined));
  });

test("a list that names 503 beside a success, or as any error of the server's, is not after it", async (t) => {
  const lists = [
    [200, 503],
    [500, 502, 503],
  ];
  const checks = lists.map((status, at) => check(`demo-${at}`, [service(must({ status }))]));
  const { records } = await runInline(t, {
    ...one(first(1, 503, { "retry-after": "0" })),
    checks,
    options: { concurrency: 1 },
  });
  assert.equal(exchangesOf(records, "demo-0")[0]?.braked?.length, 1);
  const other = await runInline(t, { ...one(first(1, 503, { "retry-after": "0" })), checks: checks.slice(1) });
  assert.equal(exchangesOf(other.records, "demo-1")[0]?.braked?.length, 1);
});

/** Replies so once, after the code was spent. */
function losesAnAnswer(reply: "reset" | { status: number }): Behaviour {
  const spent = new Set<string>();
  return ({ parameters }) => {
    const code = parameters.get("code") ?? "";
    if (spent.has(code)) return { status: 400, body: { error: "invalid_grant" } };
    if (spent.size > 0 || !code) return undefined;
    spent.add(code);
    return reply;
  };
}

const EXCHANGE = check("demo-a", [{ authorize: "code" }, { token: "authorization_code", ...must({ status: 200 }) }]);

for (const [what, reply] of [
  ["an answer that got lost", "reset"],
  ["a 503 that does not say when to come back", { status: 503 }],
] as const)
  test(`after ${what} nobody knows whether the code is spent: the check is begun anew, and says so`, async (t) => {
    const { verdict, records, report } = await runInline(t, one(losesAnAnswer(reply), { checks: [EXCHANGE] }));
    assert.equal(verdict("demo-a#demo-1-must").outcome, "pass");
    assert.deepEqual(again(records), ["demo-a"]);
    assert.equal(report.checks[0]?.again?.length, 1);
    assert.match(report.checks[0]?.again?.[0] ?? "", /^POST http:\/\/127\.0\.0\.1:\d+\/token: /);
    const answers = exchangesOf(records, "demo-a").map(({ response, error }) => response?.status ?? error?.code);
    const lost = typeof reply === "string" ? reply : reply.status;
    assert.deepEqual(answers, [302, lost, 302, 200], "both times are in the evidence, and no code was sent twice");
  });

test("that an answer was lost counts, whatever the second try got first", async (t) => {
  const replies: ReturnType<Behaviour>[] = ["reset", { status: 429, headers: { "retry-after": "0" } }];
  const { verdict, records } = await runInline(
    t,
    one((_, earlier) => replies[earlier]),
  );
  assert.equal(verdict("demo-a#demo-1-must").outcome, "pass");
  assert.deepEqual(again(records), ["demo-a"]);
});

test("a 429 and a 503 with Retry-After were sent before anything was done: only the request is repeated", async (t) => {
  for (const status of [429, 503]) {
    const { records } = await runInline(t, one(first(1, status, { "retry-after": "0" })));
    assert.deepEqual(again(records), []);
  }
});

test("a control that was disturbed is begun anew, so that what rests on it is judged", async (t) => {
  const steps: Members[] = [
    { authorize: "code" },
    { token: "authorization_code", omit: ["code"], ...must({ status: 400 }) },
  ];
  const { verdict, records } = await runInline(t, one(losesAnAnswer("reset"), { checks: [check("demo-a", steps)] }));
  assert.equal(verdict("demo-a#demo-1-must").outcome, "pass");
  assert.match(again(records).join(), /^control\/token\/authorization_code/);
});

test("a step that checks share and that was disturbed is done anew for all of them", async (t) => {
  const share = { use: "access-token", share: true, as: "tokens" };
  const alive: Members = { call: "metadata", given: { tokens: { output: { refresh_token: { type: "string" } } } } };
  const checks = ["demo-a", "demo-b", "demo-c"].map((id) => check(id, [share, { ...alive, ...must({ status: 200 }) }]));
  const { report, records, server } = await runInline(t, one(losesAnAnswer("reset"), { checks }));
  const outcomes = report.checks.map(({ verdicts: [verdict] }) => verdict?.outcome);
  assert.deepEqual(outcomes, ["pass", "pass", "pass"]);
  assert.deepEqual(again(records).sort(), ["demo-a", "demo-b", "demo-c"]);
  assert.equal(server.at("/token").length, 2, "the one that was lost, and one for all of them");
});

test("a check that gets no answer five times in a row is blocked", async (t) => {
  const { verdict, records, server } = await runInline(
    t,
    one(() => "reset"),
  );
  assert.equal(verdict("demo-a#demo-1-must").blocked, "unreachable");
  assert.deepEqual(again(records), Array(4).fill("demo-a"));
  assert.equal(server.at("/token").length, 5 * 2, "each time once more on a new connection");
});

test("a check that is after a broken connection is done once", async (t) => {
  const checks = [check("demo-a", [service(must({ transport: "reset" }))])];
  const { verdict, records } = await runInline(
    t,
    one(() => "reset", { checks }),
  );
  assert.equal(verdict("demo-a#demo-1-must").outcome, "pass");
  assert.deepEqual(again(records), []);
});

test("an answer is never asked for again, whatever it is", async (t) => {
  for (const status of [400, 401, 403, 500, 502, 504]) {
    const { server } = await runInline(t, { ...one(always(status)), options: { confirm: false } });
    assert.equal(server.at("/token").length, 1, String(status));
  }
});
