import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { EvidenceRecord } from "../../engine/types/evidence.js";
import { json } from "../../reporters/json.js";
import { small } from "./small.js";

const ROOT = new URL(import.meta.url.includes("/dist/") ? "../../../" : "../../", import.meta.url);
const compile = (name: string): ValidateFunction =>
  new Ajv2020({ strict: true, allErrors: false }).compile(
    JSON.parse(readFileSync(new URL(`schemas/formats/${name}.schema.json`, ROOT), "utf8")),
  );
const report = compile("report");
const evidence = compile("evidence");

const { report: sample, evidence: observations } = small();

test("the report format holds for the sample, as it is written", () => {
  const written: unknown = JSON.parse(json.render(sample, observations));
  assert.ok(report(written), JSON.stringify(report.errors));
});

test("the report format is closed, and knows its words", () => {
  for (const change of [
    { extra: 1 },
    { format: 2 },
    { exit_code: 4 },
    { checks: [{ ...sample.checks[0], note: "" }] },
    { requirements: [{ ...sample.requirements[0], level: "OUGHT" }] },
  ]) {
    assert.equal(
      report(JSON.parse(JSON.stringify({ ...sample, ...change }))),
      false,
      JSON.stringify(change).slice(0, 60),
    );
  }
});

const records: EvidenceRecord[] = [
  {
    type: "run",
    format: 1,
    version: "0.1.0",
    plans_digest: "4f",
    started: "2026-03-02T17:58:03.000Z",
    command: "assay run",
    shard: { index: 1, total: 2, user: "ann" },
    provider: sample.provider,
    profiles: ["oauth2"],
    selected: ["a"],
    not_selected: sample.not_selected,
    expected: [{ verdict: "a#b", outcome: "fail", reason: "in the baseline", baseline: true }],
  },
  { type: "resumed", started: "2026-03-02T18:00:00.000Z", command: "assay run --resume" },
  { type: "facts", facts: sample.facts },
  ...sample.problems.map((problem) => ({ type: "problem" as const, ...problem })),
  ...[...observations.values()].map((one) => ({
    type: "observation" as const,
    check: one.id.split(":")[0] ?? "",
    step: "1",
    ...one,
  })),
  { type: "step", check: "a", path: "1", outcome: { state: "done", observations: ["a:1"] } },
  { type: "step", check: "a", path: "2", outcome: { state: "given-not-held", because: "no nonce" } },
  {
    type: "step",
    check: "a",
    path: "3",
    outcome: {
      state: "blocked",
      reason: "setup-failed",
      because: "the control failed",
      key: "clients",
      observations: [],
    },
  },
  { type: "step", check: "a", path: "4", outcome: { state: "error", because: "no such matcher" } },
  { type: "again", check: "a", because: "a connection broke" },
  { type: "check", check: "a", duration_ms: 3 },
  { type: "end", finished: "2026-03-02T17:58:09.000Z", complete: false, why: "interrupted" },
];

test("the evidence format holds for every kind of record", () => {
  for (const record of records)
    assert.ok(evidence(JSON.parse(JSON.stringify(record))), `${record.type}: ${JSON.stringify(evidence.errors)}`);
});

test("the evidence format refuses what is neither", () => {
  const exchange = [...observations.values()][0]?.exchanges[0];
  const seen = {
    type: "observation",
    check: "a",
    step: "1",
    id: "a:1",
    kind: "response",
    sent: {},
    made: {},
    offers: {},
  };
  for (const bad of [
    { type: "note" },
    { type: "check", check: "a" },
    { type: "step", check: "a", path: "1", outcome: { state: "done" } },
    { type: "step", check: "a", path: "1", outcome: { state: "blocked", because: "x", observations: [] } },
    { ...seen, exchanges: [{ ...exchange, error: { code: "reset", message: "" } }] },
    { ...seen, exchanges: [{ ...exchange, response: undefined }] },
    { ...seen, exchanges: [], secret: "x" },
  ]) {
    assert.equal(evidence(JSON.parse(JSON.stringify(bad))), false, JSON.stringify(bad).slice(0, 80));
  }
});

test("every property of both formats has a description", () => {
  const missing: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [name, inner] of Object.entries(node)) {
      if (name === "properties" && typeof inner === "object" && inner !== null)
        for (const [property, schema] of Object.entries(inner as Record<string, object | true>))
          if (schema !== true && !("description" in schema) && !("const" in schema) && !("$ref" in schema))
            missing.push(`${path}/${property}`);
      walk(inner, `${path}/${name}`);
    }
  };
  for (const name of ["report", "evidence"])
    walk(JSON.parse(readFileSync(new URL(`schemas/formats/${name}.schema.json`, ROOT), "utf8")), name);
  assert.deepEqual(missing, []);
});
