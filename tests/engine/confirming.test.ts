import assert from "node:assert/strict";
import { test } from "node:test";
import { makeReport, run, type EvidenceRecord, type Members } from "../../engine/index.js";
import { type Behaviour, authorizationServer } from "../support/authorization-server.js";
import { inlineSuite, runAll, runInline, smallProvider } from "../support/run.js";
import { check } from "../support/suite.js";

const wants = (status: number, cite = "demo-1-must", more: Members = {}): Members => ({
  token: "client_credentials",
  ...more,
  expect: [{ cite, status }],
});
const KEY = "demo-a#demo-1-must";

/** Answers 500 to these token requests, counted from 0; does all others. */
const breaksAt =
  (...at: number[]): Behaviour =>
  (_, earlier) =>
    at.includes(earlier) ? { status: 500, body: { error: "server_error" } } : undefined;

/** Ids of the checks that came to an end, in order. */
const done = (records: EvidenceRecord[]): string[] =>
  records.flatMap((record) => (record.type === "check" ? [record.check] : []));

test("a fail that happens again is a fail, and each run is kept", async (t) => {
  const { verdict, records } = await runInline(t, { checks: [check("demo-a", [wants(299)])] });
  const { outcome, unstable, runs, observations } = verdict(KEY);
  assert.deepEqual([outcome, unstable, observations], ["fail", undefined, ["demo-a:1"]]);
  assert.deepEqual(
    runs?.map((one) => [one.outcome, one.observations]),
    [
      ["fail", ["demo-a:1"]],
      ["fail", ["confirm/demo-a:1"]],
    ],
  );
  assert.deepEqual(done(records), ["demo-a", "confirm/demo-a"]);
});

test("a fail that does not happen again stays a fail, is unstable, and shows both", async (t) => {
  const { verdict, report, records } = await runInline(t, {
    checks: [check("demo-a", [wants(200)])],
    server: { "/token": breaksAt(0) },
  });
  const { outcome, unstable, runs, actual } = verdict(KEY);
  assert.deepEqual([outcome, unstable, actual], ["fail", true, "status 500"]);
  assert.deepEqual(
    runs?.map((one) => `${one.outcome}: ${one.actual}`),
    ["fail: status 500", "pass: status 200"],
  );
  assert.equal(report.exit_code, 1);
  const seen = records.flatMap((record) =>
    record.type === "observation" && record.step === "1" && record.id.includes("demo-a")
      ? [`${record.id} ${record.exchanges[0]?.response?.status}`]
      : [],
  );
  assert.deepEqual(seen, ["demo-a:1 500", "confirm/demo-a:1 200"]);
});

test("a clause of the check that fails only the second time is a fail as well", async (t) => {
  const steps = [wants(299), wants(200, "demo-1-must2")];
  const { verdict, check: of } = await runInline(t, {
    checks: [check("demo-a", steps)],
    server: { "/token": breaksAt(3) },
  });
  const { outcome, unstable, observations, runs } = verdict("demo-a#demo-1-must2");
  assert.deepEqual([outcome, unstable, observations], ["fail", true, ["confirm/demo-a:2"]]);
  assert.deepEqual(
    runs?.map((one) => one.outcome),
    ["pass", "fail"],
  );
  assert.equal(verdict(KEY).unstable, undefined);
  assert.equal(of("demo-a").verdicts.length, 2, "no verdict of its own for the second run");
});

test("what did not fail is not run again, nor what is expected to fail", async (t) => {
  const { records } = await runInline(t, {
    checks: [
      check("demo-a", [wants(299)]),
      check("demo-b", [wants(200)]),
      check("demo-c", [wants(299, "demo-1-should")]),
    ],
    provider: { expected: [{ verdict: KEY, outcome: "fail", reason: "because of the section" }] },
  });
  assert.deepEqual(done(records).toSorted(), ["demo-a", "demo-b", "demo-c"]);
});

test("a fail that is expected and did not happen is looked at twice before its entry is called stale", async (t) => {
  const expecting = async (behaviour: Behaviour): Promise<[string, true | undefined, number, number]> => {
    const { verdict, report } = await runInline(t, {
      checks: [check("demo-a", [wants(200)])],
      server: { "/token": behaviour },
      provider: { expected: [{ verdict: KEY, outcome: "fail", reason: "because of the section" }] },
    });
    return [verdict(KEY).outcome, verdict(KEY).unstable, report.summary.stale.length, report.exit_code];
  };
  assert.deepEqual(await expecting(() => undefined), ["pass", undefined, 1, 1]);
  assert.deepEqual(await expecting(breaksAt(1)), ["fail", true, 0, 0]);
});

test("a fail past the date until which it was accepted is run again", async (t) => {
  const { verdict } = await runInline(t, {
    checks: [check("demo-a", [wants(299)])],
    provider: { expected: [{ verdict: KEY, outcome: "fail", reason: "because of the section", until: "2001-01-01" }] },
  });
  assert.equal(verdict(KEY).runs?.length, 2);
});

