import assert from "node:assert/strict";
import { test } from "node:test";
import type { Members } from "../../engine/index.js";
import { inlineSuite } from "../support/run.js";
import { check } from "../support/suite.js";

const steps = (expect: Members[] = [{ cite: "demo-1-must", status: 400 }]): Members[] => [
  { token: "client_credentials", omit: "${row.parameter}", set: { extra: "${row.extra}", kept: "x" }, expect },
];

test("a matrix makes a check of every combination, its values in the id", (t) => {
  const suite = inlineSuite(t, [
    check("demo-m", steps(), { matrix: { parameter: ["scope", "grant_type"], n: [1, 2] } }),
  ]);
  assert.deepEqual(
    [...suite.checks.keys()],
    ["demo-m/scope/1", "demo-m/scope/2", "demo-m/grant_type/1", "demo-m/grant_type/2"],
  );
  const { steps: done, title, id } = suite.checks.get("demo-m/grant_type/2") ?? { steps: [] };
  assert.deepEqual(done[0]?.options, { omit: "grant_type", set: { kept: "x" } });
  assert.deepEqual([id, title], ["demo-m/grant_type/2", "The rule demo-m"]);
});

test("rows make a check of each line, named by its row", (t) => {
  const rows: Members[] = [
    { row: "first", parameter: ["a", "b"], extra: { deep: true } },
    { row: "second", parameter: "c" },
  ];
  const suite = inlineSuite(t, [check("demo-r", steps(), { rows, title: "Without ${row.parameter}" })]);
  const [first, second] = [...suite.checks.values()];
  assert.deepEqual([first?.id, second?.id], ["demo-r/first", "demo-r/second"]);
  assert.deepEqual(first?.steps[0]?.options, { omit: ["a", "b"], set: { extra: { deep: true }, kept: "x" } });
  assert.deepEqual(
    second?.steps[0]?.options,
    { omit: "c", set: { kept: "x" } },
    "the key that the row lacks is dropped",
  );
  assert.deepEqual([first?.title, second?.title], ['Without ["a","b"]', "Without c"]);
});

test("an expectation whose cite the row lacks falls away", (t) => {
  const expect: Members[] = [
    { cite: "demo-1-must", status: 400 },
    { cite: "${row.also}", body: { error: "x" } },
    { cite: ["${row.also}", "demo-1-should"], body: { error: "y" } },
  ];
  const rows: Members[] = [
    { row: "one", parameter: "a", also: "demo-1-may" },
    { row: "two", parameter: "a" },
  ];
  const suite = inlineSuite(t, [check("demo-r", steps(expect), { rows })]);
  const cited = [...suite.checks.values()].map((one) => one.steps[0]?.expect.map((expectation) => expectation.cite));
  assert.deepEqual(cited, [
    [["demo-1-must"], ["demo-1-may"], ["demo-1-may", "demo-1-should"]],
    [["demo-1-must"], ["demo-1-should"]],
  ]);
});

test("a plan's needs are those of its checks, and where a check stands is known", (t) => {
  const suite = inlineSuite(t, [], {
    "demo/inline.plan.yaml": `plan: demo-plan
title: A plan
spec: demo
needs: [metadata]
checks:
  - id: demo-a
    title: A rule
    needs: ["feature:pkce"]
    disturbs: grant
    intrusive: true
    steps: [{ token: client_credentials, expect: [{ cite: demo-1-must, status: 200 }] }]
`,
  });
  const one = suite.checks.get("demo-a");
  assert.deepEqual(one?.needs, ["metadata", "feature:pkce"]);
  assert.deepEqual([one?.disturbs, one?.intrusive, one?.plan, one?.spec], ["grant", true, "demo-plan", "demo"]);
  assert.match(`${one?.source.file}:${one?.source.line}`, /demo\/inline\.plan\.yaml:6$/);
});

test("references that are not the row's stay for later", (t) => {
  const expect: Members[] = [{ cite: "demo-1-must", same: ["${step.body.x}", "${row.parameter}"] }];
  const suite = inlineSuite(t, [check("demo-m", steps(expect), { matrix: { parameter: ["scope"] } })]);
  assert.deepEqual(suite.checks.get("demo-m/scope")?.steps[0]?.expect[0]?.matchers, {
    same: ["${step.body.x}", "scope"],
  });
});

test("the digest follows what the files say, not when they are read", (t) => {
  const one = (id: string): string =>
    inlineSuite(t, [check(id, steps(), { matrix: { parameter: ["scope"] } })]).digest.slice(0, 0) + id;
  assert.notEqual(one("demo-a"), one("demo-b"));
});
