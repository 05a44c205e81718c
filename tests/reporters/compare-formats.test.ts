import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "cheerio";
import { loadSuite } from "../../engine/index.js";
import { anchor } from "../../reporters/html/markup.js";
import { compare, COMPARISON_FORMATS, type ComparisonInput, drawSummary } from "../../reporters/comparison/index.js";
import { clause, column, type Made } from "./columns.js";
import { foreignMarkup, rawControls } from "./detectors.js";
import { HOSTILE, hostile } from "./hostile.js";
import { large } from "./large.js";
import { CONTROL } from "./small-observations.js";
import { small } from "./small.js";

const suite = loadSuite();
const draw = (format: string, inputs: ComparisonInput[]): string => {
  const comparison = compare(inputs, suite);
  const reports = inputs.map(({ report }) => report);
  const evidence = inputs.map((one) => one.evidence);
  return COMPARISON_FORMATS[format]?.render(comparison, reports, evidence) ?? assert.fail(format);
};
const input = ({ report, evidence }: ReturnType<typeof small>): ComparisonInput => ({
  report,
  evidence,
  judging: { plans: "today" },
});
const other = (): ComparisonInput => {
  const one = input(small());
  one.report.provider = { provider: "other", name: "Other Login" };
  for (const requirement of one.report.requirements) requirement.outcome = "untested";
  return one;
};
const page = draw("html", [input(small()), other()]);
const $ = load(page);
interface Data {
  cells: Record<string, string>;
  exchanges: string[];
}
const dataOf = (html: string): Data => JSON.parse(load(html)("#data").text()) as Data;
const inside = ({ cells, exchanges }: Data): string => [...Object.values(cells), ...exchanges].join("\n");

