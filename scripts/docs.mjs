/**
 * Writes the pages that are drawn from schemas, tables and the suite, so that they cannot drift from them.
 *
 *   node scripts/docs.mjs [--check]
 *
 * --check writes nothing and fails when a page is stale, missing or left over. Needs a build.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { comparedWithPage } from "./lib/compared-with.mjs";
import { judgementCallsPage } from "./lib/judgement-calls.mjs";
import { ORDER, OUTCOMES } from "./lib/outcomes.mjs";
import { cell, markdownTable, note, schemaPage } from "./lib/schema-tables.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const REFERENCE = "docs/reference";
const FORMATS = [
  "plan",
  "step",
  "base",
  "fragment",
  "requirements",
  "profile",
  "provider",
  "contract",
  "fault",
  "report",
  "evidence",
  "judgement-calls",
  "judgements",
  "comparison",
  "compare",
  "diff",
];

function assay(...args) {
  const run = spawnSync(process.execPath, [join(root, "dist/cli/main.js"), ...args], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`"assay ${args.join(" ")}" ended with ${run.status}\n${run.stderr}`);
  return run.stdout;
}

function formatPages() {
  const read = (file) => JSON.parse(readFileSync(join(root, "schemas/formats", file), "utf8"));
  const schemas = new Map(FORMATS.map((format) => [`${format}.schema.json`, read(`${format}.schema.json`)]));
  return [...schemas].map(([file, schema]) => [
    `${REFERENCE}/${file.replace(".schema.json", ".md")}`,
    schemaPage(schema, file, schemas),
  ]);
}

async function outcomesPage() {
  const { MEANING, SIGN, EXIT, BLOCKED_HINT } = await import(
    pathToFileURL(join(root, "dist/reporters/model/words.js")).href
  );
  const lost = Object.keys(MEANING).find(
    (name) => name !== "untested" && !OUTCOMES.some(({ outcome }) => outcome === name),
  );
  if (lost) throw new Error(`the outcome "${lost}" is missing in scripts/lib/outcomes.mjs`);
  return [
    note("reporters/model/words.ts and scripts/lib/outcomes.mjs"),
    "",
    "# Outcomes",
    "",
    "Every cited clause of every expectation gets one outcome: what was observed, apart from how strong the clause is (its level) and from what is known of this server (`expected:`).",
    "",
    ...markdownTable([
      ["outcome", "sign", "meaning", "exit"],
      ...OUTCOMES.map(({ outcome, exit }) => [`\`${outcome}\``, SIGN[outcome], cell(MEANING[outcome]), exit]),
    ]),
    "",
    `When several verdicts speak of one requirement, or of one check, the first of these counts: ${ORDER}.`,
    "",
    "## In other tools",
    "",
    "A known deviation (`expected:` in the provider file) is skipped in all of them, never passed; one that no longer happens, or is past its date, fails.",
    "",
    ...markdownTable([
      ["outcome", "Playwright", "Allure", "JUnit"],
      ...OUTCOMES.map(({ outcome, playwright, allure, junit }) => [`\`${outcome}\``, playwright, allure, junit]),
    ]),
    "",
    "## Exit codes",
    "",
    ...markdownTable([["code", "meaning"], ...Object.entries(EXIT).map(([code, text]) => [code, cell(text)])]),
    "",
    "Several apply: 2 before 1 before 3 before 0.",
    "",
    "## Why something is blocked",
    "",
    ...markdownTable([
      ["reason", "what to do"],
      ...Object.entries(BLOCKED_HINT).map(([reason, text]) => [`\`${reason}\``, cell(text)]),
    ]),
    "",
  ].join("\n");
}

function commandsPage() {
  const names = [...assay("--help").matchAll(/^ {2}(\S+) {2,}\S/gm)].map((match) => match[1]);
  const block = (name) => [`## ${name}`, "", "```", assay(name, "--help").trimEnd(), "```", ""];
  return [note("the commands' own help"), "", "# Command line", "", ...names.flatMap(block)].join("\n");
}

function coveragePage() {
  const { specifications, total } = JSON.parse(assay("coverage", "--json"));
  const columns = ["clauses", "twins", "testable", "partly", "cited", "scored", "proven", "excluded", "untested"];
  const clauses = JSON.parse(assay("list", "--requirements", "--json"));
  const why = new Map(clauses.map(({ id, excluded }) => [id, excluded]));
  const unproven = specifications.flatMap(({ ids }) => ids.unproven);
  return [
    note("the suite and targets/faults"),
    "",
    "# Coverage",
    "",
    "Which normative clauses are tested, and which of these tests a fault proves able to fail. `assay coverage --help` says what each column counts.",
    "",
    ...markdownTable([
      ["specification", ...columns],
      ...specifications.map((row) => [
        `[${row.name}](${row.url}) ${cell(row.title)}`,
        ...columns.map((name) => row[name]),
      ]),
      ["total", ...columns.map((name) => total[name])],
    ]),
    "",
    ...(unproven.length > 0
      ? [`## Not proven by a fault (${unproven.length})`, "", ...unproven.map((id) => `- \`${id}\``), ""]
      : []),
    "## Excluded",
    "",
    "Clauses of which no black box can say anything, each with the reason.",
    "",
    ...specifications.flatMap(({ name, ids }) =>
      ids.excluded.length > 0
        ? [`### ${name}`, "", ...ids.excluded.map((id) => `- \`${id}\`: ${cell(why.get(id))}`), ""]
        : [],
    ),
    "## Untested",
    "",
    ...specifications.flatMap(({ name, ids }) =>
      ids.untested.length > 0 ? [`### ${name}`, "", ...ids.untested.map((id) => `- \`${id}\``), ""] : [],
    ),
  ].join("\n");
}

const engine = await import(pathToFileURL(join(root, "dist/engine/index.js")).href);
const suite = engine.loadSuite();
const remarks = engine.loadRemarks(join(root, "suites"));
const topics = remarks.calls.flatMap(({ value }) => value.topics);
const comparisons = remarks.comparisons.map(({ value }) => value);

const pages = new Map([
  ...formatPages(),
  [`${REFERENCE}/outcomes.md`, await outcomesPage()],
  [`${REFERENCE}/command-line.md`, commandsPage()],
  ["docs/coverage.md", coveragePage()],
  ["docs/judgement-calls.md", judgementCallsPage(suite, topics, engine)],
  ["docs/compared-with.md", comparedWithPage(suite, comparisons, engine)],
]);
const there = existsSync(join(root, REFERENCE))
  ? readdirSync(join(root, REFERENCE)).map((name) => `${REFERENCE}/${name}`)
  : [];
const orphans = there.filter((path) => !pages.has(path));
const stale = [...pages].filter(
  ([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text,
);

if (process.argv.includes("--check")) {
  for (const [path] of stale) console.log(`${path}: stale; run node scripts/docs.mjs`);
  for (const path of orphans) console.log(`${path}: nothing generates it`);
  const count = stale.length + orphans.length;
  console.log(count > 0 ? `${count} problems` : `${pages.size} generated pages are up to date`);
  process.exitCode = count > 0 ? 1 : 0;
} else {
  mkdirSync(join(root, REFERENCE), { recursive: true });
  for (const [path, text] of stale) writeFileSync(join(root, path), text);
  for (const path of orphans) rmSync(join(root, path));
  console.log(`${stale.length} of ${pages.size} pages written`);
}
