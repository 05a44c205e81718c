import assert from "node:assert/strict";
import { test } from "node:test";
import { loadSuite, type Outcome } from "../../engine/index.js";
import { compare, type Comparison, drawSummary } from "../../reporters/comparison/index.js";
import { clause, column, type Made, offered, tokens } from "./columns.js";

const suite = loadSuite();
const MUST = clause("rfc6749-4.1.2-a", "MUST", "A code works once.");
const SHOULD = clause("rfc6749-4.1.2-b", "SHOULD", "Tokens of a code that comes again are revoked.");
const MAY = clause("rfc6749-6-c", "MAY", "A new refresh token may come.");

const columns = (...made: Made[]): Comparison => compare(made.map(column), suite);
const row = ({ rows }: Comparison, id = MUST.id) => rows.find((one) => one.id === id) ?? assert.fail(id);
const states = (comparison: Comparison, id = MUST.id): string[] => row(comparison, id).cells.map(({ state }) => state);
const outcomes = (...list: Outcome[]): Comparison =>
  columns(...list.map((outcome, at): Made => ({ name: `P${at}`, verdicts: [[MUST, outcome]] })));
const note = (comparison: Comparison, at = 0): string | undefined => row(comparison).cells[at]?.note;

test("every outcome has its state", () => {
  const list: Outcome[] = ["pass", "fail", "warn", "not-supported", "blocked", "error", "not-applicable", "observed"];
  const of = outcomes(...list, "not-selected", "untested");
  assert.deepEqual(states(of), [
    "met",
    "broken",
    "recommended only",
    "not offered",
    "not judged",
    "not judged",
    "not judged",
    "recorded",
    "not asked",
    "not asked",
  ]);
});

test("what was not judged says why, what is optional says what was seen", () => {
  const of = columns(
    { name: "A", verdicts: [[MUST, ["blocked", { blocked: "needs-config", reason: "no second client" }]]] },
    { name: "B", verdicts: [[MUST, "not-applicable"]] },
    { name: "C", verdicts: [[MUST, ["observed", { value: { holds: true } }]]] },
    { name: "D", verdicts: [[MUST, ["observed", { value: { holds: false } }]]] },
  );
  assert.deepEqual(
    [0, 1, 2, 3].map((at) => note(of, at)),
    ["not configured", "the case did not arise", "yes", "no"],
  );
  assert.equal(row(of).cells[0]?.because, "no second client");
});

test("a clause that a run's profiles do not hold was not asked", () => {
  const of = columns({ name: "A", verdicts: [[MUST, "pass"]] }, { name: "B", verdicts: [[SHOULD, "pass"]] });
  assert.deepEqual(states(of), ["met", "not asked"]);
  assert.equal(row(of).cells[1]?.because, "no profile of this run holds the rule");
});

test("providers differ by state; what was not asked does not count, what was recorded does", () => {
  assert.equal(row(outcomes("pass", "fail")).differs, true);
  assert.equal(row(outcomes("pass", "pass", "untested")).differs, false);
  assert.equal(row(outcomes("pass", "not-supported")).differs, true);
  const recorded = (holds: boolean): Made => ({
    name: String(holds),
    verdicts: [[MAY, ["observed", { value: { holds } }]]],
  });
  assert.equal(row(columns(recorded(true), recorded(false)), MAY.id).differs, true);
});

test("only one fails when exactly one does not keep what another meets", () => {
  assert.equal(row(outcomes("pass", "fail", "not-supported")).only, 1);
  assert.equal(row(outcomes("pass", "pass", "warn")).only, 2);
  assert.equal(row(outcomes("fail", "fail", "pass")).only, undefined);
  assert.equal(row(outcomes("fail", "not-supported")).only, undefined);
  assert.equal(row(outcomes("fail", "warn", "pass")).only, undefined);
});

