import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { formatProblem, lintFile, lintSuite, loadRemarks, type Json, type Members } from "../../engine/index.js";
import { profileDigest } from "../../engine/lint/profile-digest.js";
import { CLAUSES, check, clause, inventory, plan, profile, suiteFolder } from "../support/suite.js";

const ALL = [...CLAUSES, clause("twin", { id: "demo-9-twin", section: "9", same_test_as: "demo-1-must" })];
const ELSEWHERE = clause("other", { id: "else-1-other" });

/** A suite of two documents with one check, and these remarks. */
function folder(t: TestContext, remarks: Record<string, Json>, demo: Members[] = ALL, complete = false): string {
  const requirements = demo.map((one) => String(one["id"]));
  return suiteFolder(t, {
    "demo/requirements.yaml": inventory(demo),
    "demo/x.plan.yaml": plan([
      check("demo-a", [{ token: "client_credentials", expect: [{ cite: "demo-1-must", status: 200 }] }]),
      check("demo-rows", [{ token: "client_credentials", expect: [{ cite: "demo-1-must2", status: 200 }] }], {
        matrix: { letter: ["a", "b"] },
        title: "Row ${row.letter}",
      }),
      check("demo-else", [{ token: "client_credentials", expect: [{ cite: "else-1-other", status: 200 }] }]),
    ]),
    "else/requirements.yaml": inventory([ELSEWHERE], { spec: "else", name: "Else", complete }),
    "profiles/demo.yaml": profile({
      digest: profileDigest({ profile: "demo", revision: 1, mandatory: [], requirements }),
    }),
    ...remarks,
  });
}

const problems = (path: string): string[] =>
  lintSuite(path).problems.map((one) =>
    formatProblem({ ...one, file: one.file?.replace(/.*\/(?=judg|oth|requ)/, "") }).replace("\n  hint:", " ->"),
  );

const call = (more: Members = {}): Members => ({
  call: "one",
  title: "One",
  clauses: ["demo-1-must"],
  reading: "It is so.",
  ...more,
});
const calls = (...list: Members[]): Record<string, Json> => ({
  "judgement-calls.yaml": { topics: [{ topic: "A topic", calls: list }] },
});

/** What is wrong with a list of calls, by the code, the place and the words. */
const CALLS: [rule: string, list: Members[], wrong: string[]][] = [
  ["names clauses that exist", [call()], []],
  [
    "says where a clause stands that does not exist, and what was meant",
    [call({ clauses: ["demo-1-must", "demo-1-mist"] })],
    [
      'judgement-calls.yaml:11:7: UNRESOLVED_CITE judgement call "one": no requirement "demo-1-mist" -> did you mean "demo-1-must"?',
    ],
  ],
  [
    "has a slug of its own",
    [call(), call()],
    ['judgement-calls.yaml:15:14: DUPLICATE_ID judgement call "one" exists already'],
  ],
  ["on documents that disagree names two", [call({ disagree: true, clauses: ["demo-1-must", "else-1-other"] })], []],
  [
    "on documents that disagree may name a text without an inventory",
    [
      call({
        disagree: true,
        beside: [{ document: "RFC 1", section: "2", url: "https://www.rfc-editor.org/rfc/rfc1" }],
      }),
    ],
    [],
  ],
  [
    "on documents that disagree does not name one alone",
    [call({ disagree: true, clauses: ["demo-1-must", "demo-1-must2"] })],
    [
      'judgement-calls.yaml:14:18: NOT_SETTLED judgement call "one" says that documents disagree and names one of them -> add the other\'s clause, or its section under beside',
    ],
  ],
];
for (const [rule, list, wrong] of CALLS)
  test(`lint: a judgement call ${rule}`, (t) => assert.deepEqual(problems(folder(t, calls(...list))), wrong));

test("lint: clauses that oppose each other are settled by a judgement call, in a suite that has any", (t) => {
  const opposing = [...CLAUSES, clause("contrary", { opposes: ["else-1-other"] })];
  const both = { clauses: ["demo-1-contrary", "else-1-other"] };
  const unsettled =
    /^requirements\.yaml:\d+:\d+: NOT_SETTLED "demo-1-contrary" opposes "else-1-other", and no judgement call/;
  for (const list of [
    [call()],
    [call(both)],
    [call({ disagree: true, clauses: ["demo-1-contrary", "else-1-other"] })],
  ]) {
    const wrong = problems(folder(t, calls(...list), opposing));
    if (list[0]?.["disagree"]) assert.deepEqual(wrong, []);
    else assert.match(wrong.join("\n"), unsettled);
  }
  assert.deepEqual(problems(folder(t, {}, opposing)), []);
});

const compared = (
  one: Members,
  tests: Members[] = [{ test: "T", asks: "Whether it works.", ...one }],
): Record<string, Json> => ({
  "compared-with/other.yaml": {
    project: "Other",
    source: { repository: "https://example.com/other", commit: "0".repeat(40), date: "2026-01-01", files: ["tests"] },
    documents: {
      D: { name: "Demo", spec: "demo", sections: { "7": { here: "1", why: "a draft" }, "8": { why: "no clause" } } },
      E: { name: "Else", spec: "else" },
      N: { name: "New" },
    },
    groups: [{ group: "G", tests }],
  },
});
const by = (document: string, more: Members = {}): Members => ({
  by: [{ document, level: "MUST", section: "1", ...more }],
});

