import assert from "node:assert/strict";
import { test } from "node:test";
import { command as coverage } from "../../cli/coverage.js";
import { command as explain, explainId } from "../../cli/explain.js";
import { command as list } from "../../cli/list.js";
import { citesOf, loadSuite } from "../../engine/index.js";
import { loadFaults } from "../../targets/faults.js";
import { capture, refusal } from "./capture.js";

const suite = loadSuite();
const ID = "rfc6749-code-replay";
const CLAUSE = "rfc6749-4.1.2-code-single-use";

test("list shows every check once, by plan, with title and needs", async () => {
  const { code, out } = await capture(list);
  assert.equal(code, 0);
  const ids = [...out.matchAll(/^ {2}(\S+)$/gm)].map((match) => match[1]);
  assert.deepEqual(ids.toSorted(), [...suite.checks.keys()].sort());
  assert.match(
    out,
    /\nrfc6749-code-replay\n {2}rfc6749-code-replay\n {6}A replayed code .*\n {6}disturbs the grant; needs .*grant:authorization_code/,
  );
});

test("list takes globs and profiles, and JSON carries cites and source", async () => {
  const { out } = await capture(list, "--check", "rfc6749-code-repl*", "--profile", "oauth2", "--json");
  const rows = JSON.parse(out) as { id: string; cites: string[]; source: string }[];
  assert.ok(rows.length >= 1 && rows.every(({ id }) => id.startsWith("rfc6749-code-repl")));
  assert.ok(rows.find(({ id }) => id === ID)?.cites.includes(CLAUSE));
  assert.match(rows[0]?.source ?? "", /^suites\/rfc6749\/.*\.plan\.yaml:\d+$/);
  assert.equal((await refusal(list, "--check", "rfc6749-code-replai")).code, "NOTHING_SELECTED");
  assert.match((await refusal(list, "--profile", "oauth3")).message, /did you mean "oauth2"/);
});

test("list --requirements shows every clause and who cites it, --profiles every profile", async () => {
  const rows = JSON.parse((await capture(list, "--requirements", "--json")).out) as { id: string; checks: string[] }[];
  assert.equal(rows.length, suite.requirements.size);
  assert.ok(rows.find(({ id }) => id === CLAUSE)?.checks.includes(ID));
  const only = JSON.parse((await capture(list, "--requirements", "--check", ID, "--json")).out) as { id: string }[];
  const check = suite.checks.get(ID);
  assert.deepEqual(only.map(({ id }) => id).toSorted(), check && [...new Set(citesOf(check))].sort());
  assert.match((await capture(list, "--profiles")).out, /^oauth2@\d+ .*\d+ clauses +\d+ checks$/m);
});

test("explain tells a check's steps, expectations, clauses with links, and the command that runs it", async () => {
  const { out } = await capture(explain, ID);
  assert.match(out, /\n {2}1\. authorization request for a code\n/);
  assert.match(out, /setup: when it fails, the check is blocked, not failed/);
  assert.match(out, /\n {7}expects \S.*\n {9}for rfc6749-4\.1\.2-code-single-use\n/);
  assert.match(
    out,
    /MUST \(keyword\)\n {6}RFC 6749 4\.1\.2 {2}https:\/\/www\.rfc-editor\.org\/rfc\/rfc6749#section-4\.1\.2\n/,
  );
  assert.match(out, /assay run PROVIDER --check rfc6749-code-replay\n/);
});

test("explain can tell of every check and every clause there is", () => {
  for (const id of [...suite.checks.keys(), ...suite.requirements.keys(), ...suite.profiles.keys()]) {
    const out = explainId(id, suite);
    assert.ok(out.includes(id), id);
    assert.doesNotMatch(out, /undefined|\[object Object\]/, id);
  }
});

test("explain tells of a clause and who cites it, of a verdict's key both, of a matrix its rows", async () => {
  assert.match((await capture(explain, CLAUSE)).out, /\nCited by\n(.*\n)* {2}rfc6749-code-replay\n/);
  const { out } = await capture(explain, `${ID}#${CLAUSE}`);
  assert.ok(out.startsWith(`${ID}\n`) && out.includes("\nCited by\n"));
  const row = [...suite.checks.keys()].find((id) => id.includes("/")) ?? "";
  const base = row.split("/")[0] ?? "";
  assert.match((await capture(explain, base)).out, new RegExp(`^${base} has \\d+ rows, each a check of its own:\\n`));
});

test("explain guesses what was meant", async () => {
  assert.deepEqual(await refusal(explain, "rfc6749-code-replai"), {
    code: "NOTHING_SELECTED",
    message:
      'NOTHING_SELECTED "rfc6749-code-replai" is no check, requirement or profile\n  hint: did you mean "rfc6749-code-replay"?',
  });
  assert.equal((await refusal(explain)).code, "USAGE");
});

test("coverage counts every clause once: cited, excluded or untested", async () => {
  const { out } = await capture(coverage, "--json");
  const { specifications, total } = JSON.parse(out) as {
    specifications: ({ spec: string; ids: Record<string, string[]> } & Record<string, number>)[];
    total: Record<string, number>;
  };
  assert.equal(total["clauses"], suite.requirements.size);
  for (const row of [...specifications, total] as Record<string, number>[]) {
    const { clauses = 0, twins = 0, cited = 0, scored = 0, proven = 0, excluded = 0, untested = 0 } = row;
    assert.equal(cited + excluded + untested + twins, clauses);
    assert.ok(proven <= scored && scored <= cited);
  }
  const rfc6749 = specifications.find(({ spec }) => spec === "rfc6749");
  assert.ok(rfc6749?.ids["cited"]?.includes(CLAUSE));
  const broken = new Set(loadFaults().flatMap((fault) => fault.breaks));
  const unproven = specifications.flatMap(({ ids }) => ids["unproven"] ?? []);
  assert.ok(unproven.every((id) => !broken.has(id)));
});

test("coverage lists ids for one specification and knows its words", async () => {
  const { out } = await capture(coverage, "rfc9207", "--list", "untested");
  assert.ok(
    out
      .split("\n")
      .filter(Boolean)
      .every((id) => id.startsWith("rfc9207-")),
  );
  assert.match((await refusal(coverage, "rfc9207x")).message, /did you mean "rfc9207"/);
  assert.match((await refusal(coverage, "--list", "all")).message, /takes cited, partly, unproven, excluded, untested/);
});

test("with a provider, list and explain know the checks and promises of its contract; no variable has to be set", async () => {
  const promise = "medblocks-client_credentials-member-token_type";
  assert.equal((await refusal(explain, promise)).code, "NOTHING_SELECTED");
  assert.match((await capture(explain, promise, "--provider", "medblocks")).out, /DOCUMENTED[^]*"token_type"/);
  const { out } = await capture(list, "--provider", "medblocks", "--check", "contract-token/*", "--json");
  const rows = JSON.parse(out) as { id: string; cites: string[] }[];
  assert.deepEqual(
    rows.map(({ id }) => id),
    ["contract-token/client_credentials", "contract-token/authorization_code"],
  );
  assert.ok(rows[0]?.cites.includes(promise));
});