test("promises of one vendor have no row, and a line of their own", () => {
  const documented = clause("a-promise", "DOCUMENTED");
  const counts = { verdict: "broken" as const, kept: 14, broken: 1, unlike: 2, not_judged: 0, total: 17 };
  const documentation = { ...counts, promises: [], issues: [] };
  const of = columns(
    {
      name: "A",
      verdicts: [
        [documented, "fail"],
        [MUST, "pass"],
      ],
      report: { documentation } as Made["report"],
    },
    { name: "B", verdicts: [[MUST, "pass"]] },
  );
  assert.deepEqual(
    of.rows.map(({ id }) => id),
    [MUST.id],
  );
  assert.deepEqual(
    of.columns.map((one) => one.documentation),
    [counts, undefined],
  );
});

test("one server twice is told apart by date, then by time; a stand-in is always called one", () => {
  const at = (started: string, provider = {}): Made => ({
    name: "Server",
    verdicts: [[MUST, "pass"]],
    assay: { started },
    provider,
  });
  const labels = (...made: Made[]): string[] => columns(...made).columns.map(({ label }) => label);
  assert.deepEqual(labels(at("2026-03-01T10:00:00.000Z"), at("2026-03-02T10:00:00.000Z")), [
    "Server, 2026-03-01",
    "Server, 2026-03-02",
  ]);
  assert.deepEqual(labels(at("2026-03-01T10:00:00.000Z"), at("2026-03-01T11:30:00.000Z")), [
    "Server, 2026-03-01 10:00",
    "Server, 2026-03-01 11:30",
  ]);
  assert.equal(new Set(labels(at("2026-03-01T10:00:00.000Z"), at("2026-03-01T10:00:00.000Z"))).size, 2);
  assert.deepEqual(labels(at("2026-03-01"), at("2026-03-01", { stand_in: true })), ["Server", "Server (stand-in)"]);
});

test("a column says its version, or that of its documentation", () => {
  const of = columns(
    { name: "A", verdicts: [], provider: { version: "8.2" } },
    {
      name: "B",
      verdicts: [],
      provider: { version: "not stated", documentation: { title: "Guide", version: "1.4.2" } },
    },
    { name: "C", verdicts: [] },
  );
  assert.deepEqual(
    of.columns.map(({ version }) => version),
    ["8.2", "documentation 1.4.2", undefined],
  );
});

