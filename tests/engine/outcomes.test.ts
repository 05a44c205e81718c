import assert from "node:assert/strict";
import { test } from "node:test";
import { exitCode, worst } from "../../engine/judge/outcome.js";
import { makeReport, type Members, type Outcome, type Report } from "../../engine/index.js";
import { runInline } from "../support/run.js";
import { CLAUSES, check, clause, inventory } from "../support/suite.js";

/** What a clause comes to when it is met and when it is broken, by level, basis and whom it binds. */
const COMES_TO: Record<string, [met: Outcome, broken: Outcome]> = {
  "demo-1-must": ["pass", "fail"],
  "demo-1-must2": ["pass", "fail"],
  "demo-1-must-not": ["pass", "fail"],
  "demo-1-prose": ["pass", "fail"],
  "demo-1-abnf": ["pass", "fail"],
  "demo-1-inferred": ["pass", "warn"],
  "demo-1-unchecked": ["pass", "warn"],
  "demo-1-client": ["pass", "warn"],
  "demo-1-should": ["pass", "warn"],
  "demo-1-should-not": ["pass", "warn"],
  "demo-1-may": ["observed", "observed"],
};

test("level, basis and whom a clause binds say what a broken one is", async (t) => {
  const cite = CLAUSES.map((one) => String(one["id"]));
  const step = (status: number): Members => ({ token: "client_credentials", expect: [{ cite, status }] });
  const { report } = await runInline(t, {
    checks: [check("demo-met", [step(200)]), check("demo-broken", [step(299)])],
  });
  const of = (id: string): Record<string, Outcome> =>
    Object.fromEntries(
      report.checks.find((one) => one.id === id)?.verdicts.map((one) => [one.requirement, one.outcome]) ?? [],
    );
  const [met, broken] = [of("demo-met"), of("demo-broken")];
  assert.deepEqual(Object.fromEntries(cite.map((id) => [id, [met[id], broken[id]]])), COMES_TO);
});

test("of several outcomes the one that says most counts", () => {
  const order: Outcome[] = [
    "fail",
    "error",
    "blocked",
    "warn",
    "pass",
    "observed",
    "not-supported",
    "not-applicable",
    "not-selected",
  ];
  order.forEach((outcome, at) => assert.equal(worst(order.slice(at).toReversed()), outcome));
  assert.equal(worst([]), "untested");
});

const EXIT: [outcomes: Outcome[], stale: boolean, strict: boolean, code: number][] = [
  [["pass", "observed", "not-supported", "not-applicable", "not-selected"], false, false, 0],
  [["pass", "warn"], false, false, 0],
  [["pass", "warn"], false, true, 1],
  [["pass", "blocked"], false, false, 3],
  [["blocked", "warn"], false, true, 1],
  [["pass", "fail", "blocked"], false, false, 1],
  [["error", "fail", "blocked"], false, false, 2],
  [["pass"], true, false, 1],
  [["blocked"], true, false, 1],
  [["error"], true, true, 2],
];
for (const [outcomes, stale, strict, code] of EXIT)
  test(`exit ${code} for ${outcomes.join(", ")}${stale ? ", stale" : ""}${strict ? ", strict" : ""}`, () =>
    assert.equal(exitCode(new Set(outcomes), stale, strict), code));

const step = (status: number, cite = "demo-1-must"): Members => ({
  token: "client_credentials",
  expect: [{ cite, status }],
});
const FAILS = [check("demo-a", [step(201)])];
const KEY = "demo-a#demo-1-must";

/** A run whose provider file expects these. */
const known = async (
  t: Parameters<typeof runInline>[0],
  expected: Members,
  more: Partial<Parameters<typeof runInline>[1]> = {},
): Promise<Report> =>
  (
    await runInline(t, {
      checks: FAILS,
      ...more,
      provider: { ...more.provider, expected: [{ reason: "because of the section", ...expected }] },
    })
  ).report;

