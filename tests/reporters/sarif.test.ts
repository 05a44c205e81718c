import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { sarif } from "../../reporters/sarif/index.js";
import { hostile } from "./hostile.js";
import { publishedSchema, sarifSchema } from "./sarif-schema.js";
import { small } from "./small.js";

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
  partialFingerprints: Record<string, string>;
  suppressions?: { kind: string; status: string; justification: string }[];
}
interface Note {
  descriptor: { id: string; index: number };
  associatedRule?: { id: string; index: number };
  message: { text: string };
  properties: { verdicts: string[] };
}
interface Run {
  tool: { driver: { rules: { id: string; helpUri: string }[]; notifications: { id: string }[] } };
  results: Result[];
  invocations: [{ executionSuccessful: boolean; exitCode: number; toolExecutionNotifications: Note[] }];
}

const { report, evidence } = small();
const runOf = (sample: typeof report): Run => (JSON.parse(sarif.render(sample, evidence)) as { runs: [Run] }).runs[0];
const run = runOf(report);
const { rules, notifications } = run.tool.driver;
const result = (key: string): Result =>
  run.results.find(({ partialFingerprints }) => partialFingerprints["verdict/v1"] === key) ?? assert.fail(key);

/** Small, hostile, and with what only some runs have. */
const samples = () => {
  const unsure = small();
  for (const verdict of unsure.report.checks.flatMap(({ verdicts }) => verdicts))
    Object.assign(verdict, { unstable: true, unconfirmed: "it was interrupted" });
  return [small(), hostile(), unsure];
};
const SCHEMAS = {
  "the published schema": new Ajv2020(publishedSchema.options).compile(publishedSchema.schema),
  "the parts that we write, closed": new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(
    sarifSchema,
  ),
};

for (const [name, valid] of Object.entries(SCHEMAS))
  test(`the log is SARIF 2.1.0, hostile text or not: ${name}`, () => {
    for (const sample of samples())
      assert.ok(
        valid(JSON.parse(sarif.render(sample.report, sample.evidence))),
        JSON.stringify(valid.errors).slice(0, 500),
      );
    const written = JSON.stringify(JSON.parse(sarif.render(report, evidence)));
    for (const [part, broken] of [
      ['"level":"error"', '"level":"fatal"'],
      ['"ruleIndex":0', '"ruleIndex":-2'],
      ['"executionSuccessful":true', '"executionSuccessful":"yes"'],
      ['"version":"2.1.0"', '"version":"2.2.0"'],
      ['"helpUri":"https:', '"helpUri":"no address'],
      ['"startTimeUtc":"2026', '"startTimeUtc":"yesterday'],
      ['"columnKind":', '"columns":1,"columnKind":'],
    ] as const) {
      assert.ok(written.includes(part), part);
      assert.equal(valid(JSON.parse(written.replace(part, broken))), false, broken);
    }
  });

test("the clause is the rule, with its address; an index leads to the rule of that id", () => {
  const replay = result("rfc6749-code-replay#rfc6749-4.1.2-code-single-use");
  assert.equal(rules[replay.ruleIndex]?.id, replay.ruleId);
  assert.match(rules[replay.ruleIndex]?.helpUri ?? "", /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc6749#section-/);
  for (const one of run.results) assert.equal(rules[one.ruleIndex]?.id, one.ruleId);
  for (const { descriptor, associatedRule } of run.invocations[0].toolExecutionNotifications) {
    assert.equal(notifications[descriptor.index]?.id, descriptor.id);
    if (associatedRule) assert.equal(rules[associatedRule.index]?.id, associatedRule.id);
  }
});

test("the plan's file and line are the place", () => {
  const [location] = result("rfc6749-code-replay#rfc6749-4.1.2-code-single-use").locations;
  assert.deepEqual(location?.physicalLocation, {
    artifactLocation: { uri: "suites/rfc6749/code-replay.plan.yaml" },
    region: { startLine: 12 },
  });
});

test("results are what fails and what warns; each key is a fingerprint of its own", () => {
  const keys = report.checks.flatMap(({ verdicts }) =>
    verdicts.filter(({ outcome }) => outcome === "fail" || outcome === "warn").map(({ key }) => key),
  );
  assert.deepEqual(
    run.results.map(({ partialFingerprints }) => partialFingerprints["verdict/v1"]),
    keys,
  );
});

test("a known deviation is suppressed with its reason, and no other is", () => {
  const suppressed = run.results.filter(({ suppressions }) => suppressions);
  assert.deepEqual(
    suppressed.map(({ ruleId }) => ruleId),
    ["rfc6749-5.1-pragma-no-cache"],
  );
  assert.deepEqual(
    suppressed[0]?.suppressions?.map(({ kind, status }) => [kind, status]),
    [["external", "accepted"]],
  );
  assert.match(suppressed[0]?.suppressions?.[0]?.justification ?? "", /^Pragma is a relic/);
});

test("an entry that is past its date suppresses nothing", () => {
  const key = "rfc6749-token-success#rfc6749-5.1-pragma-no-cache";
  const summary = { ...report.summary, stale: [{ key, why: "until 2026-01-01 is past" }] };
  assert.deepEqual(
    runOf({ ...report, summary }).results.filter(({ suppressions }) => suppressions),
    [],
  );
});

test("one cause of blocked verdicts is one notification, which names them all", () => {
  const setup = run.invocations[0].toolExecutionNotifications.filter(
    ({ descriptor }) => descriptor.id === "blocked/setup-failed",
  );
  assert.equal(setup.length, 1);
  assert.deepEqual(setup[0]?.properties.verdicts, [
    "rfc6749-redirect-uri-other/path#rfc6749-4.1.2-redirect-uri-bound",
    "rfc6749-redirect-uri-other/query#rfc6749-4.1.2-redirect-uri-bound",
  ]);
  assert.match(setup[0]?.message.text ?? "", /the control failed/);
});

test("a run that ended early, or in which Assay was at fault, was no success", () => {
  assert.equal(run.invocations[0].executionSuccessful, true);
  const early = runOf({ ...report, assay: { ...report.assay, complete: false } });
  const faulty = runOf({ ...report, exit_code: 2 });
  for (const other of [early, faulty]) assert.equal(other.invocations[0].executionSuccessful, false);
});
