import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { command as judge } from "../../cli/judge.js";
import { command as merge } from "../../cli/merge.js";
import { command as runCommand } from "../../cli/run.js";
import type { Members, Report } from "../../engine/index.js";
import { authorizationServer } from "../support/authorization-server.js";
import { outcomes, providerFile } from "../support/run.js";
import { check, plan, suiteFolder, temporaryFolder, writeFiles } from "../support/suite.js";
import { capture, refusal } from "./capture.js";

const simple = (status: number): Members => ({
  token: "client_credentials",
  expect: [{ cite: "demo-1-must", status }],
});
const CHECKS = [200, 200, 400, 200].map((status, at) => check(`demo-${at}`, [simple(status)]));

interface Work {
  /** A folder below the test's own. */
  path(name: string): string;
  suite: string[];
  run(out: string, ...args: string[]): Promise<number>;
  report(out: string): Report;
}

async function work(t: TestContext): Promise<Work> {
  const folder = temporaryFolder(t);
  const server = await authorizationServer(t);
  const suite = ["--suite", suiteFolder(t, { "demo/inline.plan.yaml": plan(CHECKS) })];
  const users = [{ username: "ann", password: "ann-password" }];
  writeFiles(folder, { "p.yaml": providerFile(server.url, { users }) });
  const path = (name: string): string => join(folder, name);
  return {
    path,
    suite,
    run: async (out, ...args) =>
      (await capture(runCommand, path("p.yaml"), ...suite, "--quiet", "--out", path(out), ...args)).code,
    report: (out) => JSON.parse(readFileSync(join(path(out), "report.json"), "utf8")) as Report,
  };
}

test("merged shards are one folder of a run: the report, its page and evidence that can be judged again", async (t) => {
  const { path, suite, run, report } = await work(t);
  const whole = await run("whole");
  const codes = [await run("1", "--shard", "1/2"), await run("2", "--shard", "2/2")];
  const { code, out } = await capture(merge, path("1"), path("2"), ...suite, "--out", path("all"), "--format", "junit");
  assert.deepEqual([whole, codes.sort(), code], [1, [0, 1], 1]);
  assert.match(out, /NON-CONFORMANT/);
  assert.deepEqual(readdirSync(path("all")).sort(), ["evidence.jsonl", "junit.xml", "report.html", "report.json"]);
  assert.deepEqual(outcomes(report("all").checks), outcomes(report("whole").checks));
  assert.match(report("all").assay.command, /^assay merge /);
  const again = await capture(judge, path("all"), ...suite);
  assert.match(again.out, /no verdict changed/);
});

test("what cannot be merged is refused before anything is written", async (t) => {
  const { path, suite, run } = await work(t);
  await run("1", "--shard", "1/2");
  await run("whole");
  const cases: [args: string[], code: string, message: RegExp][] = [
    [[], "USAGE", /takes the folders of all shards/],
    [[path("1")], "SHARDS", /shard 2\/2 is missing/],
    [[path("1"), path("1")], "SHARDS", /shard 1\/2 is there twice[^]*shard 2\/2 is missing/],
    [[path("1"), path("whole")], "SHARDS", /is no shard: it was run without --shard/],
    [[path("1"), path("nothing")], "EVIDENCE_UNREADABLE", /no evidence at/],
    [[path("1"), "--format", "pdf"], "USAGE", /no format "pdf"/],
    [[path("1"), "--out", path("1")], "USAGE", /is a shard and the folder for the merged run/],
  ];
  for (const [args, code, message] of cases) {
    const refused = await refusal(merge, ...suite, "--out", path("all"), ...args);
    assert.equal(refused.code, code);
    assert.match(refused.message, message);
  }
  assert.deepEqual(readdirSync(path("")).sort(), ["1", "p.yaml", "whole"]);
});

test("--user names an account of the provider file", async (t) => {
  const { path, suite, run } = await work(t);
  assert.equal(await run("1", "--shard", "1/1", "--user", "ann"), 1);
  const refused = await refusal(runCommand, path("p.yaml"), ...suite, "--out", path("2"), "--user", "anne");
  assert.match(refused.message, /USAGE no user "anne" in the provider file\n {2}hint: did you mean "ann"\?/);
});
