import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { house, SCRIPTS } from "./house.js";

const SCHEMA = { "schemas/plan.schema.json": "{}" };

function check(files: Record<string, string>): { code: number | null; lines: string[] } {
  const root = house({ ...SCHEMA, ...files });
  try {
    const { status, stdout } = spawnSync(process.execPath, [join(SCRIPTS, "yaml-headers.mjs"), root], {
      encoding: "utf8",
    });
    return { code: status, lines: stdout.trimEnd().split("\n") };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test("a YAML file that names no schema, an absent one, or one by URL is refused with its line", () => {
  const { code, lines } = check({
    "suites/x/none.yaml": "plan: x\n",
    "providers/absent.yaml": "# yaml-language-server: $schema=../schemas/other.json\n",
    "targets/url.yaml": "# yaml-language-server: $schema=https://example.com/schema.json\n",
  });
  assert.deepEqual(lines.slice(0, -1).sort(), [
    'providers/absent.yaml:1: the schema "../schemas/other.json" does not exist',
    'suites/x/none.yaml:1: expected "# yaml-language-server: $schema=PATH", found "plan: x"',
    'targets/url.yaml:1: the schema "https://example.com/schema.json" is not a relative path',
  ]);
  assert.equal(code, 1);
});

test("a YAML file that names its schema by a relative path passes", () => {
  const header = "# yaml-language-server: $schema=../../schemas/plan.schema.json\nplan: x\n";
  const { code, lines } = check({ "suites/x/a.plan.yaml": header, "docs/other.yaml": "a: 1" });
  assert.deepEqual(lines, ["1 YAML files name their schema"]);
  assert.equal(code, 0);
});
