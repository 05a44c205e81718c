import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "cheerio";
import type { Outcome } from "../../engine/types/report.js";
import { junit } from "../../reporters/junit.js";
import { foreignXml } from "./detectors.js";
import { hostile } from "./hostile.js";
import { small } from "./small.js";

const { report, evidence } = small();
const xml = junit.render(report, evidence);
const $ = load(xml, { xml: true });
const one = (id: string) => $(`testcase[name="${id}"]`);

test("totals are those of the test cases, for each suite and all", () => {
  for (const element of [...$("testsuites"), ...$("testsuite")]) {
    const counted = { tests: "testcase", failures: "failure", errors: "error", skipped: "skipped" };
    for (const [name, tag] of Object.entries(counted))
      if (name !== "skipped" || element.name === "testsuite")
        assert.equal(
          Number($(element).attr(name)),
          $(element).find(tag).length,
          `${name} of ${$(element).attr("name")}`,
        );
    assert.match($(element).attr("time") ?? "", /^\d+\.\d{3}$/);
  }
  assert.equal($("testcase").length, report.checks.length + report.not_selected.length);
  assert.deepEqual([$("failure").length, $("error").length, $("skipped").length], [4, 4, 2]);
});

test("every test case has name, classname, time and at most one result", () => {
  for (const element of $("testcase")) {
    for (const name of ["name", "classname", "time"]) assert.ok($(element).attr(name), name);
    assert.ok($(element).children("failure, error, skipped").length <= 1);
  }
});

/** As the schema of Jenkins' xUnit plugin has them (junit-10.xsd). */
const ATTRIBUTES: Record<string, string[]> = {
  testsuites: ["name", "tests", "failures", "errors", "time"],
  testsuite: ["name", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time"],
  testcase: ["name", "classname", "time"],
  failure: ["message", "type"],
  error: ["message", "type"],
  skipped: ["message"],
  "system-out": [],
  "system-err": [],
};

test("elements have the attributes that build servers know, and no others", () => {
  for (const element of [...$(":root"), ...$(":root *")])
    assert.deepEqual(Object.keys(element.attribs), ATTRIBUTES[element.name], element.name);
});

/** What each element may hold there; in all others stands text alone. */
const CHILDREN: Record<string, string[]> = {
  testsuites: ["testsuite"],
  testsuite: ["testcase", "system-out", "system-err"],
  testcase: ["skipped", "error", "failure", "system-out", "system-err"],
};

/** Elements that stand where they may not, and text that stands between elements. */
const misplaced = (text: string): string[] => {
  const read = load(text, { xml: true });
  return [...read(":root"), ...read(":root *")].flatMap((element) => {
    const allowed = CHILDREN[element.name] ?? [];
    const children = read(element).children().toArray();
    const stray =
      allowed.length > 0 && element.childNodes.some((node) => node.type === "text" && node.data.trim() !== "");
    return [
      ...children.filter(({ name }) => !allowed.includes(name)).map(({ name }) => `${name} in ${element.name}`),
      ...(stray ? [`text in ${element.name}`] : []),
    ];
  });
};

test("elements stand where build servers look for them", () => {
  const bad = hostile();
  for (const drawn of [xml, junit.render(bad.report, bad.evidence)]) assert.deepEqual(misplaced(drawn), []);
  assert.deepEqual(misplaced(xml.replace("<testcase ", "said<failure/><testcase ")), [
    "failure in testsuite",
    "text in testsuite",
  ]);
});

test("outcomes read as the design says", () => {
  assert.equal(one("rfc6749-code-replay").children("failure").attr("type"), "MUST NOT");
  assert.match(
    one("rfc6749-code-replay").children("failure").attr("message") ?? "",
    /expected status 400.*got status 200/,
  );
  assert.match(one("rfc6749-code-replay").text(), /sent {6}POST .*again {5}assay run example --check/s);
  assert.match(
    one("rfc6749-redirect-uri-other/path").children("error").attr("message") ?? "",
    /^blocked: setup-failed: the control failed/,
  );
  assert.equal(one("rfc6749-refresh").children("error").attr("type"), "error");
  assert.match(one("rfc6749-client-credentials").children("skipped").attr("message") ?? "", /^not-supported: metadata/);
  assert.match(one("rfc6749-code-race").children("skipped").attr("message") ?? "", /^not-selected: intrusive/);
  assert.match(one("rfc6749-json-body").children("system-out").text(), /WARN/);
  assert.equal(one("rfc7636-wrong-verifier").children().length, 0);
});

/** The sample's check with a known deviation, and the other verdict of that check as it is given. */
const deviating = (outcome: Outcome) => {
  const sample = small();
  sample.report.summary.stale = [];
  const other = sample.report.checks.find((check) => check.id === "rfc6749-token-success")?.verdicts[1];
  assert.ok(other);
  Object.assign(other, { outcome, known: undefined });
  return load(junit.render(sample.report, sample.evidence), { xml: true })('testcase[name="rfc6749-token-success"]');
};

test("a known deviation is skipped, never passed, and a broken clause beside it still fails", () => {
  assert.match(
    deviating("pass").children("skipped").attr("message") ?? "",
    /^known deviation: rfc6749-5.1-pragma-no-cache: Pragma is a relic/,
  );
  assert.equal(deviating("fail").children("failure").length, 1);
});

test("an entry that no longer holds fails the check, as it fails the run", () =>
  assert.match(
    one("rfc6749-token-success").children("failure").attr("message") ?? "",
    /^a known deviation no longer holds: rfc6749-token-success#rfc6749-5.1-cache-control-no-store: expected "fail"/,
  ));

test("problems of the run are said once", () => assert.equal($("system-err").length, 1));

test("hostile text stays text", () => {
  const bad = hostile();
  const raw = `<testsuites>${bad.report.checks.map((check) => `<testcase name="${check.id}"/>`).join("")}</testsuites>`;
  assert.ok(foreignXml(raw).length > 5, "the detector fires on raw text");
  assert.deepEqual(foreignXml(junit.render(bad.report, bad.evidence)), []);
  assert.deepEqual(foreignXml(xml), []);
});
