import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { command as judge } from "../../cli/judge.js";
import { command as lint } from "../../cli/lint.js";
import { command as runCommand } from "../../cli/run.js";
import { askReasons, expectedText, unexpectedOf } from "../../cli/text/expected.js";
import { PACKAGE_ROOT, type Members, type Report } from "../../engine/index.js";
import { providerFile } from "../support/run.js";
import { check, temporaryFolder, writeFiles } from "../support/suite.js";
import { capture, refusal } from "./capture.js";
import { CHECKS, FAIL, gate, reason, WARN, wants } from "./gate-support.js";

const NONE = { fail: 0, warn: 0, blocked: 0 };
const counters = ({ summary }: Report): unknown[] => [summary.unexpected, summary.gone];
const outcomesOf = (report: Report): string[] =>
  report.checks.flatMap((one) => one.verdicts).map((one) => `${one.key} ${one.outcome}`);

test("a baseline accepts what it holds: the exit code changes, no outcome does", async (t) => {
  const one = await gate(t);
  assert.equal((await one.run("old")).code, 1);
  const { code, out } = await one.run("new", "--strict", "--baseline", one.path("old"));
  const [old, now] = [one.report("old"), one.report("new")];
  assert.equal(code, 0, out);
  assert.deepEqual(outcomesOf(now), outcomesOf(old));
  assert.deepEqual(counters(old), [{ fail: 1, warn: 1, blocked: 0 }, NONE]);
  assert.deepEqual(counters(now), [NONE, NONE]);
  const [verdict] = now.checks[0]?.verdicts ?? [];
  assert.equal(verdict?.key, FAIL);
  assert.deepEqual(verdict?.known, {
    outcome: "fail",
    reason: `in the baseline of ${old.assay.started.slice(0, 10)}`,
    baseline: true,
  });
  assert.equal(now.profiles[0]?.verdict, "non-conformant");
  const file = join(one.path("old"), "report.json");
  assert.equal((await one.run("file", "--baseline", file)).code, 0, "the file itself does as well");
});

test("what breaks beyond the baseline fails, and what it holds and no longer happens fails too", async (t) => {
  const one = await gate(t);
  await one.run("old");
  one.plans([
    check("demo-f", [wants(200, "demo-1-must")]),
    CHECKS[1] ?? {},
    check("demo-p", [wants(299, "demo-1-must2")]),
  ]);
  const { code, out } = await one.run("new", "--baseline", one.path("old"));
  assert.equal(code, 1);
  assert.deepEqual(counters(one.report("new")), [
    { fail: 1, warn: 0, blocked: 0 },
    { fail: 1, warn: 0, blocked: 0 },
  ]);
  assert.match(out, /\nunexpected: 1 fail; no longer happening: 1 fail\n/);
  const [stale] = one.report("new").summary.stale;
  assert.deepEqual(stale, { key: FAIL, why: 'expected "fail", the outcome is now "pass"', baseline: true });

  one.plans([check("demo-f", [wants(200, "demo-1-must")]), ...CHECKS.slice(1)]);
  assert.equal((await one.run("fixed", "--baseline", one.path("old"))).code, 1, "a stale entry alone fails");
});

test("what is blocked in the baseline may be blocked again; what was not reached expects nothing", async (t) => {
  let down = true;
  const one = await gate(t, () => (down ? "reset" : undefined));
  assert.equal((await one.run("old")).code, 3);
  assert.equal((await one.run("new", "--baseline", one.path("old"))).code, 0);
  down = false;
  await one.run("up", "--baseline", one.path("old"));
  assert.deepEqual(counters(one.report("up")), [
    { fail: 1, warn: 1, blocked: 0 },
    { fail: 0, warn: 0, blocked: 3 },
  ]);
  const report = one.report("old");
  for (const verdict of report.checks.flatMap((each) => each.verdicts)) verdict.blocked = "interrupted";
  writeFiles(one.folder, { "cut.json": report as unknown as Members });
  await one.run("cut", "--baseline", one.path("cut.json"));
  assert.deepEqual(counters(one.report("cut"))[1], NONE);
});

test("what the provider file says of a verdict goes before the baseline", async (t) => {
  const one = await gate(t);
  await one.run("old");
  one.provider({ expected: [{ verdict: FAIL, outcome: "fail", reason, until: "2001-01-01" }] });
  const { code } = await one.run("new", "--baseline", one.path("old"));
  const { stale, unexpected } = one.report("new").summary;
  assert.deepEqual([code, stale], [1, [{ key: FAIL, why: "it was accepted until 2001-01-01" }]]);
  assert.equal(unexpected?.fail, 1);
});