test("a known deviation keeps its outcome, and not the exit code", async (t) => {
  const report = await known(t, { verdict: KEY, outcome: "fail", until: "2999-12-31", issue: "#7", owner: "them" });
  const [verdict] = report.checks[0]?.verdicts ?? [];
  assert.equal(verdict?.outcome, "fail");
  assert.deepEqual(verdict?.known, {
    outcome: "fail",
    reason: "because of the section",
    issue: "#7",
    owner: "them",
    until: "2999-12-31",
  });
  assert.deepEqual([report.exit_code, report.summary.known, report.summary.stale], [0, 1, []]);
  assert.equal(report.profiles[0]?.verdict, "non-conformant", "the published outcome stays");
});

test("a known deviation covers no other verdict", async (t) => {
  const report = await known(
    t,
    { verdict: KEY, outcome: "fail" },
    { checks: [...FAILS, check("demo-b", [step(201)])] },
  );
  assert.equal(report.exit_code, 1);
});

test("a known deviation that no longer happens makes the run fail", async (t) => {
  const report = await known(t, { verdict: KEY, outcome: "fail" }, { checks: [check("demo-a", [step(200)])] });
  assert.deepEqual(
    [report.exit_code, report.summary.stale],
    [1, [{ key: KEY, why: 'expected "fail", the outcome is now "pass"' }]],
  );
});

test("a known deviation that becomes worse makes the run fail", async (t) => {
  const report = await known(t, { verdict: KEY, outcome: "warn" });
  assert.deepEqual(
    [report.exit_code, report.summary.stale],
    [1, [{ key: KEY, why: 'expected "warn", the outcome is now "fail"' }]],
  );
});

test("a known deviation past its date makes the run fail", async (t) => {
  const report = await known(t, { verdict: KEY, outcome: "fail", until: "2020-01-01" });
  assert.deepEqual(
    [report.exit_code, report.summary.stale],
    [1, [{ key: KEY, why: "it was accepted until 2020-01-01" }]],
  );
  assert.equal(report.checks[0]?.verdicts[0]?.known, undefined);
});

test("a known deviation that names no verdict of a check that was done makes the run fail", async (t) => {
  const report = await known(
    t,
    { verdict: "demo-a#demo-1-should", outcome: "warn" },
    { checks: [check("demo-a", [step(200)])] },
  );
  assert.deepEqual(
    [report.exit_code, report.summary.stale],
    [1, [{ key: "demo-a#demo-1-should", why: "no check of this run gives this verdict" }]],
  );
});

test("a known deviation of a check that was left out, or of a clause that no profile of the run holds, is no matter", async (t) => {
  const checks = [...FAILS, check("demo-b", [step(200)])];
  const left = await known(t, { verdict: KEY, outcome: "fail" }, { checks, options: { checks: ["demo-b"] } });
  assert.deepEqual([left.exit_code, left.summary.stale], [0, []]);
  const less = {
    profile: "less",
    title: "Less",
    revision: 1,
    digest: "0",
    includes: [{ spec: "demo", only: ["demo-1-should"] }],
  };
  const other = await known(
    t,
    { verdict: KEY, outcome: "fail" },
    {
      checks: [check("demo-a", [step(201), step(200, "demo-1-should")])],
      files: { "profiles/less.yaml": less },
      options: { profiles: ["less"] },
    },
  );
  assert.deepEqual([other.exit_code, other.summary.stale], [0, []]);
});

test("a known deviation that could not be judged is not stale: the server may be down", async (t) => {
  const report = await known(t, { verdict: KEY, outcome: "fail" }, { server: { "/token": () => "reset" } });
  assert.deepEqual([report.exit_code, report.summary.stale], [3, []]);
});

test("a blocked verdict may be expected too", async (t) => {
  const report = await known(t, { verdict: KEY, outcome: "blocked" }, { server: { "/token": () => "reset" } });
  assert.deepEqual([report.exit_code, report.summary.known], [0, 1]);
});

