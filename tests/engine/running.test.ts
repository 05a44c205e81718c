import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AssayError,
  globToRegExp,
  run,
  selectChecks,
  type EvidenceRecord,
  type LoadedSuite,
  type Members,
} from "../../engine/index.js";
import { authorizationServer } from "../support/authorization-server.js";
import { inlineSuite, outcomes, runAll, runInline, smallProvider } from "../support/run.js";
import { check } from "../support/suite.js";

const one = (cite = "demo-1-must"): Members => ({ token: "client_credentials", expect: [{ cite, status: 200 }] });
const simple = (id: string, more: Members = {}): Members => check(id, [one()], more);

const MATRIX = check("demo-rows", [{ ...one(), set: { x: "${row.n}" } }], { matrix: { n: [1, 2] } });
const ids = (suite: LoadedSuite, checks: string[], more: object = {}): string[] =>
  selectChecks(suite, { checks, profiles: ["demo"], intrusive: false, ...more }).selected.map((each) => each.id);
const codeOf = (act: () => unknown): [string, string | undefined] => {
  try {
    act();
  } catch (error) {
    if (error instanceof AssayError) return [error.code, error.problems[0]?.hint];
  }
  return ["nothing thrown", undefined];
};

const GLOBS: [glob: string, fits: string[], not: string[]][] = [
  ["demo-a", ["demo-a", "demo-a/row", "demo-a/b/c"], ["demo-ab", "xdemo-a"]],
  ["demo-*", ["demo-a", "demo-a/b"], ["other"]],
  ["*/row", ["demo-a/row"], ["demo-a"]],
  ["demo-?", ["demo-a"], ["demo-ab", "demo-"]],
  ["demo.a", ["demo.a"], ["demo-a"]],
  ["demo-a(b", ["demo-a(b"], ["demo-ab"]],
];
for (const [glob, fits, not] of GLOBS)
  test(`--check ${glob}`, () => {
    for (const id of fits) assert.ok(globToRegExp(glob).test(id), `fits ${id}`);
    for (const id of not) assert.ok(!globToRegExp(glob).test(id), `does not fit ${id}`);
  });

test("selects by glob, by an id for all of its rows, and by a row", (t) => {
  const suite = inlineSuite(t, [simple("demo-a"), simple("demo-b"), MATRIX]);
  assert.deepEqual(ids(suite, []), ["demo-a", "demo-b", "demo-rows/1", "demo-rows/2"]);
  assert.deepEqual(ids(suite, ["demo-a", "demo-rows/2"]), ["demo-a", "demo-rows/2"]);
  assert.deepEqual(ids(suite, ["demo-rows"]), ["demo-rows/1", "demo-rows/2"]);
});

test("says of every check that it leaves out, why", async (t) => {
  const { report } = await runInline(t, {
    checks: [simple("demo-a"), simple("demo-b"), simple("demo-c", { intrusive: true })],
    options: { checks: ["demo-a", "demo-c"] },
  });
  assert.deepEqual(report.not_selected, [
    { id: "demo-b", why: "--check" },
    { id: "demo-c", why: "it is intrusive: add --intrusive" },
  ]);
  assert.deepEqual(
    report.checks.map((each) => each.id),
    ["demo-a"],
  );
});

test("intrusive checks run when asked for", (t) => {
  const suite = inlineSuite(t, [simple("demo-a"), simple("demo-c", { intrusive: true })]);
  assert.deepEqual(ids(suite, [], { intrusive: true }), ["demo-a", "demo-c"]);
});

test("shards part the checks: each is in exactly one, whatever the number", (t) => {
  const suite = inlineSuite(
    t,
    Array.from({ length: 7 }, (_, at) => simple(`demo-${at}`)),
  );
  for (const total of [1, 2, 3, 7]) {
    const parts = Array.from({ length: total }, (_, at) => ids(suite, [], { shard: { index: at + 1, total } }));
    assert.deepEqual(parts.flat().sort(), ids(suite, []));
    assert.ok(Math.max(...parts.map((part) => part.length)) - Math.min(...parts.map((part) => part.length)) <= 1);
  }
});

