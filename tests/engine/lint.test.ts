import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { lintFile, lintSuite, type Json, type Members, type Problem } from "../../engine/index.js";
import { profileDigest } from "../../engine/lint/profile-digest.js";
import { providerFile } from "../support/run.js";
import {
  CLAUSES,
  check,
  clause,
  inventory,
  plan,
  profile,
  suiteFolder,
  temporaryFolder,
  writeFiles,
} from "../support/suite.js";

const digest = (requirements: Members[] = CLAUSES, more: { revision?: number; mandatory?: string[] } = {}): string =>
  profileDigest({
    profile: "demo",
    revision: 1,
    mandatory: [],
    requirements: requirements.map((one) => String(one["id"])),
    ...more,
  });

/** Files of a suite with nothing wrong, these checks in it. */
function sound(checks: Members[], more: Record<string, string | Json> = {}): Record<string, string | Json> {
  return { "demo/x.plan.yaml": plan(checks), "profiles/demo.yaml": profile({ digest: digest() }), ...more };
}

const found = (t: TestContext, files: Record<string, string | Json>): Problem[] =>
  lintSuite(suiteFolder(t, files)).problems;
const expects: Members = { expect: [{ cite: "demo-1-must", status: 200 }] };
const service = (more: Members): Members => ({ token: "client_credentials", ...more });
const A = check("demo-a", [service(expects)]);
const code = { authorize: "code" };
const exchange = { token: "authorization_code", ...expects };
const base = (name: string, more: Members): Members => ({
  base: name,
  title: name,
  step: "call",
  endpoint: "metadata",
  ...more,
});
const renamed = (of: string): Members => check("demo-a", [service(expects)], { renamed: [of] });
const mandatory = { mandatory: ["grant:client_credentials"] };
/** A suite whose profile holds a clause that opposes the ones given. */
const opposing = (opposes: string[]): Record<string, string | Json> => {
  const requirements = [...CLAUSES, clause("contrary", { opposes })];
  return sound([A], {
    "demo/requirements.yaml": inventory(requirements),
    "profiles/demo.yaml": profile({ digest: digest(requirements) }),
  });
};

const complete = (cited: boolean, more: Members = {}): Record<string, string | Json> => {
  const requirements = [
    clause("must"),
    clause("must2", cited ? { testable: "no", why_not: "inside", excluded: "no black box sees it" } : {}),
    clause("twin", { same_test_as: "demo-1-must" }),
  ];
  return sound([A], {
    "demo/requirements.yaml": inventory(requirements, { complete: true, ...more }),
    "profiles/demo.yaml": profile({ digest: digest(requirements) }),
  });
};

