import assert from "node:assert/strict";
import { test } from "node:test";
import type { StaleDeviation, CheckReport, Outcome, Report, Verdict } from "../../engine/index.js";
import { exchangeText, printable } from "../../suites/door/exchange.js";
import { mendable } from "../../suites/door/plain.js";
import { resultOf } from "../../suites/door/result.js";
import { AssayError } from "../../engine/index.js";

const verdict = (outcome: Outcome, more: Partial<Verdict> = {}): Verdict => ({
  key: `c#r-${outcome}`,
  requirement: `r-${outcome}`,
  section: "1",
  level: "MUST",
  basis: "keyword",
  outcome,
  expected: "a",
  actual: "b",
  observations: [],
  step: "1",
  ...more,
});

function result(verdicts: Verdict[], outcome: Outcome, stale: StaleDeviation[] = []): ReturnType<typeof resultOf> {
  const check: CheckReport = {
    id: "c",
    plan: "p",
    title: "t",
    source: "p.yaml:1",
    outcome,
    steps: [],
    duration_ms: 1,
    verdicts,
  };
  return resultOf(check, { summary: { stale } } as unknown as Report);
}

test("pass, warn and observed pass", () => {
  for (const outcome of ["pass", "warn", "observed"] as const)
    assert.deepEqual(result([verdict(outcome), verdict("not-applicable")], outcome), { state: "passed" });
});

test("fail, error and blocked fail, what is broken before what is at fault before what could not be judged", () => {
  const failed = result([verdict("pass"), verdict("blocked"), verdict("error"), verdict("fail")], "fail");
  assert.equal(failed.state, "failed");
  assert.deepEqual(failed.state === "failed" && failed.verdicts.map((one) => one.outcome), [
    "fail",
    "error",
    "blocked",
  ]);
});

test("a known deviation is skipped, unless something else is wrong or it no longer holds", () => {
  const known = verdict("fail", { known: { outcome: "fail", reason: "it is so", issue: "X-1", until: "2030-01-01" } });
  assert.deepEqual(result([verdict("pass"), known], "fail"), {
    state: "skipped",
    why: "known deviation: r-fail: it is so (X-1, until 2030-01-01)",
  });
  assert.equal(result([known, verdict("blocked")], "fail").state, "failed");
  assert.equal(result([verdict("pass")], "pass", [{ key: "other#x", why: "expected fail, got pass" }]).state, "passed");
  assert.equal(result([verdict("pass")], "pass", [{ key: "c#x", why: "expected fail, got pass" }]).state, "failed");
});

test("what the server lacks is skipped with the reason", () => {
  assert.deepEqual(result([verdict("not-supported", { reason: "no grant" })], "not-supported"), {
    state: "skipped",
    why: "not-supported: no grant",
  });
});

test("what a server sends cannot drive a terminal", () => {
  const text = printable("a\u001b[31mb\u202ec\r\nd\u0007");
  assert.equal(text, "a\\u{1b}[31mb\\u{202e}c\nd\\u{7}");
  const shown = exchangeText({
    id: "c:1",
    kind: "response",
    sent: {},
    made: {},
    offers: {},
    exchanges: [
      {
        at: "",
        duration_ms: 3.4,
        request: { method: "POST", url: "https://as.example/token", headers: { accept: ["a"] }, body: "x=1" },
        response: { status: 400, headers: { "x-evil": ["\u001b]0;pwned\u0007"] }, body: "{}", size: 2 },
      },
    ],
  });
  assert.equal(
    shown,
    "POST https://as.example/token\naccept: a\n\nx=1\n\n400 after 3 ms\nx-evil: \\u{1b}]0;pwned\\u{7}\n\n{}",
  );
});

test("an error that a person can mend has no stack trace, any other keeps it", () => {
  const mend = (error: Error): string | undefined => {
    try {
      mendable(() => {
        throw error;
      });
    } catch (caught) {
      return (caught as Error).stack;
    }
    return undefined;
  };
  assert.equal(mend(new AssayError({ code: "USAGE", message: "no" })), "USAGE no");
  assert.match(mend(new TypeError("no")) ?? "", /\n +at /);
});