test("the second runs come last, one at a time, after what disturbs others", async (t) => {
  const slow: Behaviour = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 15));
  const checks = [
    check("demo-d", [wants(200)], { disturbs: "grant" }),
    ...["a", "b", "c"].map((name) => check(`demo-${name}`, [wants(299)])),
  ];
  const server = await authorizationServer(t, { "/token": slow });
  const suite = inlineSuite(t, checks);
  const order: string[] = [];
  let records: EvidenceRecord[] = [];
  for await (const event of run({ suite, provider: smallProvider(t, server.url) })) {
    if (event.type === "confirming") order.push(event.id);
    if (event.type === "finished") ({ records } = event);
  }
  assert.deepEqual(order, ["demo-a", "demo-b", "demo-c"]);
  assert.deepEqual(done(records).slice(3), ["demo-d", "confirm/demo-a", "confirm/demo-b", "confirm/demo-c"]);
  const second = records.flatMap((record) =>
    record.type === "observation" && record.check.startsWith("confirm/") ? record.exchanges : [],
  );
  const starts = second.map((exchange) => [Date.parse(exchange.at), exchange.duration_ms] as const);
  for (const [index, [at]] of starts.entries()) {
    const [before, took] = starts[index - 1] ?? [0, 0];
    assert.ok(at + 1 >= before + took, "none begins before the one before it has its answer");
  }
});

test("a step that checks share is asked anew when its check is run again", async (t) => {
  const { verdict } = await runInline(t, {
    checks: [check("demo-a", [wants(200, "demo-1-must", { share: true })])],
    server: { "/token": breaksAt(0) },
  });
  assert.deepEqual([verdict(KEY).outcome, verdict(KEY).unstable], ["fail", true]);
});

test("the same evidence gives the same verdicts, unstable ones too", async (t) => {
  const { report, records, suite } = await runInline(t, {
    checks: [check("demo-a", [wants(200)]), check("demo-b", [wants(299, "demo-1-must2")])],
    server: { "/token": breaksAt(0) },
    options: { concurrency: 1 },
  });
  assert.equal(report.checks.flatMap((one) => one.verdicts).filter((one) => one.unstable).length, 1);
  assert.deepEqual(makeReport(JSON.parse(JSON.stringify(records)) as EvidenceRecord[], suite), report);
});

test("a run that is ended before a fail was confirmed reports it, and confirms it when it is resumed", async (t) => {
  const stop = new AbortController();
  let hangs = true;
  const server = await authorizationServer(t, {
    "/token": (_, earlier) => (hangs && earlier === 1 ? (stop.abort(new Error("it was enough")), "hang") : undefined),
  });
  const suite = inlineSuite(t, [check("demo-a", [wants(299)])]);
  const provider = smallProvider(t, server.url);
  const first = await runAll({ suite, provider, signal: stop.signal });
  assert.deepEqual([first.verdict(KEY).outcome, first.verdict(KEY).runs], ["fail", undefined]);
  assert.deepEqual([first.report.assay.complete, first.report.exit_code], [false, 1]);
  hangs = false;
  const rest = await runAll({ suite, provider, resume: first.records });
  assert.equal(rest.verdict(KEY).runs?.length, 2);
  assert.deepEqual(done(rest.records), ["demo-a", "confirm/demo-a"], "its first run is not repeated");
  const idle = await runAll({ suite, provider, resume: rest.records });
  assert.deepEqual(done(idle.records), done(rest.records), "nor is the second");
});

test("a run ends early when enough checks have failed, and what was not done is blocked", async (t) => {
  const checks = [
    check("demo-a", [wants(200)]),
    ...["b", "c", "d", "e"].map((name) => check(`demo-${name}`, [wants(299)])),
  ];
  const { report, records } = await runInline(t, {
    checks,
    options: { maxFailures: 2, concurrency: 1 },
    provider: { expected: [{ verdict: "demo-b#demo-1-must", outcome: "fail", reason: "because of the section" }] },
  });
  assert.deepEqual(
    report.checks.map((one) => `${one.outcome} ${one.verdicts[0]?.blocked ?? ""}`.trim()),
    ["pass", "fail", "fail", "fail", "blocked interrupted"],
    "the expected one is not counted",
  );
  assert.deepEqual(
    [report.assay.complete, report.assay.why_incomplete, report.exit_code],
    [false, "2 checks failed", 1],
  );
  assert.deepEqual(
    done(records).slice(-2),
    ["confirm/demo-c", "confirm/demo-d"],
    "what failed is confirmed all the same",
  );
});

test("a run whose last check is the failure too many is whole", async (t) => {
  const { report } = await runInline(t, { checks: [check("demo-a", [wants(299)])], options: { maxFailures: 1 } });
  assert.equal(report.assay.complete, true);
});
