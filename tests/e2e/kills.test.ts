import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readEvidence, type EvidenceRecord, type Members, type Report } from "../../engine/index.js";
import { type AuthorizationServer, authorizationServer } from "../support/authorization-server.js";
import { type Running, start } from "../support/cli.js";
import { providerFile } from "../support/run.js";
import { check, plan, suiteFolder, temporaryFolder, writeFiles } from "../support/suite.js";

const KILLS = 20;
const must = (matchers: Members): Members => ({ expect: [{ cite: "demo-1-must", ...matchers }] });
const authorize: Members = { authorize: "code", as: "grant" };
const KINDS: Members[][] = [
  [{ token: "client_credentials", ...must({ status: 200 }) }],
  [{ token: "client_credentials", omit: ["grant_type"], ...must({ status: 400 }) }],
  [authorize, { token: "authorization_code", ...must({ status: 200 }) }],
  [authorize, { token: "authorization_code", set: { code: "guessed" }, ...must({ status: 400 }) }],
  [authorize, { token: "authorization_code" }, { token: "authorization_code", ...must({ status: 200 }) }],
];
const CHECKS = Array.from({ length: 30 }, (_, at) =>
  check(
    `demo-${String(at).padStart(2, "0")}`,
    KINDS[at % KINDS.length] ?? [],
    at % 6 === 5 ? { disturbs: "grant" } : {},
  ),
);

/** What a report says, without times, secrets and where the server was. */
function said({ checks, requirements, profiles, summary, not_selected, problems, assay, exit_code }: Report): unknown {
  const verdicts = checks.map(({ id, steps, verdicts: all }) => [
    id,
    steps.map(({ path, state, observations }) => [path, state, observations]),
    all.map(({ key, outcome, blocked, expected, actual, observations }) => [
      key,
      outcome,
      blocked,
      expected,
      actual,
      observations,
    ]),
  ]);
  return { verdicts, requirements, profiles, summary, not_selected, problems, complete: assay.complete, exit_code };
}

interface Bench {
  server: AuthorizationServer;
  start(out: string, ...args: string[]): Running;
  records(out: string): EvidenceRecord[];
  report(out: string): Report;
}

async function bench(t: TestContext): Promise<Bench> {
  const folder = temporaryFolder(t);
  const server = await authorizationServer(t, {
    "/token": async () => {
      await sleep(5, undefined, { ref: false });
      return undefined;
    },
  });
  const suite = suiteFolder(t, { "demo/inline.plan.yaml": plan(CHECKS) });
  writeFiles(folder, { "p.yaml": providerFile(server.url) });
  return {
    server,
    start: (out, ...args) => {
      const running = start(
        ["run", "p.yaml", "--suite", suite, "--out", out, "--concurrency", "4", "--quiet", ...args],
        {
          cwd: folder,
        },
      );
      t.after(() => running.child.kill("SIGKILL"));
      return running;
    },
    records: (out) => readEvidence(join(folder, out, "evidence.jsonl")),
    report: (out) => JSON.parse(readFileSync(join(folder, out, "report.json"), "utf8")) as Report,
  };
}

/** Kills a run a moment after its n-th request, unless it ends before. Says whether it was killed. */
async function killAt({ child, ended }: Running, server: AuthorizationServer, n: number, ms: number): Promise<boolean> {
  const from = server.calls.length;
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  while (running() && server.calls.length < from + n) await sleep(1);
  await sleep(ms);
  child.kill("SIGKILL");
  return (await ended).signal === "SIGKILL";
}

/** Whole numbers below a limit, always the same ones. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const finished = (records: EvidenceRecord[]): string[] =>
  records.flatMap((record) => (record.type === "check" ? [record.check] : []));

test(`${KILLS} times killed at any moment and resumed: nothing finished is lost or repeated, the report is that of an unbroken run`, async (t) => {
  const { server, ...runs } = await bench(t);
  const whole = await runs.start("whole").ended;
  assert.equal(whole.code, 1, whole.all);
  const expected = said(runs.report("whole"));
  const each = finished(runs.records("whole")).sort();
  for (const { id } of CHECKS) assert.ok(each.includes(String(id)), String(id));
  const random = numbers(7);
  let kills = 0;
  for (let round = 1; kills < KILLS; round++) {
    const out = `round-${round}`;
    let running = runs.start(out);
    let before: EvidenceRecord[] = [];
    // From its first request on, so that there is something to resume; at times it is over before.
    while (await killAt(running, server, 1 + random(45), random(12))) {
      kills += 1;
      assert.ok(kills < 5 * KILLS, "a run that is resumed gets further");
      const now = runs.records(out);
      assert.deepEqual(now.slice(0, before.length), before, "what was written stays");
      before = now;
      running = runs.start(out, "--resume");
    }
    const { code, all } = await running.ended;
    assert.equal(code, whole.code, all);
    const records = runs.records(out);
    assert.deepEqual(finished(records).sort(), each, "each is finished, once, and so is each confirmation");
    const done = new Set<string>();
    for (const record of records) {
      if (record.type === "check") done.add(record.check);
      if (record.type === "observation") assert.ok(!done.has(record.check), `${record.check} is not repeated`);
    }
    assert.deepEqual(said(runs.report(out)), expected);
  }
  assert.ok(kills >= KILLS);
});

test("a run that was killed before it wrote anything is begun by --resume", async (t) => {
  const { server, ...runs } = await bench(t);
  await runs.start("whole").ended;
  const each = finished(runs.records("whole")).sort();
  const out = temporaryFolder(t);
  for (const written of ["", '{"type":"run","format":1,"vers']) {
    writeFileSync(join(out, "evidence.jsonl"), written);
    const { code, all } = await runs.start(out, "--resume").ended;
    assert.equal(code, 1, all);
    assert.ok(existsSync(join(out, "report.html")));
    assert.deepEqual(finished(readEvidence(join(out, "evidence.jsonl"))).sort(), each);
  }
  assert.ok(server.calls.length > 0);
});
