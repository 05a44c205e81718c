import assert from "node:assert/strict";
import { test } from "node:test";
import { AssayError, type Members } from "../../engine/index.js";
import type { Behaviour } from "../support/authorization-server.js";
import { check } from "../support/suite.js";
import { FAIL, gate, reason, wants, WARN } from "./gate-support.js";

const pass = check("demo-p", [wants(200, "demo-1-must2")]);
const fail = check("demo-f", [wants(299, "demo-1-must")]);
const warn = check("demo-w", [wants(299, "demo-1-should")]);
/** A client that the provider file does not have. */
const blocked = check("demo-b", [{ ...wants(200, "demo-1-prose"), client: "public" }]);
const BLOCKED = "demo-b#demo-1-prose";

const entry = (verdict: string, outcome: string, more: Members = {}): Members => ({
  verdict,
  outcome,
  reason,
  ...more,
});
const once: Behaviour = (_, earlier) => (earlier === 0 ? { status: 500, body: {} } : undefined);
const never: Behaviour = () => "hang";

interface Given {
  checks: Members[];
  args?: string[];
  expected?: Members[];
  token?: Behaviour;
}

/** What a pipeline sees of each way in which a run can end. */
const ENDS: [code: 0 | 1 | 2 | 3, what: string, given: Given][] = [
  [0, "everything is met", { checks: [pass] }],
  [0, "a warning", { checks: [pass, warn] }],
  [1, "a warning with --strict", { checks: [pass, warn], args: ["--strict"] }],
  [0, "a known warning with --strict", { checks: [warn], args: ["--strict"], expected: [entry(WARN, "warn")] }],
  [1, "a broken clause", { checks: [pass, fail] }],
  [1, "a broken clause beside one that is blocked", { checks: [fail, blocked] }],
  [1, "a clause that is broken in one of two runs", { checks: [pass], token: once }],
  [0, "a known deviation", { checks: [fail], expected: [entry(FAIL, "fail")] }],
  [1, "a known deviation past its date", { checks: [fail], expected: [entry(FAIL, "fail", { until: "2001-01-01" })] }],
  [1, "a known deviation that no longer happens", { checks: [pass], expected: [entry("demo-p#demo-1-must2", "fail")] }],
  [1, "a known warning that is broken now", { checks: [fail], expected: [entry(FAIL, "warn")] }],
  [3, "a clause that cannot be judged", { checks: [pass, blocked] }],
  [0, "a clause that is known not to be judged", { checks: [blocked], expected: [entry(BLOCKED, "blocked")] }],
  [1, "enough failures", { checks: [fail, pass], args: ["--max-failures", "1", "--concurrency", "1"] }],
  [3, "a deadline", { checks: [pass], token: never, args: ["--deadline", "500ms"] }],
  [2, "nothing selected", { checks: [pass], args: ["--check", "none"] }],
  [2, "an option that is none", { checks: [pass], args: ["--max-failures", "many"] }],
  [2, "a baseline that is not there", { checks: [pass], args: ["--baseline", "nowhere"] }],
];
for (const [code, what, { checks, args = [], expected = [], token }] of ENDS)
  test(`exit ${code}: ${what}`, async (t) => {
    const one = await gate(t, token, checks);
    one.provider({ expected });
    // What the user can mend is thrown, and ends with 2 in main.
    const ended = await one.run("out", ...args).catch((error: unknown) => {
      if (error instanceof AssayError) return { code: 2, out: error.message };
      throw error;
    });
    assert.equal(ended.code, code, ended.out);
  });

test("--quiet says the verdict and what is unexpected, and nothing else", async (t) => {
  const one = await gate(t, undefined, [pass, fail]);
  assert.equal((await one.run("out")).out, "demo: non-conformant\nunexpected: 1 fail\n");
  one.provider({ expected: [entry(FAIL, "fail")] });
  assert.equal((await one.run("out")).out, "demo: non-conformant\n");
});
