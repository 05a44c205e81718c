import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { command as judge } from "../../cli/judge.js";
import { command as draw } from "../../cli/report.js";
import { command as runCommand } from "../../cli/run.js";
import type { EvidenceRecord, Report } from "../../engine/index.js";
import { capture, refusal } from "./capture.js";

let folder: string;
let evidence: string;
let stored: string;
const path = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(path(name), "utf8");

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-judge-"));
  await capture(
    runCommand,
    "--quiet",
    "--out",
    folder,
    "--check",
    "rfc6749-client-credentials",
    "--check",
    "rfc6749-code-exchange",
  );
  evidence = read("evidence.jsonl");
  stored = read("report.json");
});
beforeEach(() => {
  writeFileSync(path("evidence.jsonl"), evidence);
  writeFileSync(path("report.json"), stored);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** The stored report with one verdict turned. */
function turned(): { text: string; key: string } {
  const report = JSON.parse(stored) as Report;
  const verdict = report.checks.flatMap((check) => check.verdicts).find((one) => one.outcome === "pass");
  assert.ok(verdict, "the run gave no pass");
  verdict.outcome = "fail";
  return { text: JSON.stringify(report), key: verdict.key };
}

test("judging a stored run again with the same plans gives the report that the run gave", async () => {
  const { code, out } = await capture(judge, folder);
  assert.match(out, /judged again with the same plans: no verdict changed\n/);
  const [now, then] = [JSON.parse(read("report.json")) as Report, JSON.parse(stored) as Report];
  assert.deepEqual(now, then);
  assert.equal(code, then.exit_code);
});

test("judge says which verdicts changed, and why", async () => {
  const { text, key } = turned();
  writeFileSync(path("report.json"), text);
  const { out } = await capture(judge, folder);
  assert.match(out, /: 1 verdict changed\n/);
  assert.ok(out.includes(`\n  ${key}\n      fail -> pass: `), out);
  assert.equal(read("report.json"), stored);
});

test("judge --dry-run writes nothing, --json is for machines", async () => {
  const { text, key } = turned();
  writeFileSync(path("report.json"), text);
  const { out } = await capture(judge, folder, "--dry-run", "--json");
  const { compared, changed } = JSON.parse(out) as { compared: boolean; changed: { key: string }[] };
  assert.equal(compared, true);
  assert.deepEqual(
    changed.map((change) => change.key),
    [key],
  );
  assert.equal(read("report.json"), text);
});

test("a folder whose report belongs to another run is judged, not compared", async () => {
  const records = evidence.split("\n").filter((line) => line && (JSON.parse(line) as EvidenceRecord).type !== "end");
  writeFileSync(path("evidence.jsonl"), `${records.join("\n")}\n`);
  const { code, out } = await capture(judge, folder);
  assert.match(out, /no report of this run to compare with/);
  assert.equal((JSON.parse(read("report.json")) as Report).assay.complete, false);
  assert.equal(code, 3);
});

test("report draws the verdicts of the run, to standard output or to files", async () => {
  const { text, key } = turned();
  writeFileSync(path("report.json"), text);
  const { code, out } = await capture(draw, folder, "--format", "junit");
  assert.equal(code, 0);
  assert.match(out, /^<\?xml .*\n<testsuites .*failures="1"/);
  const file = path("new/results.xml");
  await capture(draw, folder, "--format", "junit", "--out", file);
  assert.equal(readFileSync(file, "utf8"), out);
  await capture(draw, folder, "--format", "junit,html", "--out", path("drawn"));
  assert.ok(existsSync(path("drawn/junit.xml")) && existsSync(path("drawn/report.html")));
  assert.ok((await capture(draw, folder)).out.includes(key.split("#")[1] ?? ""));
});

test("what is not a run is refused with one message", async () => {
  assert.equal((await refusal(draw, path("nothing"))).code, "EVIDENCE_UNREADABLE");
  assert.match(
    (await refusal(draw, folder, "--format", "pdf")).message,
    /no format "pdf"\n {2}hint: formats: terminal, /,
  );
  assert.equal((await refusal(judge)).code, "USAGE");
  writeFileSync(path("report.json"), "{");
  assert.match((await refusal(judge, folder)).message, /report\.json" is not JSON/);
  writeFileSync(path("report.json"), '{"format":2}');
  assert.match((await refusal(judge, folder)).message, /has format 2, expected 1/);
});