test("checks that no clause of the profile concerns are not in it", (t) => {
  const less = {
    profile: "less",
    title: "Less",
    revision: 2,
    digest: "0",
    includes: [{ spec: "demo", only: ["demo-1-should"] }],
  };
  const suite = inlineSuite(t, [simple("demo-a"), check("demo-b", [one("demo-1-should")])], {
    "profiles/less.yaml": less,
  });
  const chosen = (profiles: string[]): string[] => ids(suite, [], { profiles });
  assert.deepEqual(
    [chosen(["less"]), chosen(["less@2"]), chosen(["less", "demo"])],
    [["demo-b"], ["demo-b"], ["demo-a", "demo-b"]],
  );
  assert.deepEqual(
    codeOf(() => chosen(["less@1"])),
    ["PROFILE_NOT_FOUND", "its revision is 2"],
  );
  assert.deepEqual(
    codeOf(() => chosen(["lees"])),
    ["PROFILE_NOT_FOUND", 'did you mean "less"?'],
  );
});

test("nothing selected is an error, with a guess", async (t) => {
  const suite = inlineSuite(t, [simple("demo-alpha")]);
  assert.deepEqual(
    codeOf(() => ids(suite, ["demo-alhpa"])),
    ["NOTHING_SELECTED", 'did you mean "demo-alpha"?'],
  );
  assert.deepEqual(codeOf(() => ids(suite, ["demo-alpha"], { shard: { index: 2, total: 2 } }))[0], "NOTHING_SELECTED");
  const server = await authorizationServer(t);
  await assert.rejects(runAll({ suite, provider: smallProvider(t, server.url), checks: ["no-such"] }), {
    code: "NOTHING_SELECTED",
  });
  assert.equal(server.calls.length, 0, "before any request");
});

test("as many checks at once as asked for, then those that disturb others, one at a time", async (t) => {
  const running = new Set<string>();
  const seen: string[][] = [];
  const checks = [
    simple("demo-d1", { disturbs: "grant" }),
    ...["a", "b", "c", "d", "e", "f"].map((name) => simple(`demo-${name}`)),
    simple("demo-d2", { disturbs: "session" }),
  ];
  const server = await authorizationServer(t, {
    "/token": () => new Promise((resolve) => setTimeout(() => resolve(undefined), 15)),
  });
  const suite = inlineSuite(t, checks);
  for await (const event of run({ suite, provider: smallProvider(t, server.url), concurrency: 3 })) {
    if (event.type === "check-started") running.add(event.id);
    if (event.type === "check-finished") running.delete(event.id);
    if (event.type === "check-started") seen.push([...running]);
  }
  assert.equal(Math.max(...seen.map((each) => each.length)), 3);
  assert.deepEqual(seen.slice(-2), [["demo-d1"], ["demo-d2"]]);
});

test("events tell how far the run is", async (t) => {
  const server = await authorizationServer(t);
  const suite = inlineSuite(t, [simple("demo-a"), simple("demo-b")]);
  const events: string[] = [];
  for await (const event of run({ suite, provider: smallProvider(t, server.url), concurrency: 1 }))
    events.push(
      event.type === "finished"
        ? "finished"
        : event.type === "started"
          ? `started ${event.total}`
          : `${event.type} ${event.id} ${event.done}/${event.total}`,
    );
  assert.deepEqual(events, [
    "started 2",
    "check-started demo-a 0/2",
    "check-finished demo-a 1/2",
    "check-started demo-b 1/2",
    "check-finished demo-b 2/2",
    "finished",
  ]);
});

test("a seed makes another order, always the same for the same seed", async (t) => {
  const checks = Array.from({ length: 12 }, (_, at) => simple(`demo-${at}`));
  const order = async (seed: number | undefined): Promise<string[]> => {
    const { records } = await runInline(t, { checks, options: { seed, concurrency: 1 } });
    return records.flatMap((record) => (record.type === "check" ? [record.check] : []));
  };
  const [plain, once, again, other] = [await order(undefined), await order(7), await order(7), await order(8)];
  assert.deepEqual(once, again);
  assert.notDeepEqual(once, plain);
  assert.notDeepEqual(once, other);
  assert.deepEqual(once.toSorted(), plain.toSorted());
});

