import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "cheerio";
import { loadSuite, PACKAGE_ROOT, type Outcome } from "../../engine/index.js";
import type { ComparisonInput } from "../../reporters/comparison/index.js";
import { type Change, type Diff, diff, DIFF_FORMATS, drawTerminal } from "../../reporters/diff/index.js";
import { plainActual } from "../../reporters/diff/plain-actual.js";
import { clause, column, type Made } from "./columns.js";
import { foreignMarkup, rawControls } from "./detectors.js";
import { HOSTILE, hostile } from "./hostile.js";
import { exchange, observation } from "./sample.js";
import { small } from "./small.js";

const suite = loadSuite();
const A = clause("rfc6749-1-a", "MUST", "It is so.");
const run = (verdicts: Made["verdicts"], more: Partial<Made> = {}): ComparisonInput =>
  column({ name: "Server", verdicts, ...more });
const between = (old: Outcome, now: Outcome): Diff =>
  diff(run([[A, [old, { actual: "x" }]]]), run([[A, [now, { actual: "x" }]]]), suite);

/** What turns into what, and what that is; `-` no change. */
const TURNS: [old: Outcome, now: Outcome, kind: string][] = [
  ["pass", "pass", "-"],
  ["pass", "fail", "regression"],
  ["pass", "warn", "regression"],
  ["pass", "blocked", "regression"],
  ["pass", "error", "regression"],
  ["pass", "not-supported", "regression"],
  ["pass", "not-applicable", "other"],
  ["observed", "not-supported", "regression"],
  ["warn", "fail", "regression"],
  ["warn", "pass", "fix"],
  ["warn", "blocked", "regression"],
  ["fail", "pass", "fix"],
  ["fail", "warn", "fix"],
  ["fail", "blocked", "other"],
  ["fail", "not-supported", "other"],
  ["fail", "not-applicable", "other"],
  ["blocked", "fail", "regression"],
  ["blocked", "pass", "fix"],
  ["blocked", "error", "other"],
  ["not-supported", "pass", "other"],
  ["not-supported", "fail", "regression"],
  ["not-applicable", "not-supported", "other"],
  ["pass", "not-selected", "gone"],
  ["not-selected", "fail", "new"],
  ["not-selected", "not-selected", "-"],
];
for (const [old, now, kind] of TURNS)
  test(`${old} that becomes ${now}: ${kind}`, () => {
    const found = between(old, now);
    assert.deepEqual(
      found.changes.map((change) => change.kind),
      kind === "-" ? [] : [kind],
    );
    assert.equal(found.regressions, kind === "regression" ? 1 : 0);
  });

test("a regression that the new run accepts is shown, and does not count", () => {
  const known = { outcome: "fail", reason: "agreed with the vendor" };
  const found = diff(run([[A, "pass"]]), run([[A, ["fail", { known }]]]), suite);
  assert.deepEqual([found.counts.regression, found.regressions], [1, 0]);
  assert.match(drawTerminal(found), /known {5}agreed with the vendor[^]*1 regression \(1 known\)/);
});

const SAME: [old: string, now: string, what: string][] = [
  ['"iss" is "http://127.0.0.1:4001"', '"iss" is "http://127.0.0.1:5002"', "its own address"],
  ["to ?iss=http%3A%2F%2F127.0.0.1%3A4001&a", "to ?iss=http%3A%2F%2F127.0.0.1%3A5002&a", "its own address, encoded"],
  ['"aud" is "http://127.0.0.1:4001/fhir"', '"aud" is "http://127.0.0.1:5002/fhir"', "the address of a resource of it"],
  ['"code" is "code-295"', '"code" is "code-7"', "the name of a secret"],
  ["state=ZvaAPzYPAgHBQSQyPgl5uHq1", "state=ho9cfwCavkKerXGRaTSNQs6T", "a random value"],
  ["state=tPovtodCuGIqzHPFfSnYcDNf", "state=QQPRBUyWcchltQGWGdLjUoyR", "a random value without a digit"],
  ["exp is 1790000000", "exp is 1790000777", "a time"],
];
for (const [old, now, what] of SAME)
  test(`${what} that differs is no changed evidence`, () =>
    assert.equal(plainActual(old, "http://127.0.0.1:4001"), plainActual(now, "http://127.0.0.1:5002")));

