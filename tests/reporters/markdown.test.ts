import assert from "node:assert/strict";
import { test } from "node:test";
import type { Observation } from "../../engine/types/evidence.js";
import { markdown } from "../../reporters/markdown/index.js";
import { hostile } from "./hostile.js";
import type { Sample } from "./sample.js";
import { small } from "./small.js";

const draw = ({ report, evidence }: Sample): string => markdown.render(report, evidence);
const text = draw(small());

const standIn = (): Sample => {
  const sample = small();
  Object.assign(sample.report.provider, {
    vendor: "Example Ltd",
    product: "Example Login",
    documentation: { title: "Guide", version: "3", url: "https://docs.example.com/guide" },
    contact: "https://example.com/contact",
    stand_in: true,
  });
  sample.report.documentation = {
    verdict: "kept",
    kept: 1,
    broken: 0,
    unlike: 0,
    not_judged: 0,
    total: 1,
    promises: [
      {
        id: "example-a",
        statement: "a code is good for ten minutes | or so",
        at: "line 12",
        basis: "elsewhere",
        source: { title: "Release notes", url: "https://docs.example.com/notes", release: "3.1" },
        outcome: "pass",
        verdicts: [],
        against: [{ id: "rfc6749-4.1.2-x", name: "rfc6749", section: "4.1.2", outcome: "fail" }],
      },
    ],
    issues: [
      { id: "one", title: "Two lifetimes", between: [{ at: "line 12" }, { at: "line 80" }], note: "Take the first." },
    ],
  };
  return sample;
};

test("a stand-in is said to be one in the title, and who is behind the server below it", () => {
  const [title, , quote, , ...rest] = draw(standIn()).split("\n");
  assert.equal(title, "# Example Login (stand-in made from its documentation)");
  assert.match(quote ?? "", /^> This run was against a stand-in/);
  assert.deepEqual(rest.slice(0, 6), [
    "- vendor: Example Ltd",
    "- product: Example Login",
    "- version: 8.2.1",
    "- documentation: [Guide](https://docs.example.com/guide) (version 3)",
    "- contact: <https://example.com/contact>",
    "- run: 2026-03-02, Assay 0.1.0, plans `4f1d9c60a7be55d2`",
  ]);
  assert.doesNotMatch(text, /stand-in/);
});

test("a promise has its verdict, place and basis, and the clause that it contradicts", () => {
  const drawn = draw(standIn());
  assert.ok(
    drawn.includes(
      "| ✓ pass | a code is good for ten minutes \\| or so | line 12 | said elsewhere: [Release notes](https://docs.example.com/notes) (3.1) | as documented, against RFC 6749 § 4.1.2 (fail) |\n",
    ),
  );
  assert.ok(drawn.includes("- **Two lifetimes**\n  - line 12\n  - line 80\n\n  Take the first.\n"));
});

test("a failure has its clause, one line each way, and both answers; a known one its reason", () => {
  const part = text.split(/^## /m).find((one) => one.startsWith("Failures")) ?? "";
  const replay = part.split(/^### /m).find((one) => one.includes("rfc6749-code-replay")) ?? "";
  const lines = replay.split("\n");
  assert.match(replay, /^\*\*MUST NOT\*\* \[RFC 6749 § 4\.1\.2\]\(https:.*\), `rfc6749-4\.1\.2-code-single-use`: \S/m);
  assert.deepEqual(
    lines.filter((line) => line.startsWith("- ")).map((line) => line.split(":")[0]),
    ["- sent", "- came back", "- expected", "- actual"],
  );
  assert.match(replay, /- sent: `POST https:\/\/login\.example\.com\/oauth\/token grant_type=authorization_code/);
  assert.match(part, /- known deviation: Pragma is a relic.*until 2027-06-30, owner identity team, <https:/);
});

test("one cause of many blocked verdicts stands once, and so does a problem of the run", () => {
  assert.equal(text.split("the control failed").length - 1, 1);
  assert.equal(text.split("self-signed certificate").length - 1, 1);
});

/** The same run on another port, a second later, with other random values. */
const again = (): Sample => {
  const { report, evidence } = small();
  const move = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll("https://login.example.com", "http://127.0.0.1:40001")
        .replaceAll("2026-03-02T17:58", "2026-03-02T19:01"),
    ) as T;
  const moved = [...evidence].map(([id, one]): [string, Observation] => [id, move(one)]);
  return { report: move(report), evidence: new Map(moved) };
};

test("two runs of the same server give the same text", () => {
  const [one, other] = [again(), again()];
  const change = (sample: Sample, ...pairs: [string, string][]): Sample => {
    const set = <T>(value: T): T =>
      JSON.parse(pairs.reduce((all, [from, to]) => all.replaceAll(from, to), JSON.stringify(value))) as T;
    return { report: set(sample.report), evidence: new Map([...sample.evidence].map(([id, seen]) => [id, set(seen)])) };
  };
  const seen = one.evidence.get("rfc6749-code-replay:3");
  const later = other.evidence.get("rfc6749-code-replay:3");
  assert.ok(seen && later);
  seen.sent = { state: "iJjVTrkzQjhCyhQUTHFoGtxB", code: "code-3", client_id: "web-5d0bed622fb8a1", iat: "1795473835" };
  later.sent = {
    state: "WcRzPbaLmQyTdSfGhJkLzXcV",
    code: "code-71",
    client_id: "web-8812cc0d2fb8a1",
    iat: "1795473999",
  };
  seen.made = { state: "iJjVTrkzQjhCyhQUTHFoGtxB" };
  later.made = { state: "WcRzPbaLmQyTdSfGhJkLzXcV" };
  const drawn = draw(change(one));
  assert.equal(draw(change(other, ["127.0.0.1:40001", "127.0.0.1:51999"], ["T19:01", "T23:59"])), drawn);
  assert.match(
    drawn,
    /sent: `POST http:\/\/127\.0\.0\.1:PORT\/oauth\/token state=<state> code=<code> client_id=web-<random> iat=<time>/,
  );
});

test("a server that has a name of its own keeps it, port and all", () => {
  const sample = small();
  sample.report.provider["issuer"] = "https://login.example.com:8443";
  assert.match(draw(sample), /issuer: `https:\/\/login\.example\.com:8443`/);
});

test("an address that is no web address is text", () => {
  assert.doesNotMatch(draw(hostile()), /\]\((?!https:)|<javascript/);
});
