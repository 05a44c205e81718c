import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { command as compareRuns } from "../../cli/diff.js";
import { loadSuite, type Members } from "../../engine/index.js";
import type { Diff } from "../../reporters/diff/index.js";
import { type Behaviour, authorizationServer } from "../support/authorization-server.js";
import { runAll, smallProvider } from "../support/run.js";
import { check, plan, suiteFolder, temporaryFolder, writeFiles } from "../support/suite.js";
import { capture, refusal } from "./capture.js";

const wants = (status: number, cite: string): Members => ({ token: "client_credentials", expect: [{ cite, status }] });
const PLAN = (status: number): Members =>
  plan([check("demo-a", [wants(status, "demo-1-must")]), check("demo-b", [wants(200, "demo-1-must2")])]);

interface Runs {
  folder: string;
  suite: string;
  /** A run as `assay run` leaves it. */
  run(name: string, token?: Behaviour, expected?: Members[]): Promise<string>;
}

function runs(t: TestContext): Runs {
  const folder = temporaryFolder(t);
  const suite = suiteFolder(t, { "demo/inline.plan.yaml": PLAN(200) });
  return {
    folder,
    suite,
    run: async (name, token = () => undefined, expected = []) => {
      const server = await authorizationServer(t, { "/token": token });
      const provider = smallProvider(t, server.url, { expected });
      const { report, records } = await runAll({ suite: loadSuite({ folder: suite }), provider, concurrency: 1 });
      writeFiles(folder, {
        [`${name}/report.json`]: JSON.stringify(report),
        [`${name}/evidence.jsonl`]: records.map((record) => `${JSON.stringify(record)}\n`).join(""),
      });
      return join(folder, name);
    },
  };
}

const broken: Behaviour = () => ({ status: 500, body: { error: "server_error" } });

test("a build that broke something ends with 1, one that mended it or changed nothing with 0", async (t) => {
  const { run, suite } = runs(t);
  const [good, also, bad] = [await run("good"), await run("also"), await run("bad", broken)];
  const ends = async (old: string, now: string): Promise<[number, string]> => {
    const { code, out } = await capture(compareRuns, old, now, "--suite", suite, "--quiet");
    return [code, out.trimEnd().split("\n").at(-1) ?? ""];
  };
  assert.deepEqual(await ends(good, bad), [1, "2 regressions; 0 verdicts as they were"]);
  assert.deepEqual(await ends(bad, good), [0, "2 fixes; 0 verdicts as they were"]);
  assert.deepEqual(await ends(good, also), [0, "no change; 2 verdicts as they were"]);
});

test("a regression that the provider file accepts ends with 0", async (t) => {
  const { run, suite } = runs(t);
  const accepted = ["demo-a#demo-1-must", "demo-b#demo-1-must2"].map((verdict) => ({
    verdict,
    outcome: "fail",
    reason: "because of the section",
  }));
  const { code, out } = await capture(
    compareRuns,
    await run("good"),
    await run("bad", broken, accepted),
    "--suite",
    suite,
  );
  assert.equal(code, 0, out);
  assert.match(out, /2 regressions \(2 known\)/);
});

test("a changed plan is no changed server: both runs are judged by today's", async (t) => {
  const { run, suite, folder } = runs(t);
  const old = await run("old");
  writeFiles(suite, { "demo/inline.plan.yaml": PLAN(299) });
  const now = await run("now");
  const { code, out } = await capture(compareRuns, old, now, "--suite", suite, "--json");
  const found = JSON.parse(out) as Diff;
  assert.deepEqual([code, found.changes, found.old.judged, found.new.judged], [0, [], "again", "today"]);
  writeFileSync(join(folder, "old", "evidence.jsonl"), "");
  const without = await capture(compareRuns, old, now, "--suite", suite);
  assert.equal(without.code, 1, "without evidence the verdicts of the run have to do");
  assert.match(without.out, /by other plans/);
});

test("files are written where they are wanted, the exchanges of both runs in the page", async (t) => {
  const { run, suite, folder } = runs(t);
  const to = join(folder, "out");
  const args = ["--suite", suite, "--format", "html,markdown,json", "--out", to];
  const { out } = await capture(compareRuns, await run("good"), await run("bad", broken), ...args);
  assert.ok(out.endsWith(`${join(to, "diff.html")}\n${join(to, "diff.md")}\n${join(to, "diff.json")}\n`), out);
  const html = readFileSync(join(to, "diff.html"), "utf8");
  assert.match(html, /server_error/);
  assert.match(html, /id="obs-old_3a_demo-a_3a_1"/);
  assert.equal((JSON.parse(readFileSync(join(to, "diff.json"), "utf8")) as Diff).regressions, 2);
});

test("what is no two runs is refused with one message", async (t) => {
  const { run, folder } = runs(t);
  const one = await run("one");
  assert.match((await refusal(compareRuns, one)).message, /takes two runs, the old and the new, not 1/);
  assert.match((await refusal(compareRuns, one, join(folder, ".", "one"))).message, /is there twice/);
  assert.equal((await refusal(compareRuns, one, join(folder, "none"))).code, "FILE_NOT_FOUND");
  assert.match((await refusal(compareRuns, one, one + "2", "--format", "pdf")).message, /no format "pdf"/);
  assert.match((await refusal(compareRuns, one, join(one, "report.json"))).message, /is there twice/);
});

test("a run is named by its report as well, wherever that was kept; what is no report is told so", async (t) => {
  const { run, suite, folder } = runs(t);
  const [good, bad] = [await run("good"), await run("bad", broken)];
  const kept = join(folder, "baseline.json");
  writeFileSync(kept, readFileSync(join(good, "report.json")));
  for (const old of [join(good, "report.json"), kept]) {
    const { code, out } = await capture(compareRuns, old, bad, "--suite", suite, "--quiet");
    assert.deepEqual([code, out.trimEnd().split("\n").at(-1)], [1, "2 regressions; 0 verdicts as they were"]);
  }
  const hint = "\n  hint: give report.json of an earlier run, or its folder";
  const refused = async (path: string): Promise<string> => (await refusal(compareRuns, path, bad)).message;
  assert.ok((await refused(join(bad, "evidence.jsonl"))).includes(`is not JSON${hint}`));
  writeFiles(folder, { "other.json": { name: "x" }, "list.json": [1] });
  assert.ok((await refused(join(folder, "other.json"))).includes(`is no report: it has no "format"${hint}`));
  assert.ok((await refused(join(folder, "list.json"))).includes("is no report"));
  writeFiles(folder, { "killed/evidence.jsonl": "{}" });
  assert.match(
    await refused(join(folder, "killed")),
    /holds no report\.json\n {2}hint: the run was killed: "assay judge/,
  );
});
