import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { house } from "./house.js";

function gates(files: Record<string, string>, ...names: string[]): { code: number | null; text: string } {
  const root = house(files, { scripts: true });
  try {
    rmSync(join(root, "scripts/docs.mjs"), { force: true });
    const run = spawnSync(process.execPath, [join(root, "scripts/test.mjs"), ...names], {
      encoding: "utf8",
      env: { ...process.env, ASSAY_CHROMIUM: process.execPath },
    });
    return { code: run.status, text: run.stdout + run.stderr };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test("npm test shows the whole output of a failing gate, goes on, and ends with 1", () => {
  const { code, text } = gates({ "suites/a.yaml": "no: header" }, "boundaries", "yaml-headers", "docs");
  assert.match(text, /^ok +boundaries +\d+ ms/);
  assert.match(text, /suites\/a\.yaml:1: expected .*\n1 problems\nFAILED yaml-headers +\d+ ms +exit code 1\n/);
  assert.match(text, /FAILED docs +\d+ ms +"scripts\/docs\.mjs" is missing/);
  assert.match(text, /\n1 of 3 gates passed in /);
  assert.equal(code, 1);
});

test("npm test runs only the named gates and prints the closing lines of the unit tests", () => {
  const { code, text } = gates(
    {
      "tests/a.test.ts": "",
      "tests/browser/b.test.ts": "",
      "dist/tests/a.test.js": 'require("node:test").test("works", () => {});',
    },
    "unit",
  );
  assert.match(text, /✔ works/);
  assert.match(text, /ℹ tests 1\n/);
  assert.match(text, /ok +unit +.*1 tests, 1 pass, 0 skipped\n/);
  assert.match(text, /\n2 of 2 gates passed in /);
  assert.equal(code, 0);
});

test("npm test fails when there are no unit tests, and when one was not built", () => {
  assert.match(gates({}, "unit").text, /FAILED unit .*there are no unit tests/);
  const { code, text } = gates({ "tests/a.test.ts": "" }, "unit");
  assert.match(text, /FAILED unit .*"dist\/tests\/a\.test\.js" is missing/);
  assert.equal(code, 1);
});

test("npm test refuses a name that is no gate", () => {
  const { code, text } = gates({}, "unti");
  assert.match(text, /^"unti" is no gate; the gates are build, lint,/);
  assert.equal(code, 2);
});
