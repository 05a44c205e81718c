import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PACKAGE_ROOT, formatProblem, lintAll, type Report } from "../../engine/index.js";
import { providerFile } from "../support/run.js";

interface Ended {
  code: number;
  stdout: string;
  all: string;
}

const folder = mkdtempSync(join(tmpdir(), "assay-package-"));
const installed = join(folder, "node_modules", "assay");
let packed: { filename: string; files: { path: string }[] };

function execute(file: string, args: string[], cwd = folder): Promise<Ended> {
  // What a test run sets for itself must not reach the commands that it tests.
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(file, args, { cwd, env: { ...env, NO_COLOR: "1" }, maxBuffer: 50_000_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, all: stdout + stderr }),
    );
  });
}

const bin = (args: string[]): Promise<Ended> => execute(join(folder, "node_modules", ".bin", "assay"), args);

/** Packs what is built (prepack would build it again under the other tests) and installs it where nothing else is. */
before(async () => {
  const pack = await execute("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], PACKAGE_ROOT);
  assert.equal(pack.code, 0, pack.all);
  const [first] = JSON.parse(pack.stdout) as (typeof packed)[];
  assert.ok(first);
  packed = first;
  writeFileSync(join(folder, "package.json"), "{}");
  const quiet = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
  const install = await execute("npm", ["install", ...quiet, join(folder, packed.filename)]);
  assert.equal(install.code, 0, install.all);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("the package holds what runs, and nothing else", () => {
  const paths = packed.files.map((file) => file.path);
  for (const path of [
    "dist/cli/main.js",
    "dist/engine/index.d.ts",
    "suites/profiles/oauth2.yaml",
    "schemas/formats/plan.schema.json",
    "providers/reference.yaml",
    "LICENSE",
    "package.json",
  ])
    assert.ok(paths.includes(path), path);
  const strays = paths.filter((path) => /^(dist\/)?(tests|lab|scripts)\/|\.env|evidence\.jsonl|tsconfig/.test(path));
  assert.deepEqual(strays, []);
});

test("the installed command checks the embedded server", async () => {
  const { code, all } = await bin([
    "run",
    "--check",
    "rfc6749-client-credentials",
    "--check",
    "rfc6749-code-replay",
    "--out",
    "out",
  ]);
  assert.equal(code, 0, all);
  const report = JSON.parse(readFileSync(join(folder, "out", "report.json"), "utf8")) as Report;
  assert.deepEqual(
    report.checks
      .map((check) => [check.id.split("/")[0], check.outcome])
      .filter(([id]) => id === "rfc6749-code-replay"),
    [["rfc6749-code-replay", "pass"]],
  );
  assert.ok(existsSync(join(folder, "out", "report.html")) && existsSync(join(folder, "out", "evidence.jsonl")));
});

test("the installed command refuses what is wrong", async () => {
  const { code, all } = await bin(["run", "--check", "no-such-check"]);
  assert.equal(code, 2, all);
  assert.match(all, /^NOTHING_SELECTED /);
});

test("the installed command lints the package as the sources do, and a file of the user's", async () => {
  writeFileSync(join(folder, "bad.yaml"), JSON.stringify(providerFile("https://as.example.com", { isuer: "x" })));
  const [whole, bad] = await Promise.all([bin(["lint"]), bin(["lint", "bad.yaml"])]);
  const { problems, files } = lintAll();
  const expected = problems.length > 0 ? problems.map(formatProblem).join("\n") : `${files} files, nothing wrong`;
  assert.deepEqual([whole.code, whole.all.trim()], [problems.length > 0 ? 2 : 0, expected]);
  assert.equal(bad.code, 2);
  assert.match(
    bad.all,
    /^bad\.yaml:1:\d+: UNKNOWN_KEY unknown key "isuer" in the file\n {2}hint: did you mean "issuer"\?\n$/,
  );
});

test("the installed package is a library", async () => {
  const script = `import { loadSuite, run, judge, AssayError } from "assay";
    console.log([loadSuite().checks.size, typeof run, typeof judge, new AssayError({ code: "USAGE", message: "x" }).code].join(" "));`;
  const { code, all } = await execute(process.execPath, ["--input-type=module", "-e", script]);
  assert.equal(code, 0, all);
  assert.match(all, /^[1-9]\d* function function USAGE\n$/);
  assert.ok(existsSync(join(installed, "dist", "engine", "index.d.ts")));
});