test("judge takes a baseline, and without one judges by what the run was given", async (t) => {
  const one = await gate(t);
  await one.run("old");
  const suite = ["--suite", String(one.report("old").assay.command.match(/--suite (\S+)/)?.[1])];
  const [plain, with_] = [
    await capture(judge, one.path("old"), "--dry-run", ...suite),
    await capture(judge, one.path("old"), "--dry-run", "--baseline", one.path("old"), ...suite),
  ];
  assert.deepEqual([plain.code, with_.code], [1, 0]);
  await one.run("new", "--baseline", one.path("old"));
  assert.equal((await capture(judge, one.path("new"), ...suite)).code, 0);
  writeFiles(one.folder, { "empty.json": { ...one.report("old"), checks: [] } as unknown as Members });
  const other = await capture(judge, one.path("new"), "--baseline", one.path("empty.json"), ...suite);
  assert.equal(other.code, 1, "another baseline takes the place of the first");
});

test("a baseline that is none is refused before anything is sent", async (t) => {
  const one = await gate(t);
  await one.run("old");
  const refuse = (path: string): Promise<{ code: string; message: string }> =>
    refusal(runCommand, one.path("p.yaml"), "--out", one.path("x"), "--baseline", path);
  assert.equal((await refuse(one.path("nothing"))).code, "FILE_NOT_FOUND");
  assert.match((await refuse(one.folder)).message, /holds no report\.json/);
  writeFiles(one.folder, { "broken.json": "{", "p.yaml": { ...providerFile("http://127.0.0.1:1"), provider: "tall" } });
  assert.equal((await refuse(one.path("broken.json"))).code, "EVIDENCE_UNREADABLE");
  assert.match((await refuse(one.path("old"))).message, /is of provider "small", not "tall"/);
});

test("a run that is taken up again keeps the baseline that it was begun with", async (t) => {
  const one = await gate(t);
  await one.run("old");
  await one.run("new", "--baseline", one.path("old"));
  assert.equal((await one.run("new", "--resume")).code, 0);
  assert.equal((await one.run("new", "--resume", "--baseline", one.path("old"))).code, 0);
  await assert.rejects(one.run("old", "--resume", "--baseline", one.path("old")), { code: "USAGE" });
});

test("a baseline of a release that knew no counters is read", async (t) => {
  const one = await gate(t);
  await one.run("old");
  const { unexpected: _, gone: __, ...summary } = one.report("old").summary;
  const older = { ...one.report("old"), summary };
  const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, "schemas/formats/report.schema.json"), "utf8")) as object;
  const valid = new Ajv2020({ strict: true }).compile(schema);
  assert.ok(valid(older), JSON.stringify(valid.errors));
  writeFiles(one.folder, { "older.json": older as unknown as Members });
  assert.equal((await one.run("new", "--baseline", one.path("older.json"))).code, 0);
  assert.ok(valid(one.report("new")), JSON.stringify(valid.errors));
});