test("an aborted run reports what there is: what was not finished is blocked, interrupted", async (t) => {
  const stop = new AbortController();
  const { report, records } = await runInline(t, {
    checks: Array.from({ length: 6 }, (_, at) => simple(`demo-${at}`)),
    server: {
      "/token": async (_, earlier) => (earlier < 2 ? undefined : (stop.abort(new Error("it was enough")), "hang")),
    },
    options: { concurrency: 1, signal: stop.signal },
  });
  assert.deepEqual(
    report.checks.map((each) => `${each.outcome} ${each.verdicts[0]?.blocked ?? ""}`),
    ["pass ", "pass ", ...Array(4).fill("blocked interrupted")],
  );
  assert.deepEqual([report.assay.complete, report.assay.why_incomplete, report.exit_code], [false, "it was enough", 3]);
  assert.equal(records.at(-1)?.type, "end");
  const begun = records.flatMap((record) => (record.type === "step" ? [record.check] : []));
  assert.deepEqual(begun, ["demo-0", "demo-1", "demo-2"], "and no other is begun");
});

/** What a kill in the middle leaves: everything before the end record of the check named, and of those after it. */
function killedAt(records: EvidenceRecord[], id: string): EvidenceRecord[] {
  return records.slice(
    0,
    records.findIndex((record) => record.type === "check" && record.check === id),
  );
}

test("a resumed run does what was not finished, and comes to the same verdicts", async (t) => {
  const refused = {
    token: "client_credentials",
    omit: ["grant_type"],
    expect: [{ cite: "demo-1-must2", status: 400 }],
  };
  const checks = [
    simple("demo-a"),
    check("demo-b", [refused]),
    check("demo-c", [refused]),
    simple("demo-d", { disturbs: "grant" }),
  ];
  const server = await authorizationServer(t);
  const suite = inlineSuite(t, checks);
  const provider = smallProvider(t, server.url);
  const whole = await runAll({ suite, provider, concurrency: 1 });
  const left = killedAt(whole.records, "demo-c");
  const resumed = await runAll({ suite, provider, resume: left, concurrency: 4 });
  assert.deepEqual(outcomes(resumed.report.checks), outcomes(whole.report.checks));
  const again = resumed.records.slice(left.length).flatMap((record) => (record.type === "check" ? [record.check] : []));
  assert.deepEqual(again, ["demo-c", "demo-d"]);
  assert.equal(resumed.report.assay.complete, true);
  assert.deepEqual(resumed.records.slice(0, left.length), left, "nothing of the first part is changed");
});

test("a resumed run asks what the first one selected, not what is selected now", async (t) => {
  const server = await authorizationServer(t);
  const suite = inlineSuite(t, [simple("demo-a"), simple("demo-b"), simple("demo-c")]);
  const provider = smallProvider(t, server.url);
  const whole = await runAll({ suite, provider, checks: ["demo-a", "demo-b"], concurrency: 1 });
  const resumed = await runAll({ suite, provider, resume: killedAt(whole.records, "demo-b"), checks: [] });
  assert.deepEqual(
    resumed.report.checks.map((each) => each.id),
    ["demo-a", "demo-b"],
  );
});

test("a run that met an unreachable server can be resumed when it is up", async (t) => {
  const suite = inlineSuite(t, [simple("demo-a")]);
  let down = true;
  const server = await authorizationServer(t, {
    "/.well-known/oauth-authorization-server": () => (down ? "reset" : undefined),
  });
  const provider = smallProvider(t, server.url);
  const first = await runAll({ suite, provider });
  assert.deepEqual([first.report.problems.length, first.report.exit_code], [1, 3]);
  down = false;
  const resumed = await runAll({ suite, provider, resume: first.records });
  assert.deepEqual([resumed.report.problems.length, resumed.report.exit_code], [0, 0]);
});

test("many checks at once give no warning of Node's", async (t) => {
  const warnings: string[] = [];
  const listen = (warning: Error): void => void warnings.push(warning.message);
  process.on("warning", listen);
  t.after(() => process.off("warning", listen));
  await runInline(t, {
    checks: Array.from({ length: 40 }, (_, at) => simple(`demo-${at}`)),
    server: { "/token": () => new Promise((resolve) => setTimeout(() => resolve(undefined), 20)) },
    options: { concurrency: 40, signal: new AbortController().signal },
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(warnings, []);
});
