import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { terminal } from "../../reporters/terminal/index.js";
import { width } from "../../reporters/terminal/page.js";
import { rawControls } from "./detectors.js";
import { hostile } from "./hostile.js";
import { assemble, check, verdict } from "./sample.js";
import { small } from "./small.js";

const { report, evidence } = small();
const text = terminal.render(report, evidence, { files: ["assay-report/report.html"] });
const between = (from: string, to: string): string =>
  text.slice(text.indexOf(from), text.indexOf(to, text.indexOf(from) + 1));

test("sections come in the order in which they matter", () => {
  const headings = [
    "Failures",
    "Errors of Assay",
    "Warnings",
    "Blocked",
    "Problems of the run",
    "Known deviations",
    "Stale known deviations",
    "Outcomes",
    "Profiles",
    "report ",
    "exit ",
  ];
  const places = headings.map((heading) => text.indexOf(`\n${heading}`));
  assert.ok(
    places.every((place) => place > 0),
    String(places),
  );
  assert.deepEqual(
    [...places].sort((a, b) => a - b),
    places,
  );
});

test("a failure says clause, exchange, expected against actual, and the command that runs it again", () => {
  const block = between("✗ FAIL  rfc6749-code-replay", "✗ FAIL  rfc6749-client-wrong-secret");
  for (const part of [
    "A replayed code is refused and ends the tokens it gave",
    "MUST NOT  RFC 6749 §\u00a04.1.2  rfc6749-4.1.2-code-single-use",
    "https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2",
    "sent      POST https://login.example.com/oauth/token",
    "code=<code:12>",
    "as client web, authenticated by client_secret_basic",
    "got       200 OK",
    "cache-control: no-store",
    '{"access_token":"<access-token:7>"',
    "expected  status 400, body error invalid_grant",
    "actual    status 200, a new access token",
    "again     assay run example --check rfc6749-code-replay\n",
  ])
    assert.ok(block.includes(part), `${part}\n${block}`);
  assert.ok(!block.includes("date:"), "headers that say nothing are left out");
});

test("one failing expectation that breaks two clauses is one block", () => {
  const block = between("✗ FAIL  rfc6749-client-wrong-secret", "✗ FAIL  rfc9207");
  assert.ok(block.includes("rfc6749-5.2-invalid-client-401") && block.includes("rfc6749-5.2-www-authenticate"));
  assert.equal(block.match(/^ {2}sent /gm)?.length, 1);
  assert.equal(block.match(/^ {2}expected /gm)?.length, 1);
});

test("the front channel shows the request's parameters and the redirect's, not the login between", () => {
  const block = between("✗ FAIL  rfc9207-error-response", "Errors of Assay");
  assert.ok(block.includes("sent      GET https://login.example.com/oauth/authorize\n"));
  assert.ok(block.includes("302 Found, redirect to https://app.example.com/cb (query)"));
  assert.ok(block.includes("error=invalid_scope") && !block.includes("interaction="));
});

test("blocked verdicts are grouped by cause, and a problem of the run is said once", () => {
  const block = between("\nBlocked", "\nProblems of the run");
  assert.ok(block.includes("setup-failed  2 verdicts in 2 checks"));
  assert.ok(block.includes("rfc6749-redirect-uri-other/path, rfc6749-redirect-uri-other/query"));
  assert.ok(block.includes('because of the problem "tls-untrusted", below'));
  assert.equal(text.match(/name the CA in network\.ca/g)?.length, 1);
});

test("known deviations stand apart, with reason and date, and stale ones say why", () => {
  assert.ok(!between("\nFailures", "\nWarnings").includes("pragma"));
  assert.ok(/Known deviations[^]*5\.1-pragma-no-cache[^]*relic of HTTP\/1\.0[^]*until 2027-06-30/.test(text));
  assert.ok(
    text.includes(
      'STALE  rfc6749-token-success#rfc6749-5.1-cache-control-no-store\n  expected "fail", the outcome is now "pass"',
    ),
  );
});

test("an expired deviation is a failure again", () => {
  const sample = small();
  sample.report.summary.stale = [
    { key: "rfc6749-token-success#rfc6749-5.1-pragma-no-cache", why: "it was accepted until 2027-06-30" },
  ];
  const drawn = terminal.render(sample.report, sample.evidence);
  assert.ok(drawn.indexOf("✗ FAIL  rfc6749-token-success") > 0);
  assert.ok(drawn.includes("it was accepted until 2027-06-30"));
});

test("counts and profiles close the report", () => {
  assert.ok(/✗ fail +5 +4 +1 /.test(text));
  assert.ok(
    text.includes(
      "✗ NON-CONFORMANT  oauth2@1\n    OAuth 2.0\n    MUST 96 of 99 met, SHOULD 21 of 23 met; 122 of 181 testable clauses judged",
    ),
  );
  assert.ok(text.includes("⊘ INCOMPLETE  oauth2-bcp@2"));
  assert.ok(
    text.endsWith(
      "report    assay-report/report.html\nexit      1  something is broken that is not a known deviation\n",
    ),
  );
});

test("colour only when asked for, and the words are the same without it", () => {
  assert.ok(!text.includes("\u001b"));
  const colored = terminal.render(report, evidence, { color: true, files: ["assay-report/report.html"] });
  assert.ok(colored.includes("\u001b[31m✗"));
  assert.equal(stripVTControlCharacters(colored), text);
});

test("lines keep to the width, but what is copied is never broken", () => {
  for (const columns of [40, 80, 120, 500]) {
    const long = terminal
      .render(report, evidence, { columns })
      .split("\n")
      .filter((line) => width(line) > Math.min(columns, 120));
    assert.deepEqual(
      long.filter((line) => !/^ *(?:https:|again|report)/.test(line)),
      [],
      `at ${columns}`,
    );
  }
});

test("PROVIDER is what the user named, quoted for a shell", () => {
  assert.ok(
    terminal
      .render(report, evidence, { target: "./my servers/a.yaml" })
      .includes("assay run './my servers/a.yaml' --check rfc6749-code-replay"),
  );
});

test("nothing from the target reaches the terminal raw", () => {
  const bad = hostile();
  assert.ok(
    rawControls(
      JSON.stringify(bad.report) +
        [...bad.evidence.values()].flatMap((one) => one.exchanges.map((entry) => entry.response?.body)).join(),
    ).length > 10,
    "the detector fires on raw text",
  );
  for (const color of [false, true])
    assert.deepEqual(rawControls(terminal.render(bad.report, bad.evidence, { color })), []);
  assert.ok(!/^ASSAY: all passed/m.test(terminal.render(bad.report, bad.evidence)), "no forged line");
});

test("a verdict whose observation is lost, and a run without anything, are still drawn", () => {
  const lost = assemble(
    {
      requirements: [],
      checks: [check("a-b-c", "t", [verdict("a-b-c", "r", "1", "MUST", "fail", { observations: ["gone"] })])],
    },
    [],
  );
  assert.ok(terminal.render(lost.report, lost.evidence).includes("✗ FAIL  a-b-c"));
  const nothing = assemble({ requirements: [], checks: [], profiles: [] }, []);
  assert.ok(terminal.render(nothing.report, nothing.evidence).includes("Outcomes  0 verdicts in 0 checks"));
});
