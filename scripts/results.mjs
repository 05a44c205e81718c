/**
 * Runs the stand-ins of the vendors and the embedded server, and writes their reports and the comparison to docs/results/.
 *
 *   npm run results
 *
 * Needs a build. What a stand-in's report says, it says of the documentation, never of the vendor's server.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { since, speaker } from "./lib/say.mjs";

const say = speaker("results");
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const results = join(root, "docs/results");

/** Throws when the command itself went wrong; what it found wrong with a server stands in its report. */
function assay(...args) {
  const began = performance.now();
  const run = spawnSync(process.execPath, [join(root, "dist/cli/main.js"), ...args], { encoding: "utf8", cwd: root });
  if (run.status === null || run.status === 2) throw new Error(`"assay ${args.join(" ")}" failed\n${run.stderr}`);
  say(`assay ${args[0]} ${args[1]}: exit ${run.status}, ${since(began)}`);
}

const runs = mkdtempSync(join(tmpdir(), "assay-results-"));
try {
  const vendors = readdirSync(join(root, "targets/vendors")).toSorted();
  for (const name of vendors) {
    const out = join(runs, name);
    assay("run", name, "--stand-in", "--intrusive", "--format", "markdown", "--out", out);
    copyFileSync(join(out, "report.md"), join(results, `${name}.md`));
  }
  const reference = join(runs, "reference");
  assay("run", "reference", "--profile", "oauth2", "--profile", "oauth2-bcp", "--intrusive", "--out", reference);
  const folders = [reference, ...vendors.map((name) => join(runs, name))];
  assay("compare", ...folders, "--format", "markdown,csv", "--out", join(runs, "comparison"));
  copyFileSync(join(runs, "comparison/compare.md"), join(results, "comparison.md"));
  copyFileSync(join(runs, "comparison/compare.csv"), join(results, "comparison.csv"));
} finally {
  rmSync(runs, { recursive: true, force: true });
}