test("columns made otherwise are marked: plans, profile, revision, an incomplete run", () => {
  const profile = (name: string, revision: number) => ({
    name,
    revision,
    title: name,
    documents: [],
    verdict: "conformant" as const,
    must: { met: 1, applicable: 1 },
    should: { met: 0, applicable: 0 },
    coverage: { testable: 1, cited: 1, judged: 1 },
  });
  const made = (name: string, more: Partial<Made>, ...profiles: ReturnType<typeof profile>[]): Made => ({
    name,
    verdicts: [[MUST, "pass"]],
    report: { profiles },
    ...more,
  });
  const of = columns(
    made("A", {}, profile("oauth2", 2), profile("bcp", 1)),
    made("B", { judging: { plans: "again" } }, profile("oauth2", 1), profile("bcp", 1)),
    made("C", { judging: { plans: "other", because: "no evidence" } }, profile("oauth2", 2)),
    made("D", { assay: { complete: false, why_incomplete: "the deadline" } }, profile("oauth2", 2), profile("bcp", 1)),
  );
  const marks = of.columns.map((one) => one.marks.join(" | "));
  assert.match(marks[0] ?? "", /^oauth2 at revision 2; others at 1$/);
  assert.match(marks[1] ?? "", /^judged again with today's plans; .* \| oauth2 at revision 1; others at 2$/);
  assert.match(marks[2] ?? "", /by other plans \(.*\): no evidence \| .* \| not judged by the profile bcp$/);
  assert.match(marks[3] ?? "", /incomplete run: the deadline$/);
  assert.match(drawSummary(of), /^ {2}note: judged again with today's plans/m);
});

test("with a profile, only its rules and its verdicts are compared", () => {
  const inputs = ["A", "B"].map((name) =>
    column({
      name,
      verdicts: [
        [MUST, "pass"],
        [SHOULD, "pass"],
      ],
    }),
  );
  for (const { report } of inputs)
    for (const one of report.requirements) if (one.id === SHOULD.id) one.profiles = ["x"];
  const of = compare(inputs, suite, "x");
  assert.deepEqual(
    of.rows.map(({ id }) => id),
    [SHOULD.id],
  );
  assert.deepEqual(of.columns[0]?.profiles, []);
});

test("sentences say what one breaks and how many others meet it, musts before recommendations", () => {
  const verdicts = (must: Outcome, should: Outcome): Made["verdicts"] => [
    [SHOULD, should],
    [MUST, must],
  ];
  const of = columns(
    { name: "A", verdicts: verdicts("fail", "warn") },
    { name: "B", verdicts: verdicts("pass", "pass") },
    { name: "C", verdicts: verdicts("pass", "not-supported") },
  );
  assert.deepEqual(of.highlights[0], {
    breaks: [
      {
        rule: "A code works once.",
        note: "Required by RFC 6749 §\u00a04.1.2; the other two meet it.",
        rows: [MUST.id],
      },
    ],
    recommendations: [
      {
        rule: "Tokens of a code that comes again are revoked.",
        note: "Recommended by RFC 6749 §\u00a04.1.2; B meets it.",
        rows: [SHOULD.id],
      },
    ],
    offers: [],
  });
  assert.deepEqual(of.highlights[1], { breaks: [], recommendations: [], offers: [] });
});

test("clauses of several documents that one answer broke make one sentence", () => {
  const other = clause("rfc9700-2.1-a", "MUST", "The same, said again.");
  const broken: [Outcome, object] = ["fail", { step: "one", actual: "status 200" }];
  const of = columns(
    {
      name: "A",
      verdicts: [
        [MUST, broken],
        [other, broken],
      ] as Made["verdicts"],
    },
    {
      name: "B",
      verdicts: [
        [MUST, "pass"],
        [other, "pass"],
      ],
    },
  );
  assert.deepEqual(
    of.highlights[0]?.breaks.map(({ rule, note: said }) => `${rule} ${said}`),
    ["A code works once. Required by RFC 6749 §\u00a04.1.2 and RFC 9700 §\u00a02.1; B meets it."],
  );
});

test("a must that is only inferred from the text is in the table and in no sentence", () => {
  const of = outcomes("warn", "pass");
  assert.equal(row(of).only, 0);
  assert.deepEqual(of.highlights[0]?.recommendations, []);
});

const features = (comparison: Comparison, name: string): string[] =>
  comparison.features.find((one) => one.name === name)?.cells.map(({ state }) => state) ?? assert.fail(name);

test("a feature is offered, not offered, or not stated where no metadata were read", () => {
  const metadata = [offered("metadata"), offered("metadata:grant_types_supported"), offered("grant:refresh_token")];
  const of = columns(
    { name: "A", verdicts: [], facts: [...metadata, offered("grant:password")] },
    { name: "B", verdicts: [], facts: metadata },
    { name: "C", verdicts: [], facts: [] },
    { name: "D", verdicts: [], facts: [{ name: "grant:password", value: false, source: "provider file, lacks" }] },
  );
  assert.deepEqual(features(of, "password"), ["offered", "not offered", "not stated", "not offered"]);
  const sources = of.features.find(({ name }) => name === "password")?.cells.map(({ source }) => source);
  assert.equal(sources?.[1], "metadata grant_types_supported does not list it");
  assert.match(sources?.[2] ?? "", /^no metadata were read, /);
  assert.deepEqual(of.highlights[0]?.offers, [
    "It alone states that it offers: the password grant; not all of the others say whether they do.",
  ]);
});

test("what one alone offers, and what one alone lacks, is said when the others say so", () => {
  const both = [offered("metadata"), offered("metadata:grant_types_supported"), offered("grant:implicit")];
  const of = columns(
    { name: "A", verdicts: [], facts: [...both, offered("grant:password")] },
    { name: "B", verdicts: [], facts: both },
  );
  assert.deepEqual(of.highlights[0]?.offers, ["It alone offers: the password grant."]);
  assert.deepEqual(of.highlights[1]?.offers, ["It does not offer what the other offers: the password grant."]);
});

test("lists of the metadata are shown as values", () => {
  const facts = [
    offered("metadata"),
    offered("feature:pkce"),
    { name: "metadata:code_challenge_methods_supported", value: ["S256", "plain"], source: "metadata" },
  ];
  const of = columns({ name: "A", verdicts: [], facts }, { name: "B", verdicts: [] });
  assert.equal(of.features.find(({ name }) => name === "PKCE")?.cells[0]?.value, "S256, plain");
});

test("tokens are described as they were seen, the most frequent answer first", () => {
  const jwt = { access_token: { header: { alg: "RS256" }, claims: {}, verified: "yes" as const } };
  const code = { grant_type: "authorization_code" };
  const refresh = { grant_type: "refresh_token", refresh_token: "r1" };
  const of = columns(
    {
      name: "A",
      verdicts: [],
      observations: [
        tokens("1", code, { expires_in: 3600, refresh_token: "r1" }, { jwt }),
        tokens("2", refresh, { expires_in: 3600, refresh_token: "r2" }, { jwt }),
        tokens("3", code, { expires_in: 60, refresh_token: "r3" }, { jwt }),
      ],
    },
    { name: "B", verdicts: [], observations: [tokens("1", code, {}), tokens("2", refresh, { refresh_token: "r1" })] },
    { name: "C", verdicts: [] },
  );
  const values = (name: string): (string | undefined)[] =>
    of.features.find((one) => one.name === name)?.cells.map(({ value, state }) => value ?? state) ?? [];
  assert.deepEqual(values("access token"), ["JWT, signed with RS256", "opaque", "not seen"]);
  assert.deepEqual(values("access token lives (expires_in)"), ["3600 s; also 60 s", "not told", "not seen"]);
  assert.deepEqual(values("refresh token with an authorization code"), ["given", "not given", "not seen"]);
  assert.deepEqual(values("refresh token after its use"), ["replaced by a new one", "stays", "not seen"]);
});

test("rules are grouped by workflow, in the order of the protocol", () => {
  const real = [...suite.requirements.values()];
  const id = (subject: string, applies: string): string =>
    real.find((one) => one.subject === subject && one.applies === applies)?.id ?? assert.fail(subject);
  const wanted: [string, string][] = [
    [id("metadata", "metadata"), "discovery"],
    [id("device-authorization", "device_code"), "authorization"],
    [id("token-endpoint", "authorization_code"), "token"],
    [id("token-endpoint", "refresh_token"), "refresh"],
    [id("introspection", "introspection"), "introspection"],
    [id("revocation", "revocation"), "revocation"],
    [id("resource-server", "bearer"), "resource"],
    [id("registration", "all"), "registration"],
    ["rfc0-0-nobody-knows-it", "several"],
  ];
  const backwards = wanted.toReversed().map(([one]): Made["verdicts"][number] => [clause(one, "MUST"), "pass"]);
  const of = columns({ name: "A", verdicts: backwards }, { name: "B", verdicts: [] });
  assert.deepEqual(
    of.rows.map((one) => [one.id, one.workflow]),
    wanted,
  );
});

test("a clause on no endpoint belongs where all the steps that judge it act", () => {
  const cited = (id: string): Set<string> =>
    new Set(
      [...suite.checks.values()].flatMap(({ steps }) =>
        steps.filter(({ expect }) => expect.some(({ cite }) => cite.includes(id))).map(({ kind }) => kind),
      ),
    );
  const tls = [...suite.requirements.values()].filter(({ subject }) => subject === "tls" || subject === "any");
  const token = tls.find(({ id }) => [...cited(id)].join() === "token") ?? assert.fail("none at the token endpoint");
  const both =
    tls.find(({ id }) => [...cited(id)].toSorted().join() === "authorize,token") ?? assert.fail("none at both");
  const uncited = tls.find(({ id }) => cited(id).size === 0) ?? assert.fail("all are cited");
  const of = columns(
    {
      name: "A",
      verdicts: [
        [clause(token.id, "MUST"), "pass"],
        [clause(both.id, "MUST"), "pass"],
        [clause(uncited.id, "MUST"), "untested"],
      ],
    },
    { name: "B", verdicts: [] },
  );
  assert.deepEqual(
    of.rows.map((one) => one.workflow),
    ["token", "several", "several"],
  );
});
