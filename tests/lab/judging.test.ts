import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PACKAGE_ROOT, type Report } from "../../engine/index.js";
import { type Judgements, unjudged } from "../../lab/judgements.js";
import { loadServer, serverNames } from "../../lab/places.js";
import { differences } from "../../lab/same.js";
import { temporaryFolder } from "../support/suite.js";

const report = (verdicts: Record<string, string>, left: string[] = []): Report =>
  ({
    checks: [{ verdicts: Object.entries(verdicts).map(([key, outcome]) => ({ key, outcome })) }],
    not_selected: left.map((id) => ({ id, why: "--check" })),
  }) as unknown as Report;

test("two runs with the same outcomes do not differ, whatever their order", () => {
  assert.deepEqual(differences(report({ "a#1": "pass", "b#2": "fail" }), report({ "b#2": "fail", "a#1": "pass" })), []);
});

test("a verdict that is another, new, gone or left out in the second run is a difference", () => {
  const first = report({ "a#1": "pass", "b#2": "fail" });
  assert.deepEqual(differences(first, report({ "a#1": "warn", "c#3": "pass" }, ["d"])), [
    "a#1: pass, then warn",
    "b#2: fail, then absent",
    "c#3: absent, then pass",
    "d: absent, then not-selected",
  ]);
});

const verdict = (key: string, outcome: string, level = "MUST") => ({ key, outcome, level });

const judged = (judgement: string, verdicts: string[]): Judgements =>
  ({ provider: "x", configuration: "", init: [], judgements: [{ judgement, verdicts }] }) as unknown as Judgements;

test("a fail and a warning want a real deviation; a settled one does not stand for it", () => {
  const rows = [verdict("a/x#1", "fail"), verdict("b#2", "warn", "SHOULD"), verdict("c#3", "pass")];
  assert.deepEqual(unjudged(rows, undefined), ["fail a/x#1", "warn b#2"]);
  assert.deepEqual(unjudged(rows, judged("our-bug", ["a/*#1", "b#2"])), ["fail a/x#1", "warn b#2"]);
  assert.deepEqual(unjudged(rows, judged("real-deviation", ["a/*#1", "b#2"])), []);
});

test("a judgement of one clause says nothing of another of the same check", () => {
  assert.deepEqual(unjudged([verdict("a#2", "fail")], judged("real-deviation", ["a#1"])), ["fail a#2"]);
});

test("a blocked MUST wants a reason, a blocked SHOULD does not", () => {
  const rows = [verdict("a#1", "blocked", "MUST NOT"), verdict("b#2", "blocked", "SHOULD")];
  assert.deepEqual(unjudged(rows, judged("real-deviation", ["a#1"])), ["blocked a#1"]);
  const reasons = { ...judged("real-deviation", ["z#9"]), blocked: [{ verdicts: ["a#1"], reason: "why" }] };
  assert.deepEqual(unjudged(rows, reasons), []);
});

test("no product of the lab may be named in the engine or a suite", async (t) => {
  for (const name of serverNames()) {
    const { product } = await loadServer(name);
    for (const word of [name, product]) {
      const root = temporaryFolder(t);
      mkdirSync(join(root, "engine"));
      writeFileSync(join(root, "engine", "a.md"), `As ${word} does.\n`);
      const run = spawnSync(process.execPath, [join(PACKAGE_ROOT, "scripts/boundaries.mjs"), root], {
        encoding: "utf8",
      });
      assert.match(run.stdout, /must not name the product/, `scripts/boundaries.mjs lets "${word}" pass`);
    }
  }
});
