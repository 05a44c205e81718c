import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadSuite, readableEvidence } from "../engine/index.js";
import { judgedToday } from "../reporters/comparison/index.js";
import { diff, DIFF_FORMATS, type DiffFormat, drawTerminal } from "../reporters/diff/index.js";
import type { Command } from "./main.js";
import { makeFolder, usageError } from "./options.js";
import { openColumn } from "./text/column.js";
import { reportAt } from "./text/stored.js";

const FORMATS = Object.keys(DIFF_FORMATS).join(", ");

export const command: Command = {
  summary: "say what changed between two runs",
  usage: `usage: assay diff OLD NEW [options]

OLD and NEW are two runs of one server: their folders (--out), or their report.json files. Nothing is sent. A run that had other plans than today's is
judged again from its evidence where that is at hand, so that a changed plan is no changed server.
Ends with 1 when something is worse that is no known deviation of NEW, else with 0.

  --format LIST    files to write as well: ${FORMATS}
  --out DIR        where to (default assay-diff)
  --suite DIR      a suite folder instead of the package's
  --quiet          only the counts
  --json           the difference as JSON on standard output`,
  run: diffRuns,
};

async function diffRuns(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      format: { type: "string", default: "" },
      out: { type: "string", default: "assay-diff" },
      suite: { type: "string" },
      quiet: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const [before, after] = positionals;
  if (positionals.length !== 2 || before === undefined || after === undefined)
    throw usageError(
      `"assay diff" takes two runs, the old and the new, not ${positionals.length}`,
      "give their folders, or their report.json files: assay diff reports/old reports/new",
    );
  if (resolve(reportAt(before).file) === resolve(reportAt(after).file))
    throw usageError(`"${after}" is there twice`, "give two runs");
  const formats = values.format.split(",").filter(Boolean).map(formatOf);
  const stored = [openColumn(before), openColumn(after)] as const;
  const suite = loadSuite({ folder: values.suite });
  const [old, now] = [judgedToday(stored[0], suite), judgedToday(stored[1], suite)];
  const found = diff(old, now, suite);

  if (formats.length > 0) makeFolder(values.out);
  const evidence = { old: readableEvidence(old.evidence), new: readableEvidence(now.evidence) };
  const written = formats.map(({ file, render }) => {
    const path = join(values.out, file);
    writeFileSync(path, render(found, { old: old.report, new: now.report }, evidence));
    return path;
  });
  if (values.json) process.stdout.write(`${JSON.stringify(found)}\n`);
  else {
    const color = process.stdout.isTTY === true && !process.env["NO_COLOR"];
    const whole = values.quiet ? { ...found, changes: [] } : found;
    process.stdout.write(drawTerminal(whole, { color, columns: process.stdout.columns ?? 100 }));
    for (const path of written) console.log(path);
  }
  return found.regressions > 0 ? 1 : 0;
}

function formatOf(name: string): DiffFormat {
  const format = DIFF_FORMATS[name];
  if (!format) throw usageError(`no format "${name}" of a difference`, `formats: ${FORMATS}`);
  return format;
}