/** A suite that breaks exactly one rule, and its neighbour that breaks none. */
const RULES: [
  rule: string,
  breaks: Record<string, string | Json>,
  keeps: Record<string, string | Json>,
  problem: Partial<Problem>,
][] = [
  [
    "a check asserts something",
    sound([check("demo-a", [service({})])]),
    sound([A]),
    { code: "NO_EXPECTATION", message: 'check "demo-a" asserts nothing' },
  ],
  [
    "a fragment asserts nothing",
    sound([A], { "fragments/x.yaml": { fragment: "x", title: "x", steps: [service(expects)] } }),
    sound([A], { "fragments/x.yaml": { fragment: "x", title: "x", steps: [service({})] } }),
    { code: "NO_EXPECTATION", message: 'fragment "x" has expectations, which are never judged' },
  ],
  [
    "a changed base says what success is",
    sound([check("demo-a", [{ call: "bare", set: { a: 1 }, ...expects }])], { "bases/bare.yaml": base("bare", {}) }),
    sound([check("demo-a", [{ call: "bare", ...expects }])], { "bases/bare.yaml": base("bare", {}) }),
    { code: "NO_CONTROL", message: 'check "demo-a" changes base "bare", which has no success condition' },
  ],
  [
    "an input comes from one step",
    sound([check("demo-a", [code, code, exchange])]),
    sound([check("demo-a", [{ ...code, as: "one" }, code, { ...exchange, from: "one" }])]),
    { code: "AMBIGUOUS_INPUT" },
  ],
  [
    "an input comes from some step",
    sound([check("demo-a", [exchange])]),
    sound([check("demo-a", [{ ...exchange, set: { code: "x" } }])]),
    { code: "UNRESOLVED_STEP", message: 'check "demo-a": no earlier step offers code to step 1' },
  ],
  [
    "what is shared is not spent",
    sound([check("demo-a", [{ ...code, share: true }, exchange])]),
    sound([check("demo-a", [code, exchange])]),
    { code: "SHARED_AND_CONSUMED" },
  ],
  [
    "no published id vanishes",
    sound([A], { "ids.txt": "demo-a\ndemo-gone\n" }),
    sound([renamed("demo-gone")], { "ids.txt": "demo-a\ndemo-gone\ndemo-gone/row\n" }),
    { code: "VANISHED_ID", message: 'check "demo-gone" is published and gone' },
  ],
  [
    "no published id vanishes unless it is retired",
    sound([A], { "ids.txt": "demo-a\ndemo-gone/row\n" }),
    sound([], { "demo/x.plan.yaml": plan([A], { retired: ["demo-gone"] }), "ids.txt": "demo-a\ndemo-gone/row\n" }),
    { code: "VANISHED_ID" },
  ],
  [
    "every id is published",
    sound([A], { "ids.txt": "\n" }),
    sound([A], { "ids.txt": "demo-a\n" }),
    { code: "UNPUBLISHED_ID", message: 'check "demo-a" is not in suites/ids.txt' },
  ],
  [
    "a profile changes with its revision only",
    sound([A], { "profiles/demo.yaml": profile({ digest: digest(), revision: 2 }) }),
    sound([A], { "profiles/demo.yaml": profile({ revision: 2, digest: digest(CLAUSES, { revision: 2 }) }) }),
    {
      code: "PROFILE_CHANGED",
      message: `profile "demo" revision 2 has digest "${digest(CLAUSES, { revision: 2 })}", not "${digest()}"`,
    },
  ],
  [
    "a profile's contents stand under its digest",
    sound([A], { "demo/requirements.yaml": inventory([...CLAUSES, clause("new")]) }),
    sound([A]),
    { code: "PROFILE_CHANGED" },
  ],
  [
    "a profile holds no two clauses that oppose each other",
    opposing(["demo-1-must"]),
    opposing(["demo-1-elsewhere"]),
    {
      code: "OPPOSING_CLAUSES",
      message: 'profile "demo" holds "demo-1-contrary" and "demo-1-must", which demand the contrary of each other',
    },
  ],
  [
    "a mandatory feature is asked for by a check that does not pass it over",
    sound([A], { "profiles/demo.yaml": profile({ ...mandatory, digest: digest(CLAUSES, mandatory) }) }),
    sound([A, check("demo-b", [{ call: "bare", ...expects }])], {
      "bases/bare.yaml": base("bare", {}),
      "profiles/demo.yaml": profile({ ...mandatory, digest: digest(CLAUSES, mandatory) }),
    }),
    { code: "NEEDED_BY_PROFILE" },
  ],
  [
    "a complete inventory has every clause cited or excluded",
    complete(false),
    complete(true),
    {
      code: "INVENTORY_INCOMPLETE",
      message: '"demo-1-must2" is neither cited nor excluded, and its inventory says complete: true',
    },
  ],
  [
    "an inventory that is not complete may have uncited clauses",
    complete(false),
    complete(false, { complete: false }),
    { code: "INVENTORY_INCOMPLETE" },
  ],
];
for (const [rule, breaks, keeps, problem] of RULES)
  test(`lint: ${rule}`, (t) => {
    const [first, ...more] = found(t, breaks);
    assert.ok(first, "nothing was found");
    assert.deepEqual({ ...first, ...problem }, first);
    assert.deepEqual(more, [], "breaks that rule alone");
    assert.ok(first.file, "and says in which file");
    assert.deepEqual(found(t, keeps), []);
  });

