import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { loadSuite, makeReport, readableEvidence, storedRun, type Evidence, type Report } from "../engine/index.js";
import { REPORTERS, filesOf, type Reporter } from "../reporters/index.js";
import type { Command } from "./main.js";
import { usageError, listOf } from "./options.js";
import { logged, summarize } from "./text/github.js";
import { openStored } from "./text/stored.js";

export const command: Command = {
  summary: "draw a stored run in other formats",
  usage: `usage: assay report DIR [options]

DIR is the folder of a run (--out). Nothing is sent, and the verdicts are those that the run gave;
"assay judge" judges anew. A run that was killed has none yet: its evidence is judged with today's plans.

  --format LIST   one format for standard output, or several for files in DIR: ${Object.keys(REPORTERS).join(", ")}
                  (default terminal)
  --out FILE      a file for the one format, or a folder for several, and for one of several files
  --suite DIR     a suite folder instead of the package's`,
  run: draw,
};

async function draw(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { format: { type: "string", default: "terminal" }, out: { type: "string" }, suite: { type: "string" } },
  });
  const [folder] = positionals;
  if (positionals.length !== 1 || folder === undefined)
    throw usageError(`"assay report" takes one folder, not ${positionals.length}`);
  const formats = listOf(values.format);
  const reporters = formats.map(reporterOf);
  const [first] = reporters;
  if (!first) throw usageError('"--format" names no format', `formats: ${Object.keys(REPORTERS).join(", ")}`);

  const suite = loadSuite({ folder: values.suite });
  const stored = openStored(folder, suite);
  const report = stored.report ?? makeReport(stored.records, suite);
  const evidence = readableEvidence(storedRun(stored.records).observations);
  if (reporters.length === 1 && values.out === undefined) toStandardOutput(first, report, evidence);
  else if (reporters.length === 1 && values.out !== undefined && !first.files)
    write(values.out, first.render(report, evidence));
  else
    for (const file of reporters.flatMap((reporter) => filesOf(reporter, report, evidence)))
      write(join(values.out ?? folder, file.name), file.text);
  summarize(formats, report, evidence);
  return 0;
}

function reporterOf(name: string): Reporter {
  const reporter = REPORTERS[name];
  if (!reporter) throw usageError(`no format "${name}"`, `formats: ${Object.keys(REPORTERS).join(", ")}`);
  return reporter;
}

function toStandardOutput(reporter: Reporter, report: Report, evidence: Evidence): void {
  const color = process.stdout.isTTY === true && !process.env["NO_COLOR"];
  const text = reporter.render(report, evidence, { color, columns: process.stdout.columns ?? 100 });
  process.stdout.write(reporter === REPORTERS["terminal"] ? logged(text) : text);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(file);
}
