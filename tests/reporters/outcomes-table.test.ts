/** One report with every outcome, read back from each format and held against the table of docs/formats.md. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { load } from "cheerio";
import { profileReport } from "../../engine/report/profile.js";
import { OUTCOMES, type Outcome, type Verdict } from "../../engine/types/report.js";
import { REPORTERS } from "../../reporters/index.js";
import { statusForAllure } from "../../suites/door/allure.js";
import { resultOf } from "../../suites/door/result.js";
import { readCommands, readCsv } from "./detectors.js";
import { assemble, check, requirement, verdict } from "./sample.js";

const ROOT = new URL(import.meta.url.includes("/dist/") ? "../../../" : "../../", import.meta.url);
const page = readFileSync(new URL("docs/formats.md", ROOT), "utf8").split("## How outcomes read")[1] ?? "";
const [head = [], , ...lines] = page
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) => line.slice(2, -2).split(" | "));

const STALE = "known, and no longer so";
/** How allure-playwright itself reads a status; it is not among its exports. */
const { statusToAllureStats: inAllure } = createRequire(import.meta.url)(
  fileURLToPath(new URL("node_modules/allure-playwright/dist/cjs/utils.js", ROOT)),
) as { statusToAllureStats(status: string, expected: string): string };

const slug = (outcome: string): string => `case-${outcome.replace(/\W+/g, "-")}`;

/** What the row's words mean as a verdict. */
const made = (row: string): Partial<Verdict> & { outcome: Outcome } => {
  if (row === STALE) return { outcome: "pass", known: { outcome: "fail", reason: "mended" } };
  const outcome = OUTCOMES.find((one) => one === row.split(",")[0]) ?? assert.fail(row);
  return {
    outcome,
    ...(outcome === "blocked" ? { blocked: "needs-config", reason: `no client for ${row}` } : {}),
    ...(row.endsWith(", known") ? { known: { outcome, reason: "it is so" } } : {}),
  };
};

const rows = lines.map(([row = ""]) => row);
const { report, evidence } = assemble(
  {
    requirements: rows.map((row, at) => requirement(slug(row), "rfc6749", `5.${at}`, "MUST", `The rule of ${row}.`)),
    checks: rows.map((row, at) => {
      const { outcome, ...rest } = made(row);
      return check(slug(row), `The case ${row}`, [verdict(slug(row), slug(row), `5.${at}`, "MUST", outcome, rest)]);
    }),
  },
  [],
);
const draw = (format: string): string =>
  REPORTERS[format]?.render(report, evidence) ?? assert.fail(`no format ${format}`);

interface Run {
  results: { ruleId: string; level: string; suppressions?: { status: string }[] }[];
  invocations: { toolExecutionNotifications: { level: string; properties: { verdicts: string[] } }[] }[];
  properties: { outcomes: Record<string, number> };
}
const outcomeOf = (row: string): Outcome => made(row).outcome;
const counted = (numbers: Record<string, unknown>, row: string): string =>
  Number(numbers[outcomeOf(row)]) > 0 ? "counted" : "nowhere";

/** What each column says of the check of a row. */
const READ: Record<string, (row: string) => string> = {
  Playwright: (row) => {
    const found = report.checks.find(({ id }) => id === slug(row)) ?? assert.fail(row);
    return resultOf(found, report).state;
  },
  Allure: (row) => {
    const found = report.checks.find(({ id }) => id === slug(row)) ?? assert.fail(row);
    const annotations = [{ type: "outcome", description: found.outcome }];
    const status = statusForAllure({ status: resultOf(found, report).state, annotations });
    return inAllure(status, "passed");
  },
  JUnit: (row) => {
    const found = load(draw("junit"), { xml: true })(`testcase[name="${slug(row)}"]`);
    assert.equal(found.length, 1, row);
    return found.children("failure, error, skipped")[0]?.name ?? "passed";
  },
  SARIF: (row) => {
    const [run] = (JSON.parse(draw("sarif")) as { runs: [Run] }).runs;
    const result = run.results.find(({ ruleId }) => ruleId === slug(row));
    if (result) return [result.level, result.suppressions && "suppressed"].filter(Boolean).join(", ");
    const notes = run.invocations.flatMap((one) => one.toolExecutionNotifications);
    const note = notes.find(({ properties }) => properties.verdicts.includes(`${slug(row)}#${slug(row)}`));
    return note ? `notification, ${note.level}` : counted(run.properties.outcomes, row);
  },
  GitHub: (row) => {
    const named = new RegExp(`\\b${slug(row)}(?![\\w-])`);
    const found = readCommands(draw("github")).filter(({ data }) => named.test(data));
    assert.ok(found.length <= 1, row);
    return found[0]?.name ?? counted(Object.fromEntries(countsOf(draw("github-summary"))), row);
  },
  Markdown: (row) => {
    const parts = draw("markdown").split(/^## /m).slice(1);
    const named = new RegExp(`\`${slug(row)}[#\`]`);
    const part = parts.find((one) => named.test(one));
    if (!part) return counted(Object.fromEntries(countsOf(draw("markdown"))), row);
    const [own = ""] = part.split(/^### /m).filter((one) => named.test(one));
    const title = part.split("\n")[0] ?? "";
    return /known deviation: |^Known to be so/m.test(own) ? `${title}, known` : title;
  },
  CSV: (row) => {
    const [names = [], ...all] = readCsv(draw("csv"));
    const field = (line: string[], name: string): string => line[names.indexOf(name)] ?? assert.fail(name);
    const [line = []] = all.filter((one) => field(one, "Check") === slug(row));
    const known = field(line, "Known deviation");
    return [field(line, "Outcome"), known && (known.startsWith("stale: ") ? "stale" : "known")]
      .filter(Boolean)
      .join(", ");
  },
  badge: (row) => {
    const profile = { profile: "one", revision: 1, title: "One", documents: [], requirements: [slug(row)] };
    const alone = profileReport(profile as unknown as Parameters<typeof profileReport>[0], report.requirements);
    const drawn = REPORTERS["badge"]?.render({ ...report, profiles: [alone] }, evidence) ?? "";
    return (JSON.parse(drawn) as { one: { message: string } }).one.message.replace(/^\S /, "");
  },
};

/** Outcomes with a number, by rows or by columns of a table. */
const countsOf = (text: string): [string, string][] => {
  const table = text.split("\n").filter((line) => line.startsWith("|"));
  const cells = table.map((line) => line.slice(2, -2).split(" | "));
  return cells.flatMap((line, at): [string, string][] =>
    /^\S [a-z-]+$/.test(line[1] ?? "")
      ? line.map((name, column): [string, string] => [name.slice(2), cells[at + 2]?.[column] ?? ""])
      : [[(line[0] ?? "").slice(2), line[1] ?? ""]],
  );
};

test("the table has every outcome of a verdict, and those that can be known twice", () => {
  const wanted = OUTCOMES.filter((outcome) => outcome !== "untested");
  assert.deepEqual(rows.toSorted(), [...wanted, "fail, known", "warn, known", "blocked, known", STALE].toSorted());
});

test("the table has a column for each format that is tested here", () =>
  assert.deepEqual(head.slice(1), Object.keys(READ)));

for (const [at, format] of head.entries()) {
  const read = READ[format];
  if (read)
    test(`outcomes read in ${format} as the table says`, () => {
      for (const [row = "", ...cells] of lines) assert.equal(read(row), cells[at - 1], row);
    });
}