test("--update-expected prints entries that can be pasted, and says what to delete", async (t) => {
  const one = await gate(t);
  one.provider({ expected: [{ verdict: "demo-p#demo-1-must2", outcome: "fail", reason }] });
  const { code, out } = await one.run("out", "--update-expected");
  assert.equal(code, 1, "it accepts nothing by itself");
  assert.match(out, /# delete: demo-p#demo-1-must2 \(expected "fail", the outcome is now "pass"\)/);
  const yaml = out.slice(out.indexOf("\nexpected:"), out.indexOf("# delete"));
  assert.ok(!yaml.includes(WARN), "a warning fails nothing");
  const [entry, ...rest] = (parse(yaml) as { expected: Members[] }).expected;
  assert.deepEqual(rest, []);
  assert.deepEqual(entry, { verdict: FAIL, outcome: "fail", reason: "TODO: got status 200" });

  one.provider({ expected: [entry as Members] });
  const accepted = await one.run("again", "--update-expected");
  assert.equal(accepted.code, 0);
  assert.match(accepted.out, /# nothing is unexpected, and every entry still holds/);
  assert.match((await one.run("strict", "--strict", "--update-expected")).out, new RegExp(`"${WARN}", outcome: warn`));
});

test("lint refuses an entry that nobody gave a reason", async (t) => {
  const folder = temporaryFolder(t);
  const entry = (text: string): Members => ({
    verdict: "rfc6749-token-response-code#rfc6749-5.1-pragma-no-cache",
    outcome: "fail",
    reason: text,
  });
  const file = (text: string): string => {
    const more = { profiles: ["oauth2"], expected: [entry(text)] };
    writeFiles(folder, { "p.yaml": providerFile("https://x.example.com", more) });
    return join(folder, "p.yaml");
  };
  assert.equal((await capture(lint, file("5.1 wants it; the package sends none"))).code, 0);
  const { code, message } = await refusal(lint, file("TODO: got status 200"));
  assert.equal(code, "REASON_MISSING");
  assert.match(message, /p\.yaml:\d+:\d+: .*5\.1-pragma-no-cache" is expected to be "fail" for no reason yet/);
});

test("a person is asked once for each clause, and an empty answer leaves the reason open", async (t) => {
  const one = await gate(t, undefined, [
    check("demo-f", [wants(299, "demo-1-must")]),
    check("demo-g", [wants(298, "demo-1-must")]),
    check("demo-h", [wants(297, "demo-1-must2")]),
  ]);
  await one.run("out");
  const report = one.report("out");
  const unexpected = unexpectedOf(report, false);
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end("because\n4.1 wants 299, ${secret:NOT_READ}\n\n");
  const reasons = await askReasons(unexpected, { input, output });
  const said = String(output.read());
  assert.match(
    said,
    /fail demo-1-must \(2\): status 200\n {2}why is this accepted\? \(return: later\) {3}in 10 characters or more: fail demo-1-must2 \(1\)/,
  );
  const text = expectedText(unexpected, reasons, report);
  assert.equal(text.match(/reason: "4\.1 wants 299, \$ \{secret:NOT_READ\}"/g)?.length, 2);
  assert.match(text, /demo-h#demo-1-must2", outcome: fail, reason: "TODO: got status 200"/);
});

test("what a server says cannot leave the line that it is printed on", async (t) => {
  const one = await gate(t);
  await one.run("out");
  const report = one.report("out");
  const verdict = report.checks[0]?.verdicts[0];
  assert.ok(verdict);
  verdict.actual = 'a"\n  - { verdict: "x#y", outcome: fail, reason: "none at all" } \u001b[2J\u202e ${env:HOME}';
  const text = expectedText(unexpectedOf(report, false), new Map(), report);
  const { expected } = parse(text) as { expected: Members[] };
  assert.deepEqual(
    expected.map((entry) => entry["verdict"]),
    [FAIL],
  );
  // oxlint-disable-next-line no-control-regex
  assert.doesNotMatch(text, /[\u001b\u202e]|\$\{/);
});

test("--only-failed runs what failed, erred or was blocked, and says so of the rest", async (t) => {
  const one = await gate(t);
  await one.run("old");
  await one.run("new", "--only-failed", one.path("old"));
  const report = one.report("new");
  assert.deepEqual(
    report.checks.map(({ id }) => id),
    ["demo-f"],
  );
  assert.deepEqual(report.not_selected, [
    { id: "demo-w", why: "--only-failed" },
    { id: "demo-p", why: "--only-failed" },
  ]);
  one.plans(CHECKS.slice(2));
  await one.run("calm");
  await assert.rejects(one.run("none", "--only-failed", one.path("calm")), { code: "NOTHING_SELECTED" });
});

test("--max-failures ends the run, and the rest is blocked", async (t) => {
  const checks = ["a", "b", "c"].map((name) => check(`demo-${name}`, [wants(299, "demo-1-must")]));
  const one = await gate(t, undefined, checks);
  const { code, out } = await one.run("out", "--max-failures", "1", "--concurrency", "1");
  const { assay, checks: done } = one.report("out");
  assert.deepEqual(
    done.map(({ outcome }) => outcome),
    ["fail", "blocked", "blocked"],
  );
  assert.deepEqual([code, assay.complete, assay.why_incomplete], [1, false, "1 check failed"]);
  assert.match(out, /\nincomplete run: 1 check failed\n/);
  for (const wrong of ["0", "x", "1.5"]) await assert.rejects(one.run("x", "--max-failures", wrong), { code: "USAGE" });
});