test("lint: what cannot be loaded is told before any rule", (t) => {
  assert.deepEqual(
    found(t, { "demo/x.plan.yaml": plan([check("demo-a", [{ tokn: "x" }])]) }).map((one) => one.code),
    ["UNKNOWN_KEY"],
  );
});

test("lint: a folder with nothing in it is no suite", (t) => {
  assert.deepEqual(
    lintSuite(temporaryFolder(t)).problems.map((one) => one.code),
    ["FILE_NOT_FOUND"],
  );
});

const lintOne = (
  t: TestContext,
  name: string,
  content: string | Json,
  files: Record<string, string | Json> = {},
): string[] => {
  const folder = suiteFolder(t, sound([A], files));
  const { suite } = lintSuite(folder);
  writeFiles(folder, { [name]: content });
  return lintFile(join(folder, name), suite).problems.map((one) => `${one.code} ${one.message}`);
};

const expected = (verdict: string): Members =>
  providerFile("https://as.example.com", { expected: [{ verdict, outcome: "fail", reason: "because of it" }] });
const fault = (breaks: string): Json => [
  { fault: "f", title: "Answers nothing but errors", breaks: [breaks], do: [{ at: "token", status: 500 }] },
];

test("lint: a provider's known deviations and profiles exist", (t) => {
  assert.deepEqual(lintOne(t, "p.yaml", expected("demo-a#demo-1-must")), []);
  assert.deepEqual(lintOne(t, "p.yaml", expected("demo-b#demo-1-mist")), [
    'UNRESOLVED_CITE no check "demo-b"',
    'UNRESOLVED_CITE no requirement "demo-1-mist"',
  ]);
  assert.deepEqual(lintOne(t, "p.yaml", providerFile("https://as.example.com", { profiles: ["domo"] })), [
    'PROFILE_NOT_FOUND no profile "domo"',
  ]);
});

test("lint: a fault breaks clauses that exist", (t) => {
  const unresolved = (clauseId: string): string[] =>
    lintOne(t, "faults/f.yaml", fault(clauseId)).filter((one) => one.startsWith("UNRESOLVED"));
  assert.deepEqual(unresolved("demo-1-must"), []);
  assert.deepEqual(unresolved("demo-1-mist"), ['UNRESOLVED_CITE no requirement "demo-1-mist"']);
});

test("lint: one plan is judged as a part of its suite, without what is wrong elsewhere", (t) => {
  const mine = (cite: string): Json =>
    plan([check("demo-mine", [service({ expect: [{ cite, status: 200 }] })])], { plan: "demo-mine" });
  assert.deepEqual(lintOne(t, "demo/mine.plan.yaml", mine("demo-1-must")), []);
  assert.deepEqual(lintOne(t, "demo/mine.plan.yaml", mine("demo-1-mist")), [
    'UNRESOLVED_CITE no requirement "demo-1-mist"',
  ]);
  assert.deepEqual(
    lintOne(t, "demo/mine.plan.yaml", mine("demo-1-must"), {
      "demo/other.plan.yaml": plan([check("demo-o", [service({})])], { plan: "demo-o" }),
    }),
    [],
  );
});

test("lint: one plan of a suite that cannot be loaded is not called right", (t) => {
  const folder = suiteFolder(t, { ...sound([A]), "demo/broken.plan.yaml": "plan: [" });
  const result = lintFile(join(folder, "demo/x.plan.yaml"), undefined);
  assert.deepEqual(
    result.problems.map((one) => one.code),
    ["YAML_SYNTAX"],
  );
});
