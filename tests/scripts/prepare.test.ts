import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { house, put } from "./house.js";

const LOCK = {
  packages: {
    "": { devDependencies: { typescript: "7.0.0" } },
    "node_modules/typescript": { version: "7.0.0", dev: true },
    "node_modules/elsewhere": { version: "1.0.0", optional: true, os: ["none"], cpu: ["none"] },
  },
};

/** Does what tsc does with one file, fails on the word "broken", and prints as tsc does: on stdout. */
const TSC = `
const fs = require("node:fs");
fs.mkdirSync("dist/engine", { recursive: true });
for (const file of fs.readdirSync("engine")) {
  const text = fs.readFileSync("engine/" + file, "utf8");
  if (text.includes("broken")) { console.log("engine/" + file + "(1,1): error TS1"); process.exit(2); }
  fs.writeFileSync("dist/engine/" + file.replace(".ts", ".js"), text);
}`;

/** Does what npm ci does: the packages first, npm's record of them last. */
const NPM = `
const fs = require("node:fs");
if (process.env.NPM_FAILS) { console.error("npm error EUSAGE"); process.exit(1); }
fs.mkdirSync("node_modules/typescript/bin", { recursive: true });
fs.writeFileSync("node_modules/typescript/bin/tsc", ${JSON.stringify(TSC)});
const { version } = JSON.parse(fs.readFileSync("package-lock.json", "utf8")).packages["node_modules/typescript"];
fs.writeFileSync("node_modules/typescript/package.json", JSON.stringify({ version }));
fs.writeFileSync("node_modules/.package-lock.json", "{}");`;

describe("prepare", () => {
  let root: string;
  const prepare = (env: Record<string, string> = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "scripts/prepare.mjs")], {
      encoding: "utf8",
      env: { ...process.env, npm_execpath: join(root, "npm.cjs"), ...env },
    });
    return { code: status, stdout, said: stderr };
  };

  beforeEach(() => {
    root = house(
      {
        "package.json": JSON.stringify({ devDependencies: { typescript: "7.0.0" } }),
        "package-lock.json": JSON.stringify(LOCK),
        "tsconfig.json": JSON.stringify({ include: ["engine", "suites/**/*.ts", "absent.ts"] }),
        "engine/a.ts": "a",
        "npm.cjs": NPM,
      },
      { scripts: true },
    );
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  test("installs and builds in a fresh clone, then has nothing to do, and leaves stdout alone", () => {
    const first = prepare();
    assert.match(first.said, /^prepare: installing dependencies with npm ci \(node_modules is missing/);
    assert.match(first.said, /prepare: building with tsc \(dist is missing\)/);
    assert.equal(first.code, 0);
    const second = prepare();
    assert.match(second.said, /^prepare: nothing to do \(\d+ ms\)\n$/);
    assert.equal(first.stdout + second.stdout, "");
  });

  test("installs again when the lock file says another version", () => {
    prepare();
    put(root, "package-lock.json", JSON.stringify(LOCK).replace('"version":"7.0.0"', '"version":"7.0.1"'));
    const { said } = prepare();
    assert.match(said, /npm ci \("typescript" is 7\.0\.0, and package-lock\.json says 7\.0\.1\)/);
    assert.match(said, /building with tsc/);
    assert.match(prepare().said, /nothing to do/);
  });

  test("installs again when an installation was not finished", () => {
    prepare();
    rmSync(join(root, "node_modules/.package-lock.json"));
    assert.match(prepare().said, /npm ci \(node_modules is missing or was not installed to its end\)/);
  });

  test("installs again when a package is gone, and when package.json asks for another", () => {
    prepare();
    rmSync(join(root, "node_modules/typescript"), { recursive: true });
    assert.match(prepare().said, /npm ci \("typescript" is not installed\)/);
    put(root, "package.json", JSON.stringify({ devDependencies: { typescript: "7.0.0", yaml: "2.0.0" } }));
    assert.match(prepare().said, /npm ci \("yaml" differs between package\.json and package-lock\.json\)/);
  });

  test("builds again after a change and removes what a vanished source once compiled to", () => {
    put(root, "engine/b.ts", "b");
    prepare();
    put(root, "dist/kept.txt", "not from tsc");
    rmSync(join(root, "engine/b.ts"));
    assert.match(prepare().said, /^prepare: building with tsc \(a source changed\)/);
    assert.equal(existsSync(join(root, "dist/engine/b.js")), false);
    assert.equal(existsSync(join(root, "dist/kept.txt")), true);
    put(root, "engine/a.ts", "changed");
    prepare();
    assert.equal(readFileSync(join(root, "dist/engine/a.js"), "utf8"), "changed");
  });

  test("builds again when a compiled file is lost", () => {
    prepare();
    rmSync(join(root, "dist/engine/a.js"));
    assert.match(prepare().said, /building with tsc \(what "engine\/a\.ts" compiles to is missing\)/);
  });

  test("names tsc and shows its output when the build fails, every time until it is mended", () => {
    prepare();
    put(root, "engine/a.ts", "broken");
    for (const _ of [1, 2]) {
      const { code, said } = prepare();
      assert.match(said, /failed: "tsc -p tsconfig\.json" ended with 2\n\nengine\/a\.ts\(1,1\): error TS1\n/);
      assert.equal(code, 2);
    }
    put(root, "engine/a.ts", "a");
    assert.equal(prepare().code, 0);
  });

  test("names npm ci and shows its output when the installation fails", () => {
    const { code, said } = prepare({ NPM_FAILS: "1" });
    assert.match(said, /failed: "npm ci [^"]*" ended with 1\n\nnpm error EUSAGE\n/);
    assert.equal(code, 2);
  });

  test("refuses a Node that is too old, before anything else", () => {
    const older = 'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.18.3"}})';
    const { code, said } = prepare({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(older)}` });
    assert.match(said, /^prepare: needs Node 20\.19 or newer, and this is Node 20\.18\.3; install/);
    assert.equal(code, 2);
  });
});