const COMPARED: [rule: string, test: Members, wrong: RegExp | undefined][] = [
  ["names a check that cites the section", { checks: ["demo-a"], ...by("D") }, undefined],
  ["names all rows of a check", { checks: ["demo-rows"], ...by("D") }, undefined],
  ["names one row of a check", { checks: ["demo-rows/b"], ...by("D") }, undefined],
  ["names a check that exists", { checks: ["demo-b"] }, /UNRESOLVED_CITE .*"demo-b" -> did you mean "demo-a"\?/],
  ["names a row that exists", { checks: ["demo-rows/c"] }, /UNRESOLVED_CITE .*"demo-rows\/c"/],
  [
    "names a check that cites the document",
    { checks: ["demo-a"], ...by("E") },
    /other\.yaml:\d+:\d+: COUNTERPART test "T" is asked by Else 1/,
  ],
  [
    "names a check that cites the section and no other",
    { checks: ["demo-a"], ...by("D", { section: "2" }) },
    /COUNTERPART .*Demo 2/,
  ],
  [
    "gives the section here",
    { checks: ["demo-a"], ...by("D", { section: "2", elsewhere: { here: "1", why: "a draft" } }) },
    undefined,
  ],
  [
    "gives a section here that is cited",
    { checks: ["demo-a"], ...by("D", { elsewhere: { here: "3", why: "a draft" } }) },
    /COUNTERPART .*Demo 3/,
  ],
  [
    "says why nothing cites it",
    { checks: ["demo-a"], ...by("E", { elsewhere: { why: "it speaks of clients" } }) },
    undefined,
  ],
  [
    "says so only then",
    { checks: ["demo-a"], ...by("D", { elsewhere: { why: "it speaks of clients" } }) },
    /COUNTERPART .*says why/,
  ],
  ["names a section that its document has elsewhere", { checks: ["demo-a"], ...by("D", { section: "7" }) }, undefined],
  ["names a section that its document explains", { checks: ["demo-a"], ...by("D", { section: "8" }) }, undefined],
  [
    "names a section that its document has elsewhere, and a check that cites it",
    { checks: ["demo-else"], ...by("D", { section: "7" }) },
    /COUNTERPART .*Demo 1/,
  ],
  [
    "names a check that covers the clause of the section",
    { checks: ["demo-a"], ...by("D", { section: "9" }) },
    undefined,
  ],
  ["may be asked by a document without an inventory", { checks: ["demo-a"], ...by("N") }, undefined],
  ["names a known document", { checks: ["demo-a"], ...by("DD") }, /UNRESOLVED_CITE .*"DD" -> did you mean "D"\?/],
  ["waits for a document to come", { later: "N" }, undefined],
  ["waits for one that is not complete", { later: "E" }, undefined],
  ["waits for a known document", { later: "M" }, /UNRESOLVED_CITE .*"M"/],
  ["may be judged otherwise, for a reason", { otherwise: "The text leaves it open.", ...by("D") }, undefined],
  ["is compared in one way", { otherwise: "The text leaves it open.", checks: ["demo-a"] }, /FORMAT/],
  ["is compared", {}, /FORMAT/],
];
for (const [rule, one, wrong] of COMPARED)
  test(`lint: a test of another project ${rule}`, (t) => {
    const found = problems(folder(t, compared(one)));
    if (wrong) assert.match(found.join("\n"), wrong);
    else assert.deepEqual(found, []);
    assert.ok(!wrong || String(wrong).includes("FORMAT") || found.length === 1, found.join("\n"));
  });

test("lint: a test of another project waits no longer than until the inventory is complete", (t) => {
  const path = folder(t, compared({ later: "E" }), ALL, true);
  assert.match(problems(path).join("\n"), /COUNTERPART test "T" waits for Else, whose inventory is complete/);
});

test("lint: a test of another project stands once", (t) => {
  const once = { test: "T", asks: "Whether it works.", later: "N" };
  const twice = compared({}, [once, once]);
  assert.match(problems(folder(t, twice)).join("\n"), /^other\.yaml:\d+:\d+: DUPLICATE_ID test "T" exists already$/);
});

test("lint: remarks are checked as single files too, and count", (t) => {
  const path = folder(t, { ...calls(call({ clauses: ["demo-1-mist"] })), ...compared({ checks: ["demo-b"] }) });
  const codes = (name: string): string[] => lintFile(join(path, name), undefined).problems.map((one) => one.message);
  assert.deepEqual(codes("judgement-calls.yaml"), ['judgement call "one": no requirement "demo-1-mist"']);
  assert.deepEqual(codes("compared-with/other.yaml"), ['test "T" names no check: "demo-b"']);
  const files = (remarks: Record<string, Json>): number => lintSuite(folder(t, remarks)).files;
  assert.equal(files({ ...calls(call()), ...compared({ later: "N" }) }), files({}) + 2);
});

test("lint: an unknown key of a remark is told with its line and a guess", (t) => {
  const path = folder(t, calls(call({ raeding: "x" })));
  assert.match(
    problems(path).join("\n"),
    /^judgement-calls\.yaml:\d+:\d+: UNKNOWN_KEY .* -> did you mean "reading"\?$/,
  );
  assert.throws(() => loadRemarks(path), /UNKNOWN_KEY/);
});
