import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import * as engine from "../../engine/index.js";
import { check, clause, inventory, plan, suiteFolder } from "../support/suite.js";
import { SCRIPTS } from "./house.js";

type Page = (suite: engine.LoadedSuite, remarks: unknown, of: typeof engine) => string;

async function page(name: string, member: string): Promise<Page> {
  const module = (await import(pathToFileURL(join(SCRIPTS, "lib", name)).href)) as Record<string, Page>;
  const found = module[member];
  assert.ok(found);
  return found;
}
const judgementCallsPage = await page("judgement-calls.mjs", "judgementCallsPage");
const comparedWithPage = await page("compared-with.mjs", "comparedWithPage");

const asks = (expect: engine.Members[]): engine.Members[] => [{ token: "client_credentials", expect }];
const tolerate = { reason: "1.2 lets a | b pass too", status: 201 };

function suite(t: TestContext): engine.LoadedSuite {
  const folder = suiteFolder(t, {
    "demo/requirements.yaml": inventory([
      clause("must"),
      clause("inferred", { basis: "inferred", statement: "What *nobody* says <b>" }),
      clause("client", { binds: "client" }),
      clause("unseen", { basis: "unchecked" }),
      clause("uncited", { basis: "inferred" }),
      clause("twin", { section: "2", same_test_as: "demo-1-must" }),
    ]),
    "demo/x.plan.yaml": plan([
      check("demo-rows", asks([{ cite: "demo-1-must", status: 200, tolerate }]), {
        matrix: { letter: ["a", "b"] },
        title: "Row ${row.letter}",
      }),
      check("demo-a", asks([{ cite: ["demo-1-inferred", "demo-1-client"], status: 200 }])),
      check("demo-c", asks([{ cite: "demo-1-must", status: 200, tolerate }])),
      check(
        "demo-b",
        asks([{ cite: "demo-1-must", status: 200, tolerate: { reason: "1.3 has another one", status: 202 } }]),
      ),
    ]),
    "profiles/demo.yaml": { profile: "demo", title: "Demo", revision: 1, includes: [{ spec: "demo" }] },
  });
  return engine.loadSuite({ folder });
}

const LINK = "https://www.rfc-editor.org/rfc/rfc0#section-";
const text = (lines: string): string[] => lines.split("\n");

const call = (more: object = {}): object => ({
  topics: [{ topic: "A topic", calls: [{ title: "One", clauses: ["demo-1-must"], reading: "So.", ...more }] }],
});
const calls = (t: TestContext, more?: object): string[] => {
  const { topics } = call(more) as { topics: unknown };
  return text(judgementCallsPage(suite(t), topics, engine));
};

test("a judgement call stands under its topic, with links to its sections and the scenarios that cite its clauses", (t) => {
  const lines = calls(t);
  const at = lines.indexOf("## A topic");
  assert.deepEqual(lines.slice(at, at + 8), [
    "## A topic",
    "",
    "### One",
    "",
    "So.",
    "",
    `- Sections: [Demo 1](${LINK}1)`,
    "- Clauses: `demo-1-must`",
  ]);
  assert.ok(lines.includes("- Checks: `demo-rows`, `demo-c`, `demo-b`"), "rows of one scenario stand once");
});

test("a judgement call on documents that disagree says so, and names texts without an inventory", (t) => {
  const beside = [{ document: "RFC 1", section: "2", url: "https://www.rfc-editor.org/rfc/rfc1" }];
  assert.ok(
    calls(t, { disagree: true, beside }).includes(
      `- Documents disagree: [Demo 1](${LINK}1), [RFC 1 2](https://www.rfc-editor.org/rfc/rfc1#section-2)`,
    ),
  );
});

test("a clause that another's check covers shows that check; one that nothing cites shows none", (t) => {
  assert.ok(calls(t, { clauses: ["demo-1-twin"] }).includes("- Checks: `demo-rows`, `demo-c`, `demo-b`"));
  assert.ok(calls(t, { clauses: ["demo-1-unseen"] }).includes("- Checks: none yet"));
});

test("a reading is text: nothing in it is markup but what stands between backticks", (t) => {
  const lines = calls(t, { reading: "A `b|c*` and *d* [e](f) <g> _h_ i_j &lt;" });
  assert.ok(lines.includes("A `b|c*` and \\*d\\* \\[e\\](f) &lt;g> \\_h\\_ i_j &amp;lt;"), lines.join("\n"));
  assert.ok(calls(t, { reading: "# no heading" }).includes("\\# no heading"));
  assert.ok(calls(t, { reading: "1. no list" }).includes("1\\. no list"));
});

