import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { command as draw } from "../../cli/report.js";
import { command as runCommand } from "../../cli/run.js";
import { capture } from "./capture.js";

let folder: string;
const path = (name: string): string => join(folder, name);
const VARIABLES = ["GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"];
const kept = VARIABLES.map((name) => [name, process.env[name]] as const);

const restore = (): void => {
  for (const [name, value] of kept)
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-formats-"));
  for (const name of VARIABLES) delete process.env[name];
  await capture(runCommand, "--quiet", "--out", path("run"), "--check", "rfc6749-grant-type-not-allowed");
});
afterEach(() => {
  for (const name of VARIABLES) delete process.env[name];
});
after(() => {
  restore();
  rmSync(folder, { recursive: true, force: true });
});

test("formats are files of fixed names, and a second drawing of the run is the same", async () => {
  const formats = "markdown,sarif,csv,github,github-summary,junit,badge";
  await capture(draw, path("run"), "--format", formats, "--out", path("one"));
  await capture(draw, path("run"), "--format", formats, "--out", path("two"));
  assert.deepEqual(readdirSync(path("one")).toSorted(), [
    "badge-oauth2.json",
    "badge-oauth2.svg",
    "github-commands.txt",
    "github-summary.md",
    "junit.xml",
    "report.csv",
    "report.md",
    "report.sarif",
  ]);
  for (const name of readdirSync(path("one")))
    assert.equal(readFileSync(join(path("one"), name), "utf8"), readFileSync(join(path("two"), name), "utf8"), name);
});

test("a format of several files is drawn into a folder, or as one text", async () => {
  await capture(draw, path("run"), "--format", "badge", "--out", path("badges"));
  assert.deepEqual(readdirSync(path("badges")).toSorted(), ["badge-oauth2.json", "badge-oauth2.svg"]);
  const { out } = await capture(draw, path("run"), "--format", "badge");
  assert.deepEqual(Object.keys(JSON.parse(out) as object), ["oauth2"]);
});

test("the summary goes behind what is in GitHub's file, only for --format github and only where there is one", async () => {
  const file = path("summary.md");
  writeFileSync(file, "before\n");
  await capture(draw, path("run"), "--format", "github");
  process.env["GITHUB_STEP_SUMMARY"] = file;
  await capture(draw, path("run"), "--format", "markdown");
  assert.equal(readFileSync(file, "utf8"), "before\n");
  const { out } = await capture(draw, path("run"), "--format", "github");
  assert.match(out, /^::notice file=suites\//m);
  assert.match(readFileSync(file, "utf8"), /^before\n## Embedded reference server/);
});

test("run prints the annotations behind its report when they are asked for", async () => {
  process.env["GITHUB_STEP_SUMMARY"] = path("of-run.md");
  const args = ["--out", path("again"), "--check", "rfc6749-grant-type-not-allowed"];
  const { out } = await capture(runCommand, ...args, "--format", "github");
  assert.match(out, /\nexit [^\n]*\n::notice file=suites\/.*\n$/);
  assert.ok(readFileSync(path("of-run.md"), "utf8").startsWith("## Embedded reference server"));
  rmSync(path("of-run.md"));
  assert.doesNotMatch((await capture(runCommand, ...args)).out, /^::/m);
  assert.ok(!existsSync(path("of-run.md")));
});

test("in a job of GitHub's no command is obeyed inside the terminal report", async () => {
  process.env["GITHUB_ACTIONS"] = "true";
  const { out } = await capture(draw, path("run"));
  const [first = "", ...rest] = out.trimEnd().split("\n");
  const token = /^::stop-commands::([\da-f-]{36})$/.exec(first)?.[1] ?? assert.fail(first);
  assert.equal(rest.at(-1), `::${token}::`);
  const other = (await capture(draw, path("run"))).out;
  assert.ok(!other.includes(token), "the token is another each time");
});
