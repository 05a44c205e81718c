import { parseArgs } from "node:util";
import { loadSuite, makeReport, type EvidenceRecord, type Report, type Verdict } from "../engine/index.js";
import { REPORTERS } from "../reporters/index.js";
import type { Command } from "./main.js";
import { usageError, listOf } from "./options.js";
import { writeReports } from "./run.js";
import { expectedWith } from "./text/gate.js";
import { openStored } from "./text/stored.js";

export const command: Command = {
  summary: "judge a stored run again with today's plans",
  usage: `usage: assay judge DIR [options]

Reads DIR/evidence.jsonl, judges it with the plans as they are now, writes report.json and report.html
again and says which verdicts changed against the report that was there. Nothing is sent.

  --format LIST   further formats to write, e.g. junit
  --strict        a warning fails
  --baseline REPORT  what failed, warned or was blocked in that report is expected
  --dry-run       write nothing
  --suite DIR     a suite folder instead of the package's
  --json          the changes as JSON on standard output`,
  run: judgeAgain,
};

interface Change {
  key: string;
  /** Outcome before; absent: there was no such verdict. */
  before?: string;
  after?: string;
  /** Why the new outcome is what it is. */
  because: string;
}

async function judgeAgain(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      format: { type: "string", default: "" },
      strict: { type: "boolean", default: false },
      baseline: { type: "string" },
      "dry-run": { type: "boolean", default: false },
      suite: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [folder] = positionals;
  if (positionals.length !== 1 || folder === undefined)
    throw usageError(`"assay judge" takes one folder, not ${positionals.length}`);
  const formats = listOf(values.format);
  for (const format of formats)
    if (!REPORTERS[format]) throw usageError(`no format "${format}"`, `formats: ${Object.keys(REPORTERS).join(", ")}`);

  const suite = loadSuite({ folder: values.suite });
  const { records, report: before } = openStored(folder, suite);
  const after = makeReport(expecting(records, values.baseline), suite, { strict: values.strict });
  const changed = before ? changes(before, after) : [];
  if (!values["dry-run"]) writeReports(folder, after, records, formats);
  if (values.json)
    console.log(
      JSON.stringify(
        {
          plans: { run: after.assay.plans_digest, now: suite.digest },
          compared: before !== undefined,
          changed,
          exit_code: after.exit_code,
        },
        undefined,
        2,
      ),
    );
  else console.log(textOf(after, before, changed, suite.digest));
  return after.exit_code;
}

/** The records with a baseline beside what the provider file expected; an earlier baseline is dropped. */
function expecting(records: EvidenceRecord[], baseline: string | undefined): EvidenceRecord[] {
  const [run, ...rest] = records;
  if (run?.type !== "run" || baseline === undefined) return records;
  return [{ ...run, expected: expectedWith(baseline, String(run.provider["provider"]), run.expected) }, ...rest];
}

function changes(before: Report, after: Report): Change[] {
  const old = verdictsOf(before);
  const now = verdictsOf(after);
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys.flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    if (was?.outcome === is?.outcome) return [];
    const because = is ? (is.reason ?? `expected ${is.expected}, got ${is.actual}`) : "no plan gives this verdict now";
    return [{ key, ...(was ? { before: was.outcome } : {}), ...(is ? { after: is.outcome } : {}), because }];
  });
}

function verdictsOf(report: Report): Map<string, Verdict> {
  return new Map(report.checks.flatMap((check) => check.verdicts.map((verdict) => [verdict.key, verdict])));
}

function textOf(after: Report, before: Report | undefined, changed: Change[], digest: string): string {
  const plans =
    after.assay.plans_digest === digest
      ? "the same plans"
      : `other plans (${digest}; the run had ${after.assay.plans_digest})`;
  const found = !before
    ? "the folder held no report of this run to compare with"
    : changed.length === 0
      ? "no verdict changed"
      : `${changed.length} ${changed.length === 1 ? "verdict" : "verdicts"} changed`;
  return [
    `${after.summary.verdicts} verdicts of ${after.summary.checks} checks judged again with ${plans}: ${found}`,
    ...changed.map(
      ({ key, before: was = "none", after: is = "none", because }) => `  ${key}\n      ${was} -> ${is}: ${because}`,
    ),
    ...after.profiles.map((profile) => `${profile.name}@${profile.revision}: ${profile.verdict}`),
  ].join("\n");
}