test("another status, error code or header is changed evidence, and so is another lot of luck", () => {
  const I = "http://127.0.0.1:4001";
  for (const [old, now] of [
    ["status 400", "status 401"],
    ["body error invalid_grant", "body error invalid_request"],
    ["scope launchEncounterContext", "scope launchPatientContext"],
    ['header cache-control is "no-store"', "no header cache-control"],
    ['"iss" is "http://127.0.0.1:4001"', '"iss" is "http://evil.example"'],
  ] as const)
    assert.notEqual(plainActual(old, I), plainActual(now, I));
  const seen = (actual: string, more = {}): ComparisonInput => run([[A, ["fail", { actual, ...more }]]]);
  const kinds = (one: Diff): string[] => one.changes.map(({ kind }) => kind);
  assert.deepEqual(kinds(diff(seen("status 400"), seen("status 401"), suite)), ["evidence"]);
  assert.deepEqual(kinds(diff(seen("status 400"), seen("status 400", { unstable: true }), suite)), ["evidence"]);
  assert.deepEqual(kinds(diff(seen("status 400"), seen("status 400"), suite)), []);
});

const B = clause("rfc6749-2-b", "SHOULD", "It may be so.");
const C = clause("rfc6749-3-c", "MUST", "It was so.");
const D = clause("rfc6749-4-d", "MUST", "It will be so.");
const E = clause("rfc6749-5-e", "MUST", "It stays so.");
const both = (): [ComparisonInput, ComparisonInput] => [
  run(
    [
      [A, ["pass", { actual: "status 400", observations: ["check-a:1"] }]],
      [B, ["warn", { actual: "status 200" }]],
      [C, "pass"],
      [E, "pass"],
    ],
    { observations: [observation("check-a:1", [exchange("POST", "/token", "a=1", 400, '{"error":"old-answer"}')])] },
  ),
  run(
    [
      [A, ["fail", { actual: "status 500", observations: ["check-a:1"] }]],
      [B, ["pass", { actual: "status 400" }]],
      [D, "fail"],
      [E, "pass"],
    ],
    {
      observations: [observation("check-a:1", [exchange("POST", "/token", "a=1", 500, '{"error":"new-answer"}')])],
      judging: { plans: "again" },
      assay: { complete: false, why_incomplete: "it was interrupted" },
    },
  ),
];
const draw = (format: string, [old, now]: [ComparisonInput, ComparisonInput]): string =>
  DIFF_FORMATS[format]?.render(
    diff(old, now, suite),
    { old: old.report, new: now.report },
    { old: old.evidence, new: now.evidence },
  ) ?? "";

test("changes stand by kind, the worst first, and what did not change is counted", () => {
  const found = diff(...both(), suite);
  assert.deepEqual(
    found.changes.map(({ kind, requirement }): string => `${kind} ${requirement}`),
    ["regression rfc6749-1-a", "fix rfc6749-2-b", "new rfc6749-4-d", "gone rfc6749-3-c"],
  );
  assert.deepEqual([found.unchanged, found.regressions], [1, 1]);
  const [first] = found.changes as [Change];
  assert.deepEqual(
    [first.old?.actual, first.new?.actual, first.old?.observation],
    ["status 400", "status 500", "check-a:1"],
  );
});

test("of one kind what is broken comes before what is only not followed", () => {
  const now = run([
    [B, "warn"],
    [A, "fail"],
    [C, "blocked"],
  ]);
  const old = run([A, B, C].map((one) => [one, "pass"]));
  assert.deepEqual(
    diff(old, now, suite).changes.map((change) => change.new?.outcome),
    ["fail", "blocked", "warn"],
  );
});