test("the policy allows nothing but the style and script that the page holds", () => {
  const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policy = $("meta[http-equiv=Content-Security-Policy]").attr("content") ?? "";
  assert.deepEqual(policy.split("; "), [
    "default-src 'none'",
    `style-src ${hash($("style").text())}`,
    `script-src ${hash($("script:not([type])").text())}`,
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

test("every cell opens its verdicts, and an exchange is written once however many cells rest on it", () => {
  const data = dataOf(page);
  const cells = $("button[data-cell]")
    .toArray()
    .map((element) => element.attribs["data-cell"] ?? "");
  assert.equal(cells.length, 2 * $("#rules tr.row").length);
  assert.deepEqual(cells.toSorted(), Object.keys(data.cells).toSorted());
  const places = [...inside(data).matchAll(/data-exchange="(\d+)"/g)].map(([, place]) => Number(place));
  assert.ok(places.every((place) => data.exchanges[place]));
  const control = data.exchanges.findIndex((one) => one.includes(`id="${anchor("obs", CONTROL)}"`));
  assert.ok(places.filter((place) => place === control).length > 1, "several cells rest on the control");
  assert.equal(inside(data).split(`id="${anchor("obs", CONTROL)}"`).length - 1, 1);
  const row = $("tr.row").filter((_, element) => $(element).text().includes("good for one token request"));
  const cell = load(data.cells[row.find("button").first().attr("data-cell") ?? ""] ?? "");
  assert.match(cell.text(), /fail.*A replayed code is refused.*expected.*actual\s*status 200, a new access token/s);
});

test("a cell is a word and a sign, and names its column to those who cannot see it", () => {
  const texts = $("#rules button.broken")
    .toArray()
    .map((element) => $(element).text());
  assert.ok(texts.length > 0);
  for (const text of texts) assert.equal(text, "✗ broken for Example Login");
});

test("hostile text stays text in every format", () => {
  const raw = HOSTILE;
  assert.ok(foreignMarkup(`<p>${raw}</p>`).length > 5 && rawControls(raw).length > 5, "the detectors fire on raw text");
  const inputs = [input(hostile()), input(hostile())];
  const drawn = draw("html", inputs);
  const allowed = { scripts: 2, elements: ["table", "caption", "thead", "tbody", "tr", "th", "td", "dialog"] };
  assert.deepEqual(foreignMarkup(drawn, allowed), []);
  assert.deepEqual(
    foreignMarkup(
      `<html><head><style></style><meta http-equiv=x><script></script></head><body>${inside(dataOf(drawn))}</body></html>`,
    ),
    [],
  );
  for (const text of [
    drawn,
    inside(dataOf(drawn)),
    draw("markdown", inputs),
    draw("csv", inputs).replaceAll("\r\n", "\n"),
    drawSummary(compare(inputs, suite)),
  ])
    assert.deepEqual(
      rawControls(text).filter((character) => character !== "\t"),
      [],
    );
});

const MUST = (statement: string): Made["verdicts"] => [[clause("rfc6749-1-a", "MUST", statement), "pass"]];
const two = (name: string, statement = "It is so."): ComparisonInput[] => [
  column({ name, verdicts: MUST(statement) }),
  column({ name: "B", verdicts: MUST(statement) }),
];

test("no field of the CSV is a formula, and commas and quotes keep their field", () => {
  const lines = draw("csv", two('=cmd|"x"', "+1, it's")).trimEnd().split("\r\n");
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? "", /,"'=cmd\|""x""; 2026-03-02","B; 2026-03-02"$/);
  assert.match(lines[1] ?? "", /,MUST,"'\+1, it's",no,,met,met$/);
  for (const start of ["=", "+", "-", "@", " =", "\t="]) {
    const csv = draw("csv", two("A", `${start}1+1`));
    assert.ok(!new RegExp(`(^|,)"?\\s*[=+@-]`, "m").test(csv), csv);
  }
});

test("Markdown takes nothing for a table cell, a link or HTML", () => {
  const drawn = draw("markdown", two("A | B", "[x](javascript:y) <b>`c`</b>\n# d | e"));
  const line = drawn.split("\n").find((one) => one.includes("javascript")) ?? "";
  assert.ok(
    line.startsWith("| \\[x\\](javascript:y) &lt;b&gt;\\`c\\`&lt;/b&gt; \\# d \\| e | MUST | [RFC 6749 §"),
    line,
  );
  assert.match(drawn, /\| Rule \| Level \| Specification \| A \\\| B \| B \|/);
});

test("what a stand-in shows is said to be no vendor's server: title, head of its column, every format", () => {
  const inputs = [
    column({ name: "A", verdicts: MUST("It is so."), provider: { stand_in: true } }),
    ...two("C").slice(0, 1),
  ];
  const said = /stand-in, made from documentation; not the vendor's server/;
  const html = load(draw("html", inputs));
  assert.match(html("title").text(), said);
  assert.match(html("#rules thead th").eq(1).text(), said);
  assert.doesNotMatch(html("#rules thead th").eq(2).text(), said);
  assert.match(draw("markdown", inputs).split("\n")[0] ?? "", said);
  assert.match(draw("csv", inputs), /A \(stand-in\); 2026-03-02; stand-in/);
  assert.match(drawSummary(compare(inputs, suite)), /^A \(stand-in\).*, stand-in$/m);
});

test("at most eight sentences are shown of one provider; the rest is a link to the filtered table", () => {
  const clauses = Array.from({ length: 11 }, (_, n) => clause(`rfc6749-${n}-a`, "MUST", `Rule ${n}.`));
  const html = load(
    draw("html", [
      column({ name: "A", verdicts: clauses.map((one) => [one, "fail"]) }),
      column({ name: "B", verdicts: clauses.map((one) => [one, "pass"]) }),
    ]),
  );
  assert.equal(html(".apart .card").first().find("li").length, 8);
  const links = html(".apart a").toArray();
  assert.deepEqual(
    links.map((link) => [html(link).text(), html(link).attr("href")]),
    [
      ["and 3 more; see them all", "#show=only&by=0"],
      ["11 rules in all that it does not keep", "#by=0"],
    ],
  );
});

test("json is the model, with the version of its format", () => {
  const inputs = two("A");
  assert.deepEqual(JSON.parse(draw("json", inputs)), JSON.parse(JSON.stringify(compare(inputs, suite))));
  assert.equal((JSON.parse(draw("json", inputs)) as { format: number }).format, 1);
});

test("eight whole runs stay light", () => {
  const inputs = Array.from({ length: 8 }, () => input(large()));
  const drawn = draw("html", inputs);
  assert.ok(drawn.length < 8_000_000, `${drawn.length} bytes`);
});

test("compare.json is as its schema says, and the schema is closed", () => {
  const root = new URL(import.meta.url.includes("/dist/") ? "../../../" : "../../", import.meta.url);
  const schema = JSON.parse(readFileSync(new URL("schemas/formats/compare.schema.json", root), "utf8")) as object;
  const valid = new Ajv2020({ strict: true }).compile(schema);
  const marked: ComparisonInput = { ...other(), judging: { plans: "other", because: "no evidence" } };
  for (const inputs of [[input(small()), marked], two("A")]) {
    const drawn = JSON.parse(draw("json", inputs)) as Record<string, unknown>;
    assert.ok(valid(drawn), JSON.stringify(valid.errors));
    for (const change of [{ extra: 1 }, { format: 2 }, { rows: [{}] }, { columns: undefined }])
      assert.equal(valid(JSON.parse(JSON.stringify({ ...drawn, ...change }))), false, JSON.stringify(change));
  }
});
