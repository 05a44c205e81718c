import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { AssayError, didYouMean, loadSuite, readableEvidence } from "../engine/index.js";
import {
  compare,
  COMPARISON_FORMATS,
  type ComparisonFormat,
  type ComparisonInput,
  drawSummary,
  judgedToday,
} from "../reporters/comparison/index.js";
import type { Command } from "./main.js";
import { makeFolder, usageError } from "./options.js";
import { openColumn } from "./text/column.js";
import { reportAt } from "./text/stored.js";

const FORMATS = Object.keys(COMPARISON_FORMATS).join(", ");

export const command: Command = {
  summary: "put the reports of several servers side by side",
  usage: `usage: assay compare DIR DIR... [options]

Each DIR is the folder of a run (--out). Nothing is sent. A run that had other plans than today's is judged again
from its evidence where that is at hand; its column says so.

  --format LIST    what to write: ${FORMATS} (default html,json)
  --out DIR        where to (default assay-compare)
  --profile NAME   only the rules of this profile
  --suite DIR      a suite folder instead of the package's`,
  run: compareFolders,
};

async function compareFolders(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      format: { type: "string", default: "html,json" },
      out: { type: "string", default: "assay-compare" },
      profile: { type: "string" },
      suite: { type: "string" },
    },
  });
  refuseFolders(positionals);
  const formats = values.format.split(",").filter(Boolean).map(formatOf);
  if (formats.length === 0) throw usageError('"--format" names no format', `formats: ${FORMATS}`);
  const stored = positionals.map(openColumn);
  const suite = loadSuite({ folder: values.suite });
  const inputs = stored.map((one) => judgedToday(one, suite));
  if (values.profile !== undefined) refuseProfile(values.profile, inputs);

  const comparison = compare(inputs, suite, values.profile);
  const reports = inputs.map(({ report }) => report);
  const evidence = inputs.map((input) => readableEvidence(input.evidence));
  makeFolder(values.out);
  const written = formats.map(({ file, render }) => {
    const path = join(values.out, file);
    writeFileSync(path, render(comparison, reports, evidence));
    return path;
  });
  process.stdout.write(`${drawSummary(comparison)}${written.join("\n")}\n`);
  return 0;
}

const fileOf = (path: string): string => resolve(reportAt(path).file);

function refuseFolders(folders: string[]): void {
  if (folders.length < 2)
    throw usageError(
      `"assay compare" takes two folders or more, not ${folders.length}`,
      "give the folders of runs: assay compare reports/one reports/other",
    );
  const twice = folders.find((folder, at) => folders.findIndex((other) => fileOf(other) === fileOf(folder)) < at);
  if (twice !== undefined) throw usageError(`"${twice}" is there twice`, "give each folder once");
}

function formatOf(name: string): ComparisonFormat {
  const format = COMPARISON_FORMATS[name];
  if (!format) throw usageError(`no format "${name}" of a comparison`, `formats: ${FORMATS}`);
  return format;
}

function refuseProfile(name: string, inputs: readonly ComparisonInput[]): void {
  const held = [...new Set(inputs.flatMap(({ report }) => report.profiles.map((profile) => profile.name)))];
  if (held.includes(name)) return;
  const guess = didYouMean(name, held);
  throw new AssayError({
    code: "PROFILE_NOT_FOUND",
    message: `no run was judged by the profile "${name}"`,
    hint: guess ? `did you mean "${guess}"?` : `profiles of these runs: ${held.join(", ")}`,
  });
}