test("a warning fails a strict run, unless it is known", async (t) => {
  const checks = [check("demo-a", [step(201, "demo-1-should")])];
  assert.equal((await runInline(t, { checks })).report.exit_code, 0);
  assert.equal((await runInline(t, { checks, options: { strict: true } })).report.exit_code, 1);
  const report = await known(
    t,
    { verdict: "demo-a#demo-1-should", outcome: "warn" },
    { checks, options: { strict: true } },
  );
  assert.equal(report.exit_code, 0);
});

const PROFILES: [what: string, checks: Members[], requirements: Members[], verdict: string][] = [
  ["every testable MUST is met", [check("demo-a", [step(200)])], [clause("must")], "conformant"],
  ["a MUST is broken", FAILS, [clause("must"), clause("must2")], "non-conformant"],
  ["a MUST is untested", [check("demo-a", [step(200)])], [clause("must"), clause("must2")], "incomplete"],
  [
    "a MUST is blocked",
    [
      check("demo-a", [
        { token: "client_credentials", client: "public", expect: [{ cite: "demo-1-must", status: 200 }] },
      ]),
    ],
    [clause("must")],
    "incomplete",
  ],
  [
    "a MUST that no black box can test is untested",
    [check("demo-a", [step(200)])],
    [clause("must"), clause("must2", { testable: "no", why_not: "inside" })],
    "conformant",
  ],
  [
    "a MUST is excluded",
    [check("demo-a", [step(200)])],
    [clause("must"), clause("must2", { testable: "partly", why_not: "x", excluded: "nobody sees it" })],
    "conformant",
  ],
  [
    "a MUST of inferred basis is broken",
    [check("demo-a", [step(201)])],
    [clause("must", { basis: "inferred" })],
    "conformant",
  ],
  [
    "a SHOULD is broken or untested",
    [check("demo-a", [step(200), step(201, "demo-1-should")])],
    [clause("must"), clause("should", { level: "SHOULD" }), clause("more", { level: "SHOULD" })],
    "conformant",
  ],
  [
    "a MUST is tested by the check of its twin",
    [check("demo-a", [step(200)])],
    [clause("must"), clause("must2", { same_test_as: "demo-1-must" })],
    "conformant",
  ],
  [
    "a MUST is not supported",
    [check("demo-a", [step(200)], { needs: ["feature:pkce"] })],
    [clause("must")],
    "conformant",
  ],
];
for (const [what, checks, requirements, verdict] of PROFILES)
  test(`a profile is ${verdict} when ${what}`, async (t) => {
    const { report } = await runInline(t, { checks, files: { "demo/requirements.yaml": inventory(requirements) } });
    assert.equal(report.profiles[0]?.verdict, verdict);
  });

test("a profile counts what applies, what is met, and what was judged", async (t) => {
  const requirements = [
    clause("must"),
    clause("must2"),
    clause("must3"),
    clause("should", { level: "SHOULD" }),
    clause("hidden", { testable: "no", why_not: "inside" }),
  ];
  const checks = [check("demo-a", [step(200), step(201, "demo-1-must2"), step(200, "demo-1-should")])];
  const { report } = await runInline(t, { checks, files: { "demo/requirements.yaml": inventory(requirements) } });
  const [{ must, should, coverage } = { must: 0, should: 0, coverage: 0 }] = report.profiles;
  assert.deepEqual(
    { must, should, coverage },
    {
      must: { met: 1, applicable: 2 },
      should: { met: 1, applicable: 1 },
      coverage: { testable: 4, cited: 3, judged: 3 },
    },
  );
});

test("evidence without an end is a run that was killed: incomplete, exit 3", async (t) => {
  const { records, suite } = await runInline(t, {
    checks: [check("demo-a", [step(200)]), check("demo-b", [step(200)])],
  });
  const cut = records.filter(
    (record) => record.type !== "end" && !(record.type === "check" && record.check === "demo-b"),
  );
  const report = makeReport(cut, suite);
  assert.deepEqual(
    [report.assay.complete, report.assay.why_incomplete, report.exit_code],
    [false, "the run was killed", 3],
  );
  assert.deepEqual(
    report.checks.map((one) => `${one.outcome} ${one.verdicts[0]?.blocked ?? ""}`),
    ["pass ", "blocked interrupted"],
  );
});
