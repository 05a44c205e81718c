import assert from "node:assert/strict";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test, type TestContext } from "node:test";
import { command as compare } from "../../cli/compare.js";
import { findProvider, loadProvider, loadSuite, type Report } from "../../engine/index.js";
import type { Comparison } from "../../reporters/comparison/index.js";
import { loadFaults } from "../../targets/faults.js";
import { startReference } from "../../targets/reference.js";
import { assay, STACK } from "../support/cli.js";
import { runAll } from "../support/run.js";
import { temporaryFolder } from "../support/suite.js";
import { capture, refusal } from "./capture.js";

const SINGLE_USE = "rfc6749-4.1.2-code-single-use";
const suite = loadSuite();
let root: string;
const folder = (name: string): string => join(root, name);

/** A run of a few checks of the embedded server with some faults, as `assay run` leaves it. */
async function stored(name: string, faults: string[], standIn = false): Promise<void> {
  const target = await startReference({ faults: loadFaults().filter(({ slug }) => faults.includes(slug)) });
  try {
    const provider = {
      ...loadProvider(findProvider("reference"), target.env),
      provider: name,
      name,
      stand_in: standIn,
    };
    const { report, records } = await runAll({
      suite,
      provider: { ...provider, expected: [] },
      checks: ["rfc6749-code-replay", "rfc6749-token-response-code", "rfc6749-refresh"],
      profiles: ["oauth2"],
    });
    mkdirSync(folder(name));
    writeFileSync(join(folder(name), "report.json"), JSON.stringify(report));
    writeFileSync(
      join(folder(name), "evidence.jsonl"),
      records.map((record) => `${JSON.stringify(record)}\n`).join(""),
    );
  } finally {
    await target.stop();
  }
}

before(async () => {
  root = mkdtempSync(join(tmpdir(), "assay-compare-"));
  await Promise.all([stored("good", []), stored("bad", ["code-replay-accepted"], true)]);
});
after(() => rmSync(root, { recursive: true, force: true }));

async function compared(
  t: TestContext,
  folders: string[],
  ...args: string[]
): Promise<{ comparison: Comparison; out: string }> {
  const to = temporaryFolder(t);
  const { code, out } = await capture(compare, ...folders, "--out", to, "--format", "json", ...args);
  assert.equal(code, 0);
  return { comparison: JSON.parse(readFileSync(join(to, "compare.json"), "utf8")) as Comparison, out };
}

/** A copy of a run with its report, or a line of its evidence, changed. */
function changed(t: TestContext, name: string, change: (report: Report) => void): string {
  const to = join(temporaryFolder(t), name);
  cpSync(folder(name), to, { recursive: true });
  const file = join(to, "report.json");
  const report = JSON.parse(readFileSync(file, "utf8")) as Report;
  change(report);
  writeFileSync(file, JSON.stringify(report));
  return to;
}

const stateOf = ({ rows }: Comparison, column: number): string | undefined =>
  rows.find(({ id }) => id === SINGLE_USE)?.cells[column]?.state;

test("two runs come out beside each other, with what one breaks and the other meets", async (t) => {
  const { comparison, out } = await compared(t, [folder("good"), folder("bad")]);
  assert.deepEqual([stateOf(comparison, 0), stateOf(comparison, 1)], ["met", "broken"]);
  const [first] = comparison.highlights[1]?.breaks ?? [];
  assert.ok(first?.rows.includes(SINGLE_USE), JSON.stringify(first));
  assert.match(first?.note ?? "", /; good meets it\.$/);
  assert.deepEqual(
    comparison.columns.map(({ judged, marks }) => [judged, marks]),
    [
      ["today", []],
      ["today", []],
    ],
  );
  assert.equal(comparison.features.find(({ name }) => name === "access token")?.cells[0]?.value, "opaque");
  assert.match(out, /^bad \(stand-in\) \([\d.]+\), \d{4}-\d\d-\d\d, stand-in\n {2}✗ oauth2@\d+: non-conformant\n/m);
});

