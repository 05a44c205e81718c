import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { house, SCRIPTS } from "./house.js";

function find(env: Record<string, string>): { code: number | null; path: string; said: string } {
  const run = spawnSync(process.execPath, [join(SCRIPTS, "chromium.mjs"), "--no-install"], {
    encoding: "utf8",
    env: { PLAYWRIGHT_BROWSERS_PATH: "/nonexistent", PATH: "", ...env },
  });
  return { code: run.status, path: run.stdout.trim(), said: run.stderr };
}

test("chromium takes the one that ASSAY_CHROMIUM names", () => {
  assert.deepEqual(find({ ASSAY_CHROMIUM: process.execPath }), { code: 0, path: process.execPath, said: "" });
});

test("chromium refuses an ASSAY_CHROMIUM that does not run, rather than take another", () => {
  const { code, said } = find({ ASSAY_CHROMIUM: "/nonexistent/chromium" });
  assert.match(said, /"\/nonexistent\/chromium" of the variable ASSAY_CHROMIUM is no Chromium that runs/);
  assert.equal(code, 2);
});

test("chromium takes the first on the PATH that runs and passes over a stub", () => {
  const root = house({ "bin/chromium": "#!/bin/sh\nexit 1\n", "bin/google-chrome": "#!/bin/sh\nexit 0\n" });
  try {
    for (const name of ["chromium", "google-chrome"]) chmodSync(join(root, "bin", name), 0o755);
    const { code, path } = find({ PATH: join(root, "bin") });
    assert.equal(path, join(root, "bin/google-chrome"));
    assert.equal(code, 0);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test("chromium says what to install where none is found", { skip: process.platform === "darwin" }, () => {
  const { code, path, said } = find({});
  assert.match(said, /no Chromium was found; install one with "npx playwright install --with-deps chromium"/);
  assert.equal(path, "");
  assert.equal(code, 2);
});
