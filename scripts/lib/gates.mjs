import { existsSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "./files.mjs";

/**
 * Every gate of `npm test`, in the order in which they run. A gate is a command:
 *
 *   name     what `npm test -- NAME` calls it
 *   script   a file of ours that Node runs; one that is missing fails the gate
 *   bin      or a tool from node_modules
 *   args     a list, or a function of the root that gives one
 *   browser  true when it needs a Chromium, which it finds in ASSAY_CHROMIUM
 *   stream   true to show its output as it comes
 *   note     what its line says of the output of a gate that passed; else the last line
 */
export const GATES = [
  { name: "build", script: "scripts/prepare.mjs" },
  { name: "lint", bin: "oxlint", args: ["--deny-warnings"] },
  { name: "format", bin: "oxfmt", args: ["--check"] },
  { name: "boundaries", script: "scripts/boundaries.mjs" },
  { name: "yaml-headers", script: "scripts/yaml-headers.mjs" },
  { name: "docs", script: "scripts/docs.mjs", args: ["--check"] },
  { name: "assay-lint", script: "dist/cli/main.js", args: ["lint"] },
  { name: "unit", bin: "node", args: unitTests, browser: true, stream: true, note: testCounts },
  { name: "faults", script: "dist/cli/main.js", args: ["faults"] },
  {
    name: "browser",
    bin: "playwright",
    args: ["test", "-c", "tests/browser/playwright.config.ts", "--reporter=list"],
    needs: "tests/browser/playwright.config.ts",
    browser: true,
  },
];

/** The file and arguments that run a gate. @throws Error when something that it stands on is missing */
export function commandOf(gate, root) {
  for (const path of [gate.script, gate.needs].filter(Boolean)) {
    if (!existsSync(join(root, path))) throw new Error(`"${path}" is missing`);
  }
  const args = typeof gate.args === "function" ? gate.args(root) : (gate.args ?? []);
  if (gate.script) return { file: process.execPath, args: [join(root, gate.script), ...args] };
  if (gate.bin === "node") return { file: process.execPath, args };
  const bin = toolEntry(root, gate.bin);
  return { file: process.execPath, args: [bin, ...args] };
}

const TOOL_ENTRIES = {
  oxlint: "node_modules/oxlint/bin/oxlint",
  oxfmt: "node_modules/oxfmt/bin/oxfmt",
  playwright: "node_modules/@playwright/test/cli.js",
};

/** The JavaScript file behind a tool, so that no shell and no .cmd file stands between. */
function toolEntry(root, bin) {
  const path = join(root, TOOL_ENTRIES[bin]);
  if (!existsSync(path)) throw new Error(`"${bin}" is not installed`);
  return path;
}

/**
 * Node 20 takes no globs, so the list is made here; from the sources, since dist may hold what a
 * source that is gone once compiled to. tests/browser belongs to Playwright.
 */
function unitTests(root) {
  const sources = filesBelow(root, "tests").filter(
    (path) => path.endsWith(".test.ts") && !path.startsWith("tests/browser/"),
  );
  if (sources.length === 0) throw new Error("there are no unit tests below tests/");
  const files = sources.map((path) => `dist/${path.replace(/\.ts$/, ".js")}`);
  const lost = files.find((path) => !existsSync(join(root, path)));
  if (lost) throw new Error(`"${lost}" is missing; the build did not make it`);
  return ["--test", "--test-concurrency=2", "--test-timeout=300000", "--test-reporter=spec", ...files];
}

/** `412 tests, 412 pass, 0 skipped`, from the closing lines of Node's test runner. */
function testCounts(output) {
  return [...output.matchAll(/^ℹ (tests|pass|skipped) (\d+)$/gm)]
    .map(([, what, count]) => `${count} ${what}`)
    .join(", ");
}