test("the page and the model are written where nothing else is asked for", async (t) => {
  const cwd = temporaryFolder(t);
  const { code, stdout, stderr } = await assay(["compare", folder("good"), folder("bad")], { cwd });
  assert.equal(code, 0, stderr);
  for (const file of ["compare.html", "compare.json"]) {
    assert.ok(existsSync(join(cwd, "assay-compare", file)), file);
    assert.ok(stdout.includes(join("assay-compare", file)));
  }
  const html = readFileSync(join(cwd, "assay-compare", "compare.html"), "utf8");
  assert.match(html, /<title>good and bad \(stand-in\) compared \(.*not the vendor&#39;s server\)/);
  assert.ok(html.includes("\\u003cdetails class="), "the exchanges are in it");
});

test("every format has its file", async (t) => {
  const to = temporaryFolder(t);
  await capture(compare, folder("good"), folder("bad"), "--out", to, "--format", "markdown,csv");
  assert.ok(existsSync(join(to, "compare.md")) && existsSync(join(to, "compare.csv")));
  assert.ok(!existsSync(join(to, "compare.html")));
});

test("a run that had other plans is judged again from its evidence, and its column says so", async (t) => {
  const old = changed(t, "bad", (report) => {
    report.assay.plans_digest = "0123456789abcdef";
    for (const one of report.requirements) one.outcome = "untested";
  });
  const { comparison } = await compared(t, [folder("good"), old]);
  assert.equal(stateOf(comparison, 1), "broken");
  assert.equal(comparison.columns[1]?.judged, "again");
  assert.match(comparison.columns[1]?.marks.join() ?? "", /^judged again with today's plans; the run had others/);
});

test("without evidence, or with that of another run, the verdicts of the run stay, and are marked", async (t) => {
  const old = changed(t, "bad", (report) => void (report.assay.plans_digest = "0123456789abcdef"));
  copyFileSync(join(folder("good"), "evidence.jsonl"), join(old, "evidence.jsonl"));
  const foreign = await compared(t, [folder("good"), old]);
  assert.equal(stateOf(foreign.comparison, 1), "broken");
  assert.equal(foreign.comparison.columns[1]?.judged, "other");
  assert.match(foreign.comparison.columns[1]?.marks.join() ?? "", /: the evidence beside the report is of another run/);
  rmSync(join(old, "evidence.jsonl"));
  const without = await compared(t, [folder("good"), old]);
  assert.equal(stateOf(without.comparison, 1), "broken");
  assert.match(without.comparison.columns[1]?.marks.join() ?? "", /: no evidence at /);
});

test("with today's plans a report needs no evidence, and its exchanges are said to be missing", async (t) => {
  const bare = changed(t, "bad", () => undefined);
  rmSync(join(bare, "evidence.jsonl"));
  const { comparison } = await compared(t, [folder("good"), bare]);
  assert.equal(comparison.columns[1]?.judged, "today");
  assert.deepEqual(comparison.features.find(({ name }) => name === "access token")?.cells[1], {
    state: "not seen",
    source: "no evidence at hand",
  });
});

test("evidence whose profile is no more is not judged again", async (t) => {
  const old = changed(t, "bad", (report) => void (report.assay.plans_digest = "0123456789abcdef"));
  const file = join(old, "evidence.jsonl");
  writeFileSync(file, readFileSync(file, "utf8").replace('"profiles":["oauth2"]', '"profiles":["oauth0"]'));
  const { comparison } = await compared(t, [folder("good"), old]);
  assert.equal(comparison.columns[1]?.judged, "other");
  assert.match(comparison.columns[1]?.marks.join() ?? "", /profile "oauth0"/);
});

test("one server twice is labelled with its date", async (t) => {
  const then = changed(t, "good", (report) => {
    report.assay.started = "2026-01-02T03:04:05.000Z";
  });
  const { comparison } = await compared(t, [folder("good"), then]);
  assert.match(comparison.columns[1]?.label ?? "", /^good, 2026-01-02$/);
});

test("only the rules of a profile, if a run was judged by it", async (t) => {
  const { comparison } = await compared(t, [folder("good"), folder("bad")], "--profile", "oauth2");
  assert.equal(comparison.profile, "oauth2");
  const { code, message } = await refusal(compare, folder("good"), folder("bad"), "--profile", "oauth");
  assert.equal(code, "PROFILE_NOT_FOUND");
  assert.match(message, /hint: did you mean "oauth2"\?/);
});

test("what cannot be compared is refused with one message", async (t) => {
  const empty = temporaryFolder(t);
  const newer = changed(t, "good", (report) => void Object.assign(report, { format: 2 }));
  const refused: [string[], string, RegExp][] = [
    [[folder("good")], "USAGE", /takes two folders or more, not 1\n {2}hint: give the folders of runs/],
    [[folder("good"), `${folder("good")}/`], "USAGE", /is there twice/],
    [[folder("good"), empty], "FILE_NOT_FOUND", /holds no report\.json\n {2}hint: give report\.json/],
    [[folder("good"), join(empty, "gone")], "FILE_NOT_FOUND", /no report at ".*gone"/],
    [[folder("good"), newer], "EVIDENCE_UNREADABLE", /has format 2, expected 1\n {2}hint: it was written by a newer/],
    [[folder("good"), folder("bad"), "--format", "pdf"], "USAGE", /no format "pdf" .*\n {2}hint: formats: html, /],
    [[folder("good"), folder("bad"), "--format", ","], "USAGE", /"--format" names no format/],
  ];
  for (const [args, code, message] of refused) {
    const refusedWith = await refusal(compare, ...args);
    assert.equal(refusedWith.code, code);
    assert.match(refusedWith.message, message);
  }
  const broken = temporaryFolder(t);
  for (const text of ["null", "[]", '{"format":1}', "{"]) {
    writeFileSync(join(broken, "report.json"), text);
    assert.equal((await refusal(compare, folder("good"), broken)).code, "EVIDENCE_UNREADABLE", text);
  }
  const { code, stderr } = await assay(["compare", folder("good"), empty]);
  assert.equal(code, 2);
  assert.doesNotMatch(stderr, STACK);
});
