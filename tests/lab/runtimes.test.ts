import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type TestContext, test } from "node:test";
import { loadServer, serverNames } from "../../lab/places.js";
import { provide } from "../../lab/runtimes.js";
import { run } from "../../lab/tools.js";
import { temporaryFolder } from "../support/suite.js";

const NAME = "assay-stand-in";
const there = { proof: ["node", "--version"], from: { pypi: NAME } } as const;
const missing = { proof: [NAME], from: { pypi: NAME } } as const;
const sources = { java: there, jdk: there, maven: there, python: there, go: missing };
const log = (): void => undefined;

/** A folder that comes first on the PATH, with these programs. */
function programs(t: TestContext, scripts: (folder: string) => Record<string, string>): string {
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries(scripts(folder)))
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const path = process.env["PATH"];
  t.after(() => (process.env["PATH"] = path));
  process.env["PATH"] = [folder, path].join(delimiter);
  return folder;
}

test("a runtime that is there is not installed", async (t) => {
  programs(t, () => ({ python3: "exit 1" }));
  await provide(["java", "maven"], { folder: temporaryFolder(t), log }, sources);
});

test("one that is missing and cannot be had is told by its command", async (t) => {
  programs(t, () => ({ python3: "echo no venv here; exit 1" }));
  await assert.rejects(
    provide(["java", "go"], { folder: temporaryFolder(t), log }, sources),
    /"assay-stand-in" is missing, and installing it failed: .*no venv here/s,
  );
});

test("one that is installed comes first on the PATH", async (t) => {
  const folder = temporaryFolder(t);
  programs(t, (own) => ({
    python3: `mkdir -p "$3/bin" && cp "${own}/pip" "$3/bin"`,
    pip: `cp "${own}/program" "${join(folder, NAME, "bin", NAME)}"`,
    program: "echo runs",
  }));
  await provide(["go"], { folder, log }, sources);
  assert.equal(await run(NAME, []), "runs\n");
});

test("every server that is not written for Node says what it needs", async () => {
  for (const name of serverNames()) {
    const { language, runtimes = [] } = await loadServer(name);
    assert.equal(runtimes.length > 0, !language.endsWith("Script"), name);
  }
});
