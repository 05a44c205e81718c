import { parseArgs } from "node:util";
import { AssayError, citesOf, didYouMean, loadSuite, type Requirement, type Suite } from "../engine/index.js";
import { loadFaults } from "../targets/faults.js";
import type { Command } from "./main.js";
import { usageError } from "./options.js";
import { table } from "./text/layout.js";

const LISTS = ["cited", "partly", "unproven", "excluded", "untested"] as const;
type List = (typeof LISTS)[number];

export const command: Command = {
  summary: "count which clauses are tested, and which tests are proven to be able to fail",
  usage: `usage: assay coverage [SPECIFICATION...] [options]

  clauses    normative clauses in the inventory
  twins      of them, those that the check of another one covers (same_test_as); counted nowhere else
  testable   those that a black box can judge in full
  partly     those of which it can see some breaches, or only under conditions
  cited      an expectation of a check cites it
  scored     cited, and not a MAY: it can fail or warn
  proven     scored, and a fault of targets/faults breaks it
  excluded   not cited, and the inventory says why no plan ever will
  untested   neither cited nor excluded

  --list KIND   the ids instead: ${LISTS.join(", ")}
  --suite DIR   a suite folder instead of the package's
  --json        counts and ids as JSON on standard output`,
  run: coverage,
};

interface Counts {
  clauses: number;
  twins: number;
  testable: number;
  partly: number;
  cited: number;
  scored: number;
  proven: number;
  excluded: number;
  untested: number;
}

interface Row extends Counts {
  spec: string;
  name: string;
  title: string;
  url: string;
  complete: boolean;
  ids: Record<List, string[]>;
}

async function coverage(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { list: { type: "string" }, suite: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const list = values.list === undefined ? undefined : listOf(values.list);
  const suite = loadSuite({ folder: values.suite });
  const wanted =
    positionals.length > 0 ? positionals.map((spec) => known(spec, suite)) : [...suite.specifications.keys()];
  const rows = rowsOf(suite).filter((row) => wanted.includes(row.spec));
  const total = sum(rows);
  if (values.json) console.log(JSON.stringify({ specifications: rows, total }, undefined, 2));
  else if (list) console.log(rows.flatMap((row) => row.ids[list]).join("\n"));
  else console.log(textOf(rows, total));
  return 0;
}

function listOf(word: string): List {
  const list = LISTS.find((one) => one === word);
  if (!list) throw usageError(`"--list" takes ${LISTS.join(", ")}, not "${word}"`);
  return list;
}

function known(spec: string, suite: Suite): string {
  if (suite.specifications.has(spec)) return spec;
  const guess = didYouMean(spec, suite.specifications.keys());
  throw new AssayError({
    code: "NOTHING_SELECTED",
    message: `no specification "${spec}"`,
    hint: guess ? `did you mean "${guess}"?` : `specifications: ${[...suite.specifications.keys()].join(", ")}`,
  });
}

function rowsOf(suite: Suite): Row[] {
  const cites = new Set([...suite.checks.values()].flatMap(citesOf));
  const broken = new Set(loadFaults().flatMap((fault) => fault.breaks));
  return [...suite.specifications.values()].map(({ spec, name, title, url, complete, requirements: all }) => {
    const requirements = all.filter((one) => !one.same_test_as || cites.has(one.id));
    const cited = requirements.filter((one) => cites.has(one.id));
    const scored = cited.filter((one) => one.level !== "MAY");
    const proven = scored.filter((one) => broken.has(one.id));
    const others = requirements.filter((one) => !cited.includes(one));
    const ids = {
      cited: idsOf(cited),
      partly: idsOf(requirements.filter((one) => one.testable === "partly")),
      unproven: idsOf(scored.filter((one) => !proven.includes(one))),
      excluded: idsOf(others.filter((one) => one.excluded)),
      untested: idsOf(others.filter((one) => !one.excluded)),
    };
    return {
      spec,
      name,
      title,
      url,
      complete,
      clauses: all.length,
      twins: all.length - requirements.length,
      testable: requirements.filter((one) => one.testable === "yes").length,
      partly: requirements.filter((one) => one.testable === "partly").length,
      cited: cited.length,
      scored: scored.length,
      proven: proven.length,
      excluded: ids.excluded.length,
      untested: ids.untested.length,
      ids,
    };
  });
}

const idsOf = (requirements: Requirement[]): string[] => requirements.map(({ id }) => id);
const COLUMNS = [
  "clauses",
  "twins",
  "testable",
  "partly",
  "cited",
  "scored",
  "proven",
  "excluded",
  "untested",
] as const;

function sum(rows: Row[]): Counts {
  const of = (column: keyof Counts): number => rows.reduce((total, row) => total + row[column], 0);
  return Object.fromEntries(COLUMNS.map((column) => [column, of(column)])) as unknown as Counts;
}

function textOf(rows: Row[], total: Counts): string {
  const cells = (counts: Counts): number[] => COLUMNS.map((column) => counts[column]);
  return table([
    ["specification", ...COLUMNS],
    ...rows.map((row) => [row.name, ...cells(row)]),
    ["total", ...cells(total)],
  ]);
}