test("every tolerated answer is listed once for its clause and reason, with the scenarios", (t) => {
  const lines = calls(t);
  const at = lines.indexOf("## Tolerated answers");
  assert.deepEqual(lines.slice(at + 4, at + 9), [
    "| section | clause | reason | checks |",
    "| --- | --- | --- | --- |",
    `| [Demo 1](${LINK}1) | \`demo-1-must\` | 1.2 lets a \\| b pass too | \`demo-rows\`, \`demo-c\` |`,
    `| [Demo 1](${LINK}1) | \`demo-1-must\` | 1.3 has another one | \`demo-b\` |`,
    "",
  ]);
});

test("every cited clause that can only warn is listed with the reason, and no other", (t) => {
  const lines = calls(t);
  const at = lines.indexOf("### Demo, A specification");
  assert.deepEqual(lines.slice(at + 4).filter(Boolean), [
    `| [Demo 1](${LINK}1) | \`demo-1-inferred\` | MUST | inferred | What \\*nobody\\* says &lt;b> | \`demo-a\` |`,
    `| [Demo 1](${LINK}1) | \`demo-1-client\` | MUST | binds the client | The server does what client says. | \`demo-a\` |`,
  ]);
  assert.ok(
    lines.some((line) => line.startsWith("1 calls, 0 of them") && line.includes("2 tolerated answers; 2 clauses")),
  );
});

const project = (tests: object[], more: object = {}): object => ({
  project: "Other",
  source: { repository: "https://example.com/o", commit: "0123456789".repeat(4), date: "2026-01-02", files: ["tests"] },
  documents: {
    D: { name: "Demo", spec: "demo", sections: { "9": { here: "1", why: "a draft" } } },
    N: { name: "New", note: "Comes later." },
  },
  groups: [{ group: "G", tests }],
  ...more,
});
const compared = (t: TestContext, ...tests: object[]): string[] =>
  text(comparedWithPage(suite(t), [project(tests)], engine));
const by = (section: string, more: object = {}): object => ({
  by: [{ document: "D", level: "MUST", section, ...more }],
});

test("a comparison names its source and counts what has a counterpart, what comes later, what is judged otherwise", (t) => {
  const lines = compared(
    t,
    { test: "A", asks: "a", checks: ["demo-a", "demo-rows/b"] },
    { test: "B", asks: "b", later: "N" },
    { test: "C", asks: "c", otherwise: "No | one sees it." },
  );
  assert.match(
    lines.join("\n"),
    /commit \[0123456\]\(https:\/\/example\.com\/o\/tree\/0123456789\S+\) of 2026-01-02: `tests`/,
  );
  for (const line of [
    "| 1 | have a counterpart here | 2 scenarios |",
    "| 1 | belong to documents beyond plain OAuth | New (1) |",
    "| 1 | are judged otherwise, for the reason given | `G.C` |",
    "| 3 | in all |  |",
    "Of the 4 scenarios here, 2 have no counterpart among these tests.",
    "- New: Comes later.",
    "- Demo 9, here 1: a draft",
    "| `A` | a | nothing, a probe | `demo-a`, `demo-rows/b`. |",
    "| `B` | b | nothing, a probe | Not part of plain OAuth: with the plans of New. |",
    "| `C` | c | nothing, a probe | No \\| one sees it. |",
  ])
    assert.ok(lines.includes(line), `${line}\n--\n${lines.join("\n")}`);
});

test("a compared test links the section that it names, or where that stands here, with the reason", (t) => {
  const shown = (one: object): string | undefined =>
    compared(t, { test: "A", asks: "a", checks: ["demo-a"], ...one }).find((line) => line.startsWith("| `A`"));
  assert.equal(shown(by("1")), `| \`A\` | a | [Demo 1](${LINK}1) MUST | \`demo-a\`. |`);
  assert.equal(shown(by("9")), `| \`A\` | a | Demo 9 MUST, here [1](${LINK}1) | \`demo-a\`. |`);
  assert.equal(
    shown({ ...by("4", { elsewhere: { why: "It speaks of clients." } }), note: "Only a warning." }),
    `| \`A\` | a | [Demo 4](${LINK}4) MUST (It speaks of clients) | \`demo-a\`. Only a warning. |`,
  );
  assert.equal(shown({ by: [{ document: "N", level: "MAY" }] }), "| `A` | a | New MAY | `demo-a`. |");
});

test("the package's own comparison has every test that its source has", () => {
  const [oauch] = engine.loadRemarks(join(engine.PACKAGE_ROOT, "suites")).comparisons;
  const groups = oauch?.value.groups.map(({ group, tests }) => [group, tests.length]) ?? [];
  assert.deepEqual(Object.fromEntries(groups), {
    ApiEndpoint: 8,
    AuthEndpoint: 32,
    Concurrency: 5,
    DPoP: 5,
    DeviceAuthEndpoint: 5,
    DocumentSupport: 13,
    Features: 19,
    IdTokens: 15,
    Jwt: 11,
    ParEndpoint: 11,
    Pkce: 8,
    Revocation: 8,
    TokenEndpoint: 30,
    Tokens: 9,
  });
});
