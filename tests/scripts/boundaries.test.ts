import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { house } from "./house.js";

const SCRIPT = join(import.meta.dirname, "../../../scripts/boundaries.mjs");

/** Runs the boundary check over a house that holds only these files. */
function check(files: Record<string, string>): { code: number | null; lines: string[] } {
  const root = house(files);
  try {
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT, root], { encoding: "utf8" });
    return { code: status, lines: stdout.trimEnd().split("\n").slice(0, -1) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const REFUSED: [name: string, path: string, source: string, message: RegExp][] = [
  ["a value", "engine/a.ts", '\nimport { main } from "../cli/main.js";', /ts:2: "engine" must not import "cli"/],
  ["a type", "engine/a.ts", 'import type { T } from "../reporters/html.js";', /ts:1: .*"reporters"/],
  ["a type in place", "engine/a.ts", 'let x: import("../targets/x.js").T;', /ts:1: .*"targets"/],
  ["a clause over lines", "engine/deep/a.ts", 'import {\n  a,\n  type B,\n} from "../../tests/x.js";', /:1: .*"tests"/],
  ["a side effect", "targets/a.ts", 'import "../engine/index.js";', /ts:1: .*it imports nothing else of ours/],
  ["a re-export", "engine/a.ts", 'export * from "../cli/a.js";', /:1: .*"cli"/],
  ["a named re-export", "engine/a.ts", 'export type { A } from "../cli/a.js";', /:1: .*"cli"/],
  ["a call", "reporters/a.ts", 'const m = await import("../cli/a.js");', /:1: .*"cli".*it may import engine$/],
  ["a call with a known folder", "engine/a.ts", "await import(`../cli/${name}.js`);", /:1: .*"cli"/],
  ["a call inside a template", "engine/a.ts", 'const t = `\n${await import("../cli/a.js")}`;', /ts:2: .*"cli"/],
  ["a call with a computed name", "engine/a.ts", "await import(name);", /computed name/],
  ["a require", "engine/a.ts", 'require("../cli/a.js");', /:1: .*"cli"/],
  ["after a regular expression", "engine/a.ts", 'const r = /["`]/;\nimport "../cli/a.js";', /ts:2: /],
  [
    "the package by its own name",
    "targets/a.ts",
    'import { run } from "assay";',
    /"targets" must not import "engine" \("assay"\)/,
  ],
  [
    "the engine by path in a suite",
    "suites/a.spec.ts",
    'import { run } from "../engine/index.js";',
    /as "assay", not as/,
  ],
  [
    "a file outside the folders",
    "engine/a.ts",
    'import x from "../package.json" with { type: "json" };',
    /"package\.json"/,
  ],
  ["an absolute path", "cli/a.ts", 'import x from "/tmp/x.js";', /neither a package nor a relative path/],
  [
    "the root configuration",
    "playwright.config.ts",
    'import { x } from "./cli/main.js";',
    /^playwright\.config\.ts:1: /,
  ],
];

describe("boundaries refuse", () => {
  const named = REFUSED.map(([name, path, source, message], at) => ({
    name,
    path: path.replace("a.", `a${at}.`),
    source,
    message,
  }));
  const all = check(Object.fromEntries(named.map(({ path, source }) => [path, source])));

  for (const { name, path, message } of named) {
    test(`an import against the direction: ${name}`, () => {
      const own = all.lines.filter((line) => line.startsWith(`${path}:`));
      assert.equal(own.length, 1, own.join("\n"));
      assert.match(own[0] ?? "", message);
      assert.equal(all.code, 1);
    });
  }

  test("the name of a product in the engine and in a plan, in any case, with its line", () => {
    const product = ["Key", "Cloak"].join("");
    const { code, lines } = check({
      "engine/a.ts": `const a = 1;\n// as ${product} does`,
      "suites/x/a.plan.yaml": `title: For ${product.toLowerCase()}`,
      "targets/a.ts": `// ${product} may be named here`,
    });
    assert.deepEqual(lines, [
      `engine/a.ts:2: "engine" must not name the product "${product}"`,
      `suites/x/a.plan.yaml:1: "suites" must not name the product "${product.toLowerCase()}"`,
    ]);
    assert.equal(code, 1);
  });
});

test("boundaries allow every edge of the house, packages, and words that only look like imports", () => {
  const { code, lines } = check({
    "cli/main.ts": [
      'import { report } from "../reporters/json.js";',
      'import { run } from "../engine/index.js";',
      'const { start } = await import("../targets/reference.js");',
      "await import(`./${name}.js`);",
    ].join("\n"),
    "reporters/json.ts": 'import type { Report } from "../engine/report.js";\nimport { a } from "./a.js";',
    "engine/index.ts": [
      'import { request } from "undici";',
      '// import "../cli/main.js"',
      "const text = 'import \"../cli/main.js\"';",
      "export const hydrate = import.meta.url;",
      "class A { constructor(a: string) {} }",
      'export { a };\nfrom("../cli/main.js");',
    ].join("\n"),
    "suites/conformance.spec.ts": 'import { run } from "assay";',
    "tests/a.test.ts": 'import "../cli/main.js";',
  });
  assert.deepEqual(lines, []);
  assert.equal(code, 0);
});
