import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PACKAGE_ROOT } from "../../engine/index.js";
import { textOf } from "./files.js";

/** What the last stage takes over from the build, by its path in the repository. */
const COPIED = [...textOf("Dockerfile").matchAll(/^COPY --from=build (.+) \S+$/gm)].flatMap(([, sources]) =>
  (sources ?? "").split(" ").map((path) => path.replace("/assay/", "")),
);

let image: string;
before(() => {
  image = mkdtempSync(join(tmpdir(), "assay-image-"));
});
after(() => rmSync(image, { recursive: true, force: true }));

test("the image holds what the package holds, and its dependencies", () => {
  const { files } = JSON.parse(textOf("package.json")) as { files: string[] };
  const packed = new Set(files.map((path) => path.replace(/\/\*\*.*/, "")));
  assert.ok(COPIED.includes("dist"));
  for (const path of COPIED) {
    assert.ok(existsSync(join(PACKAGE_ROOT, path)), path);
    assert.ok(packed.has(path) || path === "package.json" || path === "node_modules", path);
  }
});

test("what the image holds is enough to check a server", () => {
  for (const path of COPIED.filter((one) => one !== "node_modules"))
    cpSync(join(PACKAGE_ROOT, path), join(image, path), {
      recursive: true,
      filter: (source) => !source.startsWith(join(PACKAGE_ROOT, "dist", "tests")),
    });
  symlinkSync(join(PACKAGE_ROOT, "node_modules"), join(image, "node_modules"));
  const args = ["run", "--check", "rfc6749-client-credentials", "--quiet", "--out", join(image, "out")];
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(image, "dist/cli/main.js"), ...args], {
    cwd: tmpdir(),
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout + stderr);
});

test("the image runs as nobody special, and its command is assay", () => {
  const [, last = ""] = textOf("Dockerfile").split(/^FROM node:20-slim$/m);
  assert.match(last, /^USER node$/m);
  assert.match(last, /^ENTRYPOINT \["assay"\]$/m);
  assert.match(last, /ln -s \/assay\/dist\/cli\/main\.js \/usr\/local\/bin\/assay/);
  assert.match(readFileSync(join(PACKAGE_ROOT, "dist/cli/main.js"), "utf8"), /^#!\/usr\/bin\/env node/);
});

test("a build sees what it reads, and nothing that holds a secret", () => {
  const lines = textOf(".dockerignore").split("\n");
  assert.equal(
    lines.find((line) => line && !line.startsWith("#")),
    "*",
  );
  const seen = lines.flatMap((line) => /^!(.+)$/.exec(line)?.[1] ?? []);
  const { include } = JSON.parse(textOf("tsconfig.json")) as { include: string[] };
  for (const source of include
    .map((path) => path.replace(/\/\*\*.*/, ""))
    .filter((path) => !["tests", "lab"].includes(path)))
    assert.ok(seen.includes(source), source);
  for (const path of [...COPIED, "scripts", "package-lock.json", "tsconfig.json"])
    assert.ok(seen.includes(path) || path === "dist" || path === "node_modules", path);
  for (const path of [".git", ".secrets", "assay-report", "tests", ".assay"]) assert.ok(!seen.includes(path), path);
});
