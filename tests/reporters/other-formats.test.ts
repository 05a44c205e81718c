import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "cheerio";
import { badge } from "../../reporters/badge.js";
import { csv } from "../../reporters/csv.js";
import { github, githubSummary } from "../../reporters/github/index.js";
import { filesOf } from "../../reporters/index.js";
import { csvFormulas, readCommands, readCsv } from "./detectors.js";
import { large } from "./large.js";
import { small } from "./small.js";

const { report, evidence } = small();

test("csv: a row per verdict and per check left out, each field under its name", () => {
  const [head = [], ...rows] = readCsv(csv.render(report, evidence));
  const verdicts = report.checks.flatMap((check) => check.verdicts);
  assert.equal(rows.length, verdicts.length + report.not_selected.length);
  const named = rows.map((row) => Object.fromEntries(row.map((field, at) => [head[at], field])));
  const replay = named.find((row) => row["Check"] === "rfc6749-code-replay");
  assert.deepEqual(
    ["Provider", "Requirement", "Specification", "Level", "Outcome", "Actual"].map((name) => replay?.[name]),
    [
      "Example Login",
      "rfc6749-4.1.2-code-single-use",
      "RFC 6749",
      "MUST NOT",
      "fail",
      "status 200, a new access token",
    ],
  );
  assert.deepEqual(
    named.filter((row) => row["Requirement"] === "").map((row) => [row["Check"], row["Outcome"], row["Reason"]]),
    [["rfc6749-code-race", "not-selected", "intrusive, and --intrusive was not given"]],
  );
});

test("csv: quotes, commas and formulas come back as they were, but for the apostrophe", () => {
  const sample = small();
  const verdict = sample.report.checks[0]?.verdicts[0] ?? assert.fail();
  Object.assign(verdict, { expected: 'a "b", c', actual: "=1+1" });
  const drawn = csv.render(sample.report, sample.evidence);
  const [head = [], row = []] = readCsv(drawn);
  assert.equal(row[head.indexOf("Expected")], 'a "b", c');
  assert.equal(row[head.indexOf("Actual")], "'=1+1");
  assert.deepEqual(csvFormulas(drawn), []);
});

test("csv: no cell is longer than a spreadsheet takes", () => {
  const sample = small();
  const verdict = sample.report.checks[0]?.verdicts[0] ?? assert.fail();
  verdict.actual = "x".repeat(100_000);
  const longest = Math.max(
    ...readCsv(csv.render(sample.report, sample.evidence))
      .flat()
      .map(({ length }) => length),
  );
  assert.ok(longest > 30_000 && longest < 32_767, `${longest}`);
});

test("github: an annotation is on the plan's line and says clause, expected and actual", () => {
  const found = readCommands(github.render(report, evidence));
  assert.deepEqual(
    found.map(({ name }) => name),
    [...Array<string>(7).fill("error"), ...Array<string>(2).fill("warning"), "notice"],
  );
  const replay = found.find(({ data }) => data.includes("code-single-use")) ?? assert.fail();
  assert.deepEqual(replay.properties, {
    file: "suites/rfc6749/code-replay.plan.yaml",
    line: "12",
    title: "fail: A replayed code is refused and ends the tokens it gave",
  });
  assert.match(replay.data, /^MUST NOT RFC 6749 §.4\.1\.2, .*\nexpected: status 400.*\nactual: status 200.*\ncheck: /);
});

test("github: what ends a property or a line is written so that the runner reads it back", () => {
  const sample = small();
  const check = sample.report.checks.find(({ id }) => id === "rfc6749-code-replay") ?? assert.fail();
  check.title = "a, b: c%0A::d\ne";
  const [found] = readCommands(github.render(sample.report, sample.evidence));
  assert.equal(found?.properties["title"], "fail: a, b: c%0A::d\ne");
});

test("github-summary: verdicts by profile, failures, one line for a cause; short for a large run", () => {
  const drawn = githubSummary.render(report, evidence);
  assert.match(drawn, /^## Example Login\n/);
  assert.match(drawn, /\| oauth2@1 \| ✗ \*\*non-conformant\*\* \| 96 of 99 \|/);
  assert.match(drawn, /- `rfc6749-code-replay`: MUST NOT rfc6749-4\.1\.2-code-single-use; expected status 400/);
  assert.equal(drawn.split("the control failed").length - 1, 1);
  const many = large();
  for (const check of many.report.checks) for (const verdict of check.verdicts) verdict.outcome = "fail";
  const cut = githubSummary.render(many.report, many.evidence);
  assert.ok(cut.length < 100_000, `${cut.length}`);
  assert.match(cut, /- and \d+ more, in the report/);
});

test("badge: two files a profile, in order, with names that no profile can lead astray", () => {
  assert.deepEqual(
    filesOf(badge, report, evidence).map(({ name }) => name),
    ["badge-oauth2.json", "badge-oauth2.svg", "badge-oauth2-bcp.json", "badge-oauth2-bcp.svg"],
  );
  const profiles = report.profiles.map((profile) => ({ ...profile, name: `../../${profile.name}/\u202e` }));
  for (const { name } of filesOf(badge, { ...report, profiles }, evidence)) assert.match(name, /^[\w.-]+$/);
});

test("badge: the endpoint has what shields.io asks for, and nothing that it refuses", () => {
  const colors = report.profiles.map((_, at) => {
    const one = JSON.parse(filesOf(badge, report, evidence)[2 * at]?.text ?? "") as Record<string, unknown>;
    assert.deepEqual(Object.keys(one), ["schemaVersion", "label", "message", "color"]);
    assert.equal(one["schemaVersion"], 1);
    assert.ok(typeof one["label"] === "string" && typeof one["message"] === "string" && one["message"] !== "");
    assert.match(String(one["color"]), /^#[\da-f]{6}$/);
    return [one["label"], one["message"], one["color"]];
  });
  assert.deepEqual(colors, [
    ["oauth2@1", "✗ non-conformant", "#b42318"],
    ["oauth2-bcp@2", "⊘ incomplete", "#8a5a00"],
  ]);
});

test("badge: the picture has a title for those who cannot see it, and its words stay inside", () => {
  const text = filesOf(badge, report, evidence)[1]?.text ?? "";
  const $ = load(text, { xml: true });
  assert.equal($("svg").attr("role"), "img");
  assert.equal($("svg > title").text(), "oauth2@1: ✗ non-conformant");
  assert.equal($("svg").attr("aria-label"), $("svg > title").text());
  const words = $("text").toArray();
  assert.deepEqual(
    words.map((element) => $(element).text()),
    ["oauth2@1", "✗ non-conformant"],
  );
  const ends = words.map(({ attribs }) => Number(attribs["x"]) + Number(attribs["textLength"]));
  assert.ok((ends[0] ?? 0) < Number($("text").eq(1).attr("x")));
  assert.ok((ends[1] ?? 0) < Number($("svg").attr("width")));
});

test("badge: one of a stand-in says so", () => {
  const sample = small();
  sample.report.provider["stand_in"] = true;
  for (const { text } of filesOf(badge, sample.report, sample.evidence)) assert.match(text, /\(stand-in\)/);
});
