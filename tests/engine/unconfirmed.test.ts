import assert from "node:assert/strict";
import { test } from "node:test";
import { makeReport, type EvidenceRecord, type Members } from "../../engine/index.js";
import { authorizationServer } from "../support/authorization-server.js";
import { inlineSuite, runAll, runInline, smallProvider } from "../support/run.js";
import { check } from "../support/suite.js";

const MOST = 50;
const failing = (name: string): Members =>
  check(`demo-${name}`, [{ token: "client_credentials", expect: [{ cite: "demo-1-must", status: 299 }] }]);
const many = (count: number): Members[] => Array.from({ length: count }, (_, index) => failing(String(index)));
const again = (records: EvidenceRecord[]): number =>
  records.filter((record) => record.type === "check" && record.check.startsWith("confirm/")).length;

test("where nearly everything fails only so many checks are run again, and the rest say why not", async (t) => {
  const { report, records, suite } = await runInline(t, { checks: many(MOST + 2) });
  assert.equal(again(records), MOST);
  const left = report.checks.flatMap(({ verdicts }) => verdicts.flatMap(({ unconfirmed }) => unconfirmed ?? []));
  assert.deepEqual(left, [`more than ${MOST} checks failed`, `more than ${MOST} checks failed`]);
  assert.deepEqual([report.summary.unconfirmed, report.summary.unstable], [2, 0]);
  assert.deepEqual([report.assay.complete, report.exit_code], [true, 1], "the run is whole all the same");
  assert.deepEqual(makeReport(JSON.parse(JSON.stringify(records)) as EvidenceRecord[], suite), report);
});

test("so many fails are all run again, and a run that is taken up again does not begin to count anew", async (t) => {
  const server = await authorizationServer(t);
  const provider = smallProvider(t, server.url);
  const suite = inlineSuite(t, many(MOST + 1));
  const whole = await runAll({ suite, provider });
  assert.equal(whole.report.summary.unconfirmed, 1);
  const resumed = await runAll({ suite, provider, resume: whole.records });
  assert.deepEqual([again(resumed.records), resumed.report.summary.unconfirmed], [MOST, 1]);
  const { report } = await runInline(t, { checks: many(MOST) });
  assert.equal(report.summary.unconfirmed, 0);
});

test("what a run that is ended has not confirmed says so, known fails and passes do not", async (t) => {
  const stop = new AbortController();
  const server = await authorizationServer(t, {
    "/token": (_, earlier) =>
      earlier === 4 ? (stop.abort(new Error("the deadline of 1s was reached")), "hang") : undefined,
  });
  const passing = check("demo-p", [{ token: "client_credentials", expect: [{ cite: "demo-1-must", status: 200 }] }]);
  const { report } = await runAll({
    suite: inlineSuite(t, [failing("a"), failing("b"), passing, failing("k")]),
    provider: smallProvider(t, server.url, {
      expected: [{ verdict: "demo-k#demo-1-must", outcome: "fail", reason: "because of the section" }],
    }),
    signal: stop.signal,
  });
  const why = "the deadline of 1s was reached";
  assert.deepEqual(
    report.checks.map(({ outcome, verdicts: [one] }) => [outcome, one?.unconfirmed]),
    [
      ["fail", why],
      ["fail", why],
      ["pass", undefined],
      ["fail", undefined],
    ],
    "the first was cut off in its second run",
  );
  assert.deepEqual([report.assay.complete, report.assay.why_incomplete], [false, why]);
});

test("a fail that is expected, did not happen and was not looked at twice says so", async (t) => {
  const stop = new AbortController();
  const server = await authorizationServer(t, {
    "/token": (_, earlier) => (earlier === 1 ? (stop.abort(new Error("it was enough")), "hang") : undefined),
  });
  const { verdict } = await runAll({
    suite: inlineSuite(t, [
      check("demo-a", [{ token: "client_credentials", expect: [{ cite: "demo-1-must", status: 200 }] }]),
    ]),
    provider: smallProvider(t, server.url, {
      expected: [{ verdict: "demo-a#demo-1-must", outcome: "fail", reason: "because of the section" }],
    }),
    signal: stop.signal,
  });
  const { outcome, unconfirmed } = verdict("demo-a#demo-1-must");
  assert.deepEqual([outcome, unconfirmed], ["pass", "it was enough"]);
});