test("an issuer that is no address of a server is left alone", () => {
  for (const issuer of ["", "no address", "urn:x", "https://a.example/\ud800"])
    assert.equal(plainActual("urn:x is null", issuer), "urn:x is null");
});

test("the terminal says which runs, what each change is, and the counts last", () => {
  const drawn = drawTerminal(diff(...both(), suite));
  assert.match(drawn, /^old {7}Server.*\nnew {7}Server.*\n {10}judged again with today's plans/);
  assert.match(drawn, /incomplete run: it was interrupted/);
  assert.match(drawn, /✗ pass -> fail {2}check-rfc6749-1-a#rfc6749-1-a\n {2}MUST RFC 6749 §.1 {2}It is so\.\n/);
  assert.match(drawn, /was {7}status 400\n {2}is {8}status 500\n/);
  assert.match(drawn, /\n1 regression, 1 fix, 1 new, 1 gone; 1 verdict as it was\n$/);
  assert.match(drawTerminal(between("pass", "pass")), /\nno change; 1 verdict as it was\n$/);
});

test("the page shows both exchanges beside each other, each under an id of its own", () => {
  const html = load(draw("html", both()));
  const open = html("details.check[open]");
  assert.equal(open.length, 1, "the regression");
  assert.match(open.find(".beside > div").eq(0).text(), /was[^]*status 400[^]*old-answer/);
  assert.match(open.find(".beside > div").eq(1).text(), /is[^]*status 500[^]*new-answer/);
  const ids = html("[id]")
    .toArray()
    .map((element) => html(element).attr("id"));
  assert.equal(new Set(ids).size, ids.length);
  const [old, now] = both();
  assert.match(draw("html", [{ ...old, evidence: new Map() }, now]), /evidence is not at hand/);
});

test("Markdown is a table of each kind, with links to the clauses", () => {
  const drawn = draw("markdown", both());
  assert.match(drawn, /\n\*\*1 regression, 1 fix, 1 new, 1 gone; 1 verdict as it was\*\*\n/);
  assert.match(
    drawn,
    /\| pass -&gt; fail \| \[MUST RFC 6749 §.1\]\(https:[^)]+\) It is so\. \| check-rfc6749-1-a \| status 400 \| status 500 \|/,
  );
});

test("diff.json is as its schema says, and the schema is closed", () => {
  const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, "schemas/formats/diff.schema.json"), "utf8")) as object;
  const valid = new Ajv2020({ strict: true }).compile(schema);
  const drawn = JSON.parse(draw("json", both())) as Record<string, unknown>;
  assert.ok(valid(drawn), JSON.stringify(valid.errors));
  for (const change of [{ extra: 1 }, { format: 2 }, { changes: [{}] }, { old: undefined }])
    assert.equal(valid(JSON.parse(JSON.stringify({ ...drawn, ...change }))), false, JSON.stringify(change));
});

const sampled = ({ report, evidence }: ReturnType<typeof small>): ComparisonInput => ({
  report,
  evidence,
  judging: { plans: "today" },
});

test("what a target sent reaches no format raw", () => {
  const calm = sampled(small());
  const worse = sampled(hostile());
  const marked: ComparisonInput = { ...worse, judging: { plans: "other", because: HOSTILE } };
  for (const pair of [
    [calm, marked],
    [marked, worse],
    [marked, calm],
  ] as [ComparisonInput, ComparisonInput][]) {
    const html = draw("html", pair);
    assert.deepEqual(foreignMarkup(html), []);
    assert.deepEqual(rawControls(drawTerminal(diff(...pair, suite))), []);
    const markdown = draw("markdown", pair);
    assert.deepEqual(rawControls(markdown), []);
    assert.doesNotMatch(markdown, /<(?!-)|\]\(javascript|(?<!\\)`/);
  }
});

test("what is the same twice gives no change, whatever it holds", () => {
  assert.deepEqual(diff(sampled(hostile()), sampled(hostile()), suite).changes, []);
});
