import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { command as draw } from "../../cli/report.js";
import { PACKAGE_ROOT, type EvidenceRecord } from "../../engine/index.js";
import { REPORTERS } from "../../reporters/index.js";
import { check } from "../support/suite.js";
import { capture } from "./capture.js";
import { gate, wants } from "./gate-support.js";

test("an unstable fail is shown with both runs in every format, and said to be one", async (t) => {
  const one = await gate(
    t,
    (_, earlier) => (earlier === 0 ? { status: 500, body: { error: "flaky-500" } } : undefined),
    [check("demo-p", [wants(200, "demo-1-must2")])],
  );
  const { code, out } = await one.run("out");
  assert.equal(code, 1, out);
  const [verdict] = one.report("out").checks[0]?.verdicts ?? [];
  assert.deepEqual([verdict?.outcome, verdict?.unstable, verdict?.runs?.length], ["fail", true, 2]);
  const html = readFileSync(join(one.path("out"), "report.html"), "utf8");
  for (const part of [
    ">unstable<",
    "1st run",
    "2nd run",
    'id="obs-demo-p_3a_1"',
    'id="obs-confirm_2f_demo-p_3a_1"',
    "flaky-500",
  ])
    assert.ok(html.includes(part), part);
  assert.equal(one.report("out").summary.unstable, 1);
  assert.match(out, /\n1 verdict unstable\n/);
  const folder = one.report("out").assay.command.match(/--suite (\S+)/)?.[1] ?? "";
  const text = (await capture(draw, one.path("out"), "--suite", folder)).out;
  assert.match(text, /\nconfirmed +1 verdict unstable\n/);
  const drawn = async (format: string): Promise<string> =>
    (await capture(draw, one.path("out"), "--suite", folder, "--format", format)).out;
  for (const format of ["markdown", "github", "junit"])
    assert.match(await drawn(format), /it was run twice, and only one of the runs failed/, format);
  assert.match(await drawn("markdown"), /\nConfirmation: 1 verdict unstable\.\n/);
  assert.match(await drawn("github-summary"), /\nConfirmation: 1 verdict unstable\.\n[^]*`demo-p` \(unstable\)/);
  assert.match(await drawn("sarif"), /"unstable": true/);
  assert.match(text, /UNSTABLE {2}it was run twice, and only one of the runs failed/);
  assert.match(text, /1st run {3}fail: status 500[^]*got {7}500 [^]*2nd run {3}pass: status 200[^]*got {7}200 OK/);
  const records = readFileSync(join(one.path("out"), "evidence.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as EvidenceRecord);
  const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, "schemas/formats/evidence.schema.json"), "utf8")) as object;
  const valid = new Ajv2020({ strict: true }).compile(schema);
  for (const record of records) assert.ok(valid(record), JSON.stringify(valid.errors));
});

test("a fail that was not confirmed says why in every format", async (t) => {
  const one = await gate(t, undefined, [check("demo-p", [wants(299, "demo-1-must2")])]);
  await one.run("out");
  const report = one.report("out");
  const [verdict] = report.checks[0]?.verdicts ?? [];
  assert.ok(verdict);
  delete verdict.runs;
  verdict.unconfirmed = "more than 50 checks failed";
  report.summary.unconfirmed = 1;
  const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, "schemas/formats/report.schema.json"), "utf8")) as object;
  const valid = new Ajv2020({ strict: true }).compile(schema);
  assert.ok(valid(report), JSON.stringify(valid.errors));
  const drawn = (format: string): string => REPORTERS[format]?.render(report, new Map()) ?? "";
  const line = /1 verdict not confirmed \(more than 50 checks failed\)/;
  for (const format of ["terminal", "markdown", "html", "github-summary"]) assert.match(drawn(format), line, format);
  assert.match(drawn("terminal"), /NOT CONFIRMED {2}it was run once: more than 50 checks failed/);
  assert.match(drawn("markdown"), /- not confirmed: more than 50 checks failed\n/);
  assert.match(drawn("html"), />not confirmed<[^]*<dt>not confirmed<\/dt>\s*<dd>more than 50 checks failed</);
  assert.match(drawn("github"), /%0Anot confirmed: more than 50 checks failed%0A/);
  assert.match(drawn("github-summary"), /`demo-p` \(not confirmed\)/);
  assert.match(drawn("sarif"), /"unconfirmed": "more than 50 checks failed"/);
  assert.match(drawn("junit"), /NOT CONFIRMED {2}it was run once: more than 50 checks failed/);
});

test("formats may have spaces between them, a deadline of no time is refused", async (t) => {
  const one = await gate(t);
  await one.run("out", "--format", "junit, csv,");
  for (const file of ["junit.xml", "report.csv"]) assert.ok(existsSync(join(one.path("out"), file)), file);
  for (const wrong of ["0", "0s", "5x", "-1", ""])
    await assert.rejects(one.run("x", `--deadline=${wrong}`), { code: "USAGE" }, wrong);
});
