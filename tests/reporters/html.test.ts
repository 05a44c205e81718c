import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { load } from "cheerio";
import { html } from "../../reporters/html/index.js";
import { layOut } from "../../reporters/html/json.js";
import { anchor } from "../../reporters/html/markup.js";
import { foreignMarkup, rawControls } from "./detectors.js";
import { hostile } from "./hostile.js";
import { large } from "./large.js";
import { small } from "./small.js";

const { report, evidence } = small();
const page = html.render(report, evidence);
const $ = load(page);
const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

test("the policy allows nothing but the style and script that the page holds", () => {
  const policy = $("meta[http-equiv=Content-Security-Policy]").attr("content") ?? "";
  assert.deepEqual(policy.split("; "), [
    "default-src 'none'",
    `style-src ${hash($("style").text())}`,
    `script-src ${hash($("script").text())}`,
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

test("the page asks no network for anything and has no inline style or handler", () => {
  assert.deepEqual(foreignMarkup(page), []);
  assert.doesNotMatch($("style").text(), /url\(|@import/);
});

test("every id is there once, and every inner link leads somewhere", () => {
  for (const sample of [{ report, evidence }, hostile()]) {
    const drawn = load(html.render(sample.report, sample.evidence));
    const ids = drawn("[id]")
      .toArray()
      .map((element) => element.attribs["id"]);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
    const hrefs = drawn("a[href^='#']")
      .toArray()
      .map((element) => decodeURIComponent(element.attribs["href"]?.slice(1) ?? ""));
    assert.deepEqual(
      hrefs.filter((id) => !ids.includes(id)),
      [],
    );
  }
});

test("every verdict leads to its exchange, and a shared exchange is written once", () => {
  const verdicts = report.checks.flatMap((check) => check.verdicts);
  assert.equal($(".clause").length, verdicts.length);
  const ids = new Set(verdicts.flatMap((verdict) => verdict.observations));
  for (const id of ids)
    assert.equal($(".observation").filter((_, element) => $(element).attr("id") === anchor("obs", id)).length, 1, id);
  assert.ok($("#shared-title").length === 1);
});

test("failing checks come first and open, with the exchange that was judged", () => {
  const order = $(".check")
    .toArray()
    .map((element) => $(element).attr("data-outcome"));
  assert.deepEqual(order.slice(0, 5), ["fail", "fail", "fail", "error", "blocked"]);
  assert.equal($(".check[open]").length, 3);
  assert.equal($(".check[open] .observation[open]").length, 3);
  assert.equal($("#check-rfc6749-token-success[open]").length, 0, "a known deviation is no failure to look at first");
});

test("hostile text stays text", () => {
  const bad = hostile();
  const raw = `<pre>${[...bad.evidence.values()].map((one) => one.exchanges.map((entry) => entry.response?.body).join()).join()}</pre>`;
  assert.ok(foreignMarkup(raw).length > 5 && rawControls(raw).length > 5, "the detectors fire on raw text");
  const drawn = html.render(bad.report, bad.evidence);
  const elements = ["table", "thead", "tbody", "tr", "th", "td", "br"];
  assert.deepEqual(foreignMarkup(drawn, { elements }), []);
  assert.deepEqual(
    rawControls(drawn).filter((character) => character !== "\t"),
    [],
  );
});

test("a whole run stays light: 160 checks, 960 exchanges", () => {
  const sample = large();
  const drawn = html.render(sample.report, sample.evidence);
  assert.ok(drawn.length < 3_000_000, `${drawn.length} bytes`);
});

test("JSON is laid out without a change to its tokens", () => {
  assert.equal(
    layOut('{"a":[1.0,{"a":"x{,}\\""}],"a":{},"b":[]}'),
    '{\n  "a": [\n    1.0,\n    {\n      "a": "x{,}\\""\n    }\n  ],\n  "a": {},\n  "b": []\n}',
  );
  assert.equal(layOut("<html>"), "<html>");
});
