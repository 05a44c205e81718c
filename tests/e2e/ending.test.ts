import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readEvidence, type EvidenceRecord, type Members, type Report } from "../../engine/index.js";
import { type AuthorizationServer, type Behaviour, authorizationServer } from "../support/authorization-server.js";
import { type Running, STACK, start } from "../support/cli.js";
import { outcomes, providerFile } from "../support/run.js";
import { check, plan, suiteFolder, temporaryFolder, writeFiles } from "../support/suite.js";

const refused: Members = {
  token: "client_credentials",
  omit: ["grant_type"],
  expect: [{ cite: "demo-1-must2", status: 400 }],
};
const simple: Members = { token: "client_credentials", expect: [{ cite: "demo-1-must", status: 200 }] };
const CHECKS = Array.from({ length: 12 }, (_, at) =>
  check(
    `demo-${String(at).padStart(2, "0")}`,
    [at % 3 === 2 ? refused : simple],
    at % 4 === 3 ? { disturbs: "grant" } : {},
  ),
);

interface Work {
  server: AuthorizationServer;
  out: string;
  start(args?: string[]): Running;
  records(): EvidenceRecord[];
  report(): Report;
  finished(): string[];
}

async function work(t: TestContext, token: Behaviour): Promise<Work> {
  const folder = temporaryFolder(t);
  const server = await authorizationServer(t, { "/token": token });
  const suite = suiteFolder(t, { "demo/inline.plan.yaml": plan(CHECKS) });
  writeFiles(folder, { "p.yaml": providerFile(server.url) });
  const out = join(folder, "out");
  const records = (): EvidenceRecord[] => readEvidence(join(out, "evidence.jsonl"));
  return {
    server,
    out,
    records,
    start: (args = []) => {
      const running = start(["run", "p.yaml", "--suite", suite, "--out", out, "--concurrency", "2", ...args], {
        cwd: folder,
      });
      t.after(() => running.child.kill("SIGKILL"));
      return running;
    },
    report: () => JSON.parse(readFileSync(join(out, "report.json"), "utf8")) as Report,
    finished: () => records().flatMap((record) => (record.type === "check" ? [record.check] : [])),
  };
}

/** Waits until the server has had so many token requests. */
async function until(server: AuthorizationServer, count: number): Promise<void> {
  for (let left = 1000; server.at("/token").length < count; left--) {
    if (left === 0) throw new Error(`no ${count} requests after ten seconds`);
    await sleep(10);
  }
}

const slowly =
  (ms: number, from = 0): Behaviour =>
  async (_, earlier) => {
    // A server that still sleeps must not keep its test alive.
    if (earlier >= from) await sleep(ms, undefined, { ref: false });
    return undefined;
  };

describe("how a run ends:", { concurrency: 4 }, () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    test(`${signal} writes the report of what there is, marked incomplete`, async (t) => {
      const one = await work(t, slowly(60_000, 5));
      const running = one.start();
      await until(one.server, 6);
      running.child.kill(signal);
      const { code, all } = await running.ended;
      assert.equal(code, 3, all);
      assert.doesNotMatch(all, STACK);
      const { assay, checks, summary } = one.report();
      assert.deepEqual([assay.complete, assay.why_incomplete], [false, "it was interrupted"]);
      assert.equal(checks.length, CHECKS.length, "every check is in it");
      assert.ok((summary.by_outcome.pass ?? 0) >= 3, JSON.stringify(summary.by_outcome));
      const blocked = checks.flatMap((each) => each.verdicts).filter((verdict) => verdict.outcome === "blocked");
      assert.ok(blocked.length > 0 && blocked.every((verdict) => verdict.blocked === "interrupted"));
      assert.match(all, /interrupted/);
      assert.ok(readFileSync(join(one.out, "report.html"), "utf8").length > 1000);
    });

  test("--deadline ends a run against a slow server in time, with a whole report", async (t) => {
    const one = await work(t, slowly(400));
    const { code, all } = await one.start(["--deadline", "1s"]).ended;
    assert.equal(code, 3, all);
    const { assay, checks } = one.report();
    const took = Date.parse(assay.finished) - Date.parse(assay.started);
    assert.ok(took < 3000, `${took} ms`);
    assert.deepEqual([assay.complete, assay.why_incomplete], [false, "the deadline of 1s was reached"]);
    assert.equal(checks.length, CHECKS.length);
    assert.ok(one.server.at("/token").length <= 8, `${one.server.at("/token").length} requests`);
  });

  test("a run that is killed is resumed: nothing finished is repeated, and the verdicts are those of an unbroken one", async (t) => {
    const unbroken = await work(t, () => undefined);
    const whole = await unbroken.start().ended;
    const one = await work(t, slowly(60_000, 5));
    const running = one.start();
    await until(one.server, 6);
    running.child.kill("SIGKILL");
    assert.equal((await running.ended).signal, "SIGKILL");
    const done = one.finished();
    const before = readFileSync(join(one.out, "evidence.jsonl"), "utf8");
    assert.ok(done.length > 0 && done.length < CHECKS.length, `${done.length} finished`);

    const rest = await work(t, () => undefined);
    writeFiles(one.out, { "../p.yaml": providerFile(rest.server.url) });
    const { code, all } = await one.start(["--resume"]).ended;
    assert.equal(code, whole.code, all);
    const after = readFileSync(join(one.out, "evidence.jsonl"), "utf8");
    assert.ok(after.startsWith(before), "the first part stays as it is");
    const now = one.finished();
    assert.equal(now.length, CHECKS.length);
    assert.deepEqual(now.slice(0, done.length), done, "each is finished once");
    assert.equal(new Set(now).size, CHECKS.length);
    const second = one.records().slice(before.trim().split("\n").length);
    const repeated = second.filter((record) => record.type === "observation" && done.includes(record.check));
    assert.deepEqual(repeated, []);
    assert.deepEqual(outcomes(one.report().checks), outcomes(unbroken.report().checks));
    assert.deepEqual(one.report().profiles, unbroken.report().profiles);
    assert.equal(one.report().assay.complete, true);
  });

  test("a last line that a kill cut short is no harm", async (t) => {
    const one = await work(t, () => undefined);
    await one.start().ended;
    const path = join(one.out, "evidence.jsonl");
    const lines = readFileSync(path, "utf8").trim().split("\n");
    writeFileSync(path, `${lines.slice(0, -4).join("\n")}\n${lines.at(-4)?.slice(0, 20)}`);
    const { code, all } = await one.start(["--resume"]).ended;
    assert.equal(code, 0, all);
    assert.equal(new Set(one.finished()).size, CHECKS.length);
    assert.equal((await one.start(["--resume"]).ended).code, 0, "and the evidence can be read again");
  });

  test("a run that was finished is resumed without a request to what was checked", async (t) => {
    const one = await work(t, () => undefined);
    await one.start().ended;
    const count = one.server.at("/token").length;
    const { code, all } = await one.start(["--resume"]).ended;
    assert.equal(code, 0, all);
    assert.equal(one.server.at("/token").length, count);
  });
});
