import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  contractCheckIds,
  AssayError,
  PACKAGE_ROOT,
  lintAll,
  lintFile,
  lintSuite,
  loadSuite,
  type LintResult,
} from "../engine/index.js";
import type { Command } from "./main.js";

export const command: Command = {
  summary: "check plans, inventories, profiles, providers and faults for mistakes",
  usage: `usage: assay lint [PATH...] [--publish]

Without PATH: everything in the package. A folder is taken as a suite, a file by its place.
  --publish   add new check ids to suites/ids.txt (they are never reused afterwards)`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { publish: { type: "boolean", default: false } },
    });
    if (values.publish) publish();
    const results = positionals.length === 0 ? [lintAll()] : positionals.map(lintPath);
    const problems = results.flatMap((result) => result.problems);
    if (problems.length > 0) throw new AssayError(problems);
    console.log(`${results.reduce((sum, result) => sum + result.files, 0)} files, nothing wrong`);
    return 0;
  },
};

function lintPath(path: string): LintResult {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new AssayError({ code: "FILE_NOT_FOUND", message: `"${path}" is not there` });
  return found.isDirectory() ? lintSuite(path) : lintFile(path, lintSuite(join(PACKAGE_ROOT, "suites")).suite);
}

function publish(): void {
  const folder = join(PACKAGE_ROOT, "suites");
  const suite = loadSuite();
  const ids = [...suite.checks.keys(), ...suite.contractPlans.flatMap(contractCheckIds).map(([id]) => id)];
  writeFileSync(join(folder, "ids.txt"), `${ids.sort().join("\n")}\n`);
}
