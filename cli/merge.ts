import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  inEachOthersWay,
  loadSuite,
  makeReport,
  mergeShards,
  readEvidence,
  readableEvidence,
  storedRun,
  type ShardEvidence,
} from "../engine/index.js";
import { REPORTERS } from "../reporters/index.js";
import type { Command } from "./main.js";
import { commandLine, makeFolder, usageError, listOf } from "./options.js";
import { show, writeReports } from "./run.js";
import { tellGithub } from "./text/github.js";

export const command: Command = {
  summary: "put the shards of a run together into one",
  usage: `usage: assay merge DIR... [options]

Each DIR is the folder of one shard (assay run --shard I/N --out DIR). All N are put together into one folder, as if
they had been one run, and judged from their evidence. Nothing is sent.

  --out DIR       where the merged run goes (default assay-report)
  --format LIST   further formats to write, e.g. junit (report.json, report.html are always written)
  --strict        a warning fails the run
  --suite DIR     a suite folder instead of the package's
  --quiet         only the verdict
  --json          the report as JSON on standard output`,
  run: merge,
};

async function merge(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: "string", default: "assay-report" },
      format: { type: "string", default: "" },
      strict: { type: "boolean", default: false },
      suite: { type: "string" },
      quiet: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  if (positionals.length === 0) throw usageError('"assay merge" takes the folders of all shards');
  const formats = listOf(values.format);
  for (const format of formats)
    if (!REPORTERS[format]) throw usageError(`no format "${format}"`, `formats: ${Object.keys(REPORTERS).join(", ")}`);
  const own = positionals.find((folder) => resolve(folder) === resolve(values.out));
  if (own !== undefined)
    throw usageError(`"${own}" is a shard and the folder for the merged run`, "give another with --out");

  const suite = loadSuite({ folder: values.suite });
  const shards: ShardEvidence[] = positionals.map((from) => ({
    from,
    records: readEvidence(join(from, "evidence.jsonl")),
  }));
  const records = mergeShards(shards, suite, commandLine("merge", args));
  const report = makeReport(records, suite, { strict: values.strict });
  makeFolder(values.out);
  writeFileSync(join(values.out, "evidence.jsonl"), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  writeReports(values.out, report, records, formats);
  noteUsers(shards);
  show(report, records, values);
  if (!values.json) tellGithub(formats, report, readableEvidence(storedRun(records).observations));
  return report.exit_code;
}

function noteUsers(shards: ShardEvidence[]): void {
  const same = inEachOthersWay(shards);
  if (same.length > 0)
    console.error(
      `note: shard 1 met the server beside shard ${same.join(", ")} as the same user, and it ends sessions and grants: give each shard a user of its own under "users", or with --user`,
    );
}
