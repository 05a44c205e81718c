import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { CheckReport, Report } from "../../engine/index.js";
import { startReference } from "../../targets/reference.js";
import { assay } from "../support/cli.js";
import { outcomes } from "../support/run.js";
import { temporaryFolder } from "../support/suite.js";

const SOME = ["rfc6749-code-*", "rfc7009-*"].flatMap((glob) => ["--check", glob]);
const TOTAL = 3;

test("three shards that meet one server at the same time, merged, are the whole run, verdict by verdict", async (t) => {
  const folder = temporaryFolder(t);
  const target = await startReference();
  t.after(target.stop);
  const run = async (out: string, ...args: string[]): Promise<number | null> => {
    const { code, all } = await assay(["run", "reference", ...SOME, "--quiet", "--out", join(folder, out), ...args], {
      env: target.env,
    });
    assert.notEqual(code, 2, all);
    return code;
  };
  const report = (out: string): Report => JSON.parse(readFileSync(join(folder, out, "report.json"), "utf8")) as Report;

  const shards = Array.from({ length: TOTAL }, (_, at) => `shard-${at + 1}`);
  await Promise.all(shards.map((name, at) => run(name, "--shard", `${at + 1}/${TOTAL}`)));
  const whole = await run("whole");
  const { code, all } = await assay([
    "merge",
    ...shards.map((name) => join(folder, name)),
    "--out",
    join(folder, "all"),
  ]);
  assert.equal(code, whole, all);

  const [merged, expected] = [report("all"), report("whole")];
  assert.deepEqual(outcomes(merged.checks), outcomes(expected.checks));
  assert.deepEqual(merged.profiles, expected.profiles);
  assert.deepEqual(merged.summary, expected.summary);
  assert.deepEqual(merged.not_selected, expected.not_selected);
  const ids = (checks: CheckReport[]): string[] => checks.map(({ id }) => id);
  assert.deepEqual(ids(merged.checks), ids(expected.checks));

  const disturbing = new Set(
    shards.flatMap((name) => (report(name).checks.some(({ id }) => id === "rfc6749-code-replay") ? [name] : [])),
  );
  assert.deepEqual([...disturbing], ["shard-1"]);
  assert.match(all, /note: shard 1 met the server beside shard [23, ]+ as the same user/);
});
