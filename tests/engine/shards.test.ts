import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  AssayError,
  inEachOthersWay,
  makeReport,
  mergeShards,
  selectChecks,
  type EvidenceRecord,
  type LoadedSuite,
  type Members,
  type Provider,
  type Report,
  type RunOptions,
} from "../../engine/index.js";
import { type Behaviour, authorizationServer, metadata } from "../support/authorization-server.js";
import { inlineSuite, outcomes, runAll, smallProvider } from "../support/run.js";
import { check } from "../support/suite.js";

const one = (cite = "demo-1-must"): Members => ({ token: "client_credentials", expect: [{ cite, status: 200 }] });
const simple = (id: string, more: Members = {}): Members => check(id, [one()], more);
const refused = (id: string, more: Members = {}): Members =>
  check(id, [{ ...one("demo-1-must2"), omit: ["grant_type"], expect: [{ cite: "demo-1-must2", status: 400 }] }], more);
const CHECKS = [
  simple("demo-0", { disturbs: "grant" }),
  refused("demo-1"),
  simple("demo-2", { intrusive: true }),
  simple("demo-3"),
  check("demo-4", [{ authorize: "code" }, { token: "authorization_code", ...one("demo-1-should") }]),
  refused("demo-5", { disturbs: "session" }),
  simple("demo-6"),
  simple("other-7"),
];

interface Parts {
  suite: LoadedSuite;
  provider: Provider;
  whole: Report;
  /** Evidence of each shard. */
  shards: EvidenceRecord[][];
}

/** A whole run, and the same in shards. */
async function parts(
  t: TestContext,
  {
    total = 3,
    token = () => undefined,
    options = {},
  }: { total?: number; token?: Behaviour; options?: Partial<RunOptions> } = {},
): Promise<Parts> {
  const server = await authorizationServer(t, { "/token": token });
  const suite = inlineSuite(t, CHECKS);
  const provider = smallProvider(t, server.url);
  const { report } = await runAll({ suite, provider, ...options });
  const shards: EvidenceRecord[][] = [];
  for (let index = 1; index <= total; index++)
    shards.push((await runAll({ suite, provider, shard: { index, total }, ...options })).records);
  return { suite, provider, whole: report, shards };
}

const named = (shards: EvidenceRecord[][]): { from: string; records: EvidenceRecord[] }[] =>
  shards.map((records, at) => ({ from: `part-${at + 1}`, records }));

function merged({ suite, shards }: Pick<Parts, "suite" | "shards">): Report {
  return makeReport(mergeShards(named(shards), suite, "assay merge"), suite);
}

function problemsOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof AssayError) return error.problems.map(({ code, message }) => `${code} ${message}`);
    throw error;
  }
  return [];
}

/** The evidence with another run record. */
function withRun(records: EvidenceRecord[] = [], change: Members): EvidenceRecord[] {
  const [run, ...rest] = records;
  return [{ ...run, ...change } as EvidenceRecord, ...rest];
}

test("checks that disturb others are all in the first shard, and no shard has more than its share", (t) => {
  const suite = inlineSuite(t, CHECKS);
  const ids = (index: number): string[] =>
    selectChecks(suite, { checks: [], profiles: ["demo"], intrusive: true, shard: { index, total: 3 } }).selected.map(
      ({ id }) => id,
    );
  assert.deepEqual(
    [ids(1), ids(2), ids(3)],
    [
      ["demo-0", "demo-5", "demo-6"],
      ["demo-1", "demo-3", "other-7"],
      ["demo-2", "demo-4"],
    ],
  );
});

test("what --check leaves is dealt out, so that a shard is empty only when there are fewer checks than shards", (t) => {
  const suite = inlineSuite(t, CHECKS);
  const of = (index: number, total: number): string[] =>
    selectChecks(suite, {
      checks: ["demo-3", "demo-6"],
      profiles: ["demo"],
      intrusive: false,
      shard: { index, total },
    }).selected.map(({ id }) => id);
  assert.deepEqual([of(1, 2), of(2, 2)], [["demo-3"], ["demo-6"]]);
  assert.deepEqual(
    problemsOf(() => of(3, 3)),
    ["NOTHING_SELECTED no check is left for shard 3/3: 2 are selected in all"],
  );
});

for (const total of [1, 2, 3, 5])
  test(`${total} merged shards are the whole run, verdict by verdict`, async (t) => {
    const { whole, ...all } = await parts(t, { total });
    const report = merged({ ...all, shards: all.shards.reverse() });
    assert.deepEqual(outcomes(report.checks), outcomes(whole.checks));
    const order = (given: Report): string[] => given.checks.map(({ id }) => id);
    assert.deepEqual(order(report), order(whole));
    assert.deepEqual(report.not_selected, whole.not_selected);
    assert.deepEqual([report.profiles, report.requirements.length], [whole.profiles, whole.requirements.length]);
    assert.deepEqual(report.summary, whole.summary);
    assert.deepEqual([report.assay.complete, report.exit_code], [true, whole.exit_code]);
  });

test("what --check and --intrusive leave out is left out of the merged run too, and nothing else", async (t) => {
  const { whole, ...all } = await parts(t, { options: { checks: ["demo-*"], intrusive: true } });
  const report = merged(all);
  assert.deepEqual(report.not_selected, [{ id: "other-7", why: "--check" }]);
  assert.deepEqual(report.not_selected, whole.not_selected);
});

test("what a client proved in one shard counts for the verdicts of all", async (t) => {
  let open = false;
  const server = await authorizationServer(t, {
    "/token": () => (open ? undefined : { status: 401, body: { error: "invalid_client" } }),
  });
  const suite = inlineSuite(t, [simple("demo-0"), simple("demo-1")]);
  const provider = smallProvider(t, server.url);
  const shard = async (index: number): Promise<EvidenceRecord[]> => {
    open = index === 2;
    return (await runAll({ suite, provider, shard: { index, total: 2 } })).records;
  };
  const shards = [await shard(1), await shard(2)];
  const alone = makeReport(shards[0] ?? [], suite).checks[0]?.outcome;
  assert.deepEqual(
    [alone, ...merged({ suite, shards }).checks.map(({ outcome }) => outcome)],
    ["blocked", "fail", "pass"],
  );
});

test("the second run of a check that failed goes with it", async (t) => {
  let asked = 0;
  const server = await authorizationServer(t, {
    // The last check fails, and passes when it is run once more.
    "/token": (call) => (call.parameters.has("odd") && ++asked % 2 === 1 ? { status: 201, body: {} } : undefined),
  });
  const odd = check("demo-1", [{ ...one(), set: { odd: "1" } }]);
  const suite = inlineSuite(t, [simple("demo-0"), odd]);
  const provider = smallProvider(t, server.url);
  const shard = async (index: number): Promise<EvidenceRecord[]> =>
    (await runAll({ suite, provider, shard: { index, total: 2 } })).records;
  const shards = [await shard(1), await shard(2)];
  const [verdict] = merged({ suite, shards }).checks[1]?.verdicts ?? [];
  assert.deepEqual(
    [verdict?.outcome, verdict?.unstable, verdict?.runs?.map(({ outcome }) => outcome)],
    ["fail", true, ["fail", "pass"]],
  );
});

test("every observation of the merged run is that of its own shard", async (t) => {
  const { shards, suite } = await parts(t);
  const records = mergeShards(named(shards), suite, "assay merge");
  const ids = records.flatMap((record) => (record.type === "observation" ? [record.id] : []));
  const before = shards.flat().filter((record) => record.type === "observation");
  assert.deepEqual([ids.length, new Set(ids).size], [before.length, before.length]);
  const has = new Set(ids);
  for (const verdict of makeReport(records, suite).checks.flatMap((each) => each.verdicts))
    for (const id of verdict.observations) assert.ok(has.has(id), id);
  const controls = new Set(
    records.flatMap((record) => (record.type === "step" && record.control ? [record.control] : [])),
  );
  assert.equal(controls.size, 2, "the control of two shards, under two names");
  for (const control of controls)
    assert.ok(
      ids.some((id) => id.startsWith(`${control}:`)),
      control,
    );
});

test("shards that are not the parts of one run are refused, and told why", async (t) => {
  const { suite, shards } = await parts(t);
  const [a, b, c] = shards as [EvidenceRecord[], EvidenceRecord[], EvidenceRecord[]];
  const provider = { ...(b[0]?.type === "run" ? b[0].provider : {}) };
  const cases: [shards: EvidenceRecord[][], problems: string[]][] = [
    [[], ["there are no shards to merge"]],
    [[a, c], ["shard 2/3 is missing"]],
    [[a], ["shard 2/3 is missing", "shard 3/3 is missing"]],
    [[a, b, b, c], ['shard 2/3 is there twice: "part-2", "part-3"']],
    [
      [a, b, b],
      ['shard 2/3 is there twice: "part-2", "part-3"', "shard 3/3 is missing"],
    ],
    [
      [a, withRun(b, { shard: { index: 2, total: 4 } }), c],
      ['"part-2" has another number of shards than "part-1": "4", expected "3"'],
    ],
    [[a, withRun(b, { shard: undefined as never }), c], ['"part-2" is no shard: it was run without --shard']],
    [
      [a, withRun(b, { provider: { ...provider, provider: "else" } }), c],
      ['"part-2" has another provider than "part-1": "else", expected "small"'],
    ],
    [
      [a, withRun(b, { provider: { ...provider, issuer: "https://b.example.com" } }), c],
      [`"part-2" has another issuer than "part-1": "https://b.example.com", expected "${String(provider["issuer"])}"`],
    ],
    [
      [a, withRun(b, { plans_digest: "d1" }), c],
      [`"part-2" has another digest of plans than "part-1": "d1", expected "${suite.digest}"`],
    ],
    [
      [a, withRun(b, { provider: { ...provider, clients: [] } }), c],
      ['"part-2" was run with another provider file than "part-1"'],
    ],
    [[a, withRun(b, { selected: ["demo-1"] }), c], ['"part-2" was run with another selection of checks than "part-1"']],
    [
      [a, b, c].map((records) => withRun(records, { plans_digest: "old" })),
      [`the shards ran other plans (old) than those at hand (${suite.digest})`],
    ],
  ];
  for (const [given, problems] of cases)
    assert.deepEqual(
      problemsOf(() => mergeShards(named(given), suite, "")),
      problems.map((problem) => `SHARDS ${problem}`),
    );
});

test("the folder of the provider file may be another on each machine", async (t) => {
  const { suite, shards } = await parts(t);
  const [a, b, c] = shards as [EvidenceRecord[], EvidenceRecord[], EvidenceRecord[]];
  const provider = { ...(b[0]?.type === "run" ? b[0].provider : {}), file: "/elsewhere/small.yaml" };
  assert.equal(merged({ suite, shards: [a, withRun(b, { provider }), c] }).assay.complete, true);
});

test("a shard that did not find the server blocks its own checks and no others, and says so", async (t) => {
  const { suite, provider, shards } = await parts(t);
  const away = { ...provider, endpoints: {}, network: { ...provider.network, proxy: "http://127.0.0.1:9" } };
  const { records } = await runAll({ suite, provider: away, shard: { index: 1, total: 3 } });
  const report = merged({ suite, shards: [records, ...shards.slice(1)] });
  const lost = new Set(report.checks.flatMap(({ id, outcome }) => (outcome === "blocked" ? [id] : [])));
  assert.deepEqual([...lost], ["demo-0", "demo-5", "other-7"]);
  assert.ok(report.checks.every(({ id, outcome }) => lost.has(id) || outcome === "pass"));
  assert.deepEqual([report.assay.complete, report.exit_code], [false, 3]);
  assert.match(report.assay.why_incomplete ?? "", /^shard 1\/3: /);
  assert.match(report.problems[0]?.message ?? "", /^shard 1\/3: /);
  assert.ok(
    report.facts.some(({ name }) => name === "endpoint:token"),
    "facts are those of a shard that found it",
  );
});

test("a shard that was killed makes the merged run incomplete", async (t) => {
  const { suite, shards } = await parts(t);
  const [a, b = [], c] = shards as [EvidenceRecord[], EvidenceRecord[], EvidenceRecord[]];
  const report = merged({
    suite,
    shards: [
      a,
      b.slice(
        0,
        b.findIndex((record) => record.type === "check"),
      ),
      c,
    ],
  });
  assert.deepEqual([report.assay.complete, report.assay.why_incomplete], [false, "shard 2/3: the run was killed"]);
});

test("a shard that was killed is resumed as the same shard", async (t) => {
  const { suite, provider, shards, whole } = await parts(t);
  const [a, b = [], c] = shards as [EvidenceRecord[], EvidenceRecord[], EvidenceRecord[]];
  const left = b.slice(0, b.findIndex((record) => record.type === "check") + 1);
  const { records } = await runAll({ suite, provider, resume: left });
  assert.deepEqual(outcomes(merged({ suite, shards: [a, records, c] }).checks), outcomes(whole.checks));
});

test("a shard that found other facts is told of, by name", async (t) => {
  const { suite, shards } = await parts(t);
  const changed = (shards[1] ?? []).map((record) =>
    record.type === "facts"
      ? { ...record, facts: record.facts.filter(({ name }) => name !== "endpoint:revocation") }
      : record,
  );
  const { problems } = merged({ suite, shards: [shards[0] ?? [], changed, shards[2] ?? []] });
  assert.deepEqual(
    problems.map(({ code, message }) => [code, message]),
    [["SHARDS_DIFFER", "shard 2/3 found other facts than shard 1/3, by which all are judged: endpoint:revocation"]],
  );
});

const USERS = { users: ["ann", "bob"].map((username) => ({ username, password: `${username}-password` })) };

test("each shard logs in as a user of its own, the first again when there are fewer; --user names another", async (t) => {
  const server = await authorizationServer(t);
  const suite = inlineSuite(t, CHECKS);
  const provider = smallProvider(t, server.url, USERS);
  const userOf = async (options: Partial<RunOptions>): Promise<string | undefined> => {
    const [first] = (await runAll({ suite, provider, ...options })).records;
    return first?.type === "run" ? first.shard?.user : undefined;
  };
  const shard = (index: number): { index: number; total: number } => ({ index, total: 3 });
  assert.equal(await userOf({ shard: shard(1) }), "ann");
  assert.equal(await userOf({ shard: shard(2) }), "bob");
  assert.equal(await userOf({ shard: shard(3) }), "ann");
  assert.equal(await userOf({ shard: shard(3), user: "bob" }), "bob");
  await assert.rejects(runAll({ suite, provider, user: "bbo" }), { message: /no user "bbo"[^]*did you mean "bob"\?/ });
});

test("the requests of a shard are its user's, and so are those of the same shard resumed", async (t) => {
  const server = await authorizationServer(t, {
    "/.well-known/oauth-authorization-server": () => ({
      body: { ...metadata(server.url), grant_types_supported: ["password"] },
    }),
  });
  const steps = [{ token: "password", expect: [{ cite: "demo-1-must", status: 400 }] }];
  const suite = inlineSuite(t, [check("demo-0", steps), check("demo-1", steps)]);
  const clients = [{ name: "app", client_id: "app", client_secret: "app-secret-0001", grants: ["password"] }];
  const provider = smallProvider(t, server.url, { ...USERS, clients });
  const names = (): (string | null)[] => server.at("/token").map(({ parameters }) => parameters.get("username"));
  const { records } = await runAll({ suite, provider, shard: { index: 2, total: 2 } });
  assert.deepEqual([...new Set(names())], ["bob"]);
  const begun = records.slice(
    0,
    records.findIndex(({ type }) => type === "check"),
  );
  const before = names().length;
  await runAll({ suite, provider, resume: begun });
  await runAll({ suite, provider, resume: begun });
  assert.ok(names().length > before);
  assert.deepEqual([...new Set(names())], ["bob"]);
});

test("shards that met the server beside the first as the same user are in each other's way", async (t) => {
  const { shards } = await parts(t);
  const at = (index: number, user: string, from: number, to: number): EvidenceRecord[] => [
    ...withRun(shards[0], { shard: { index, total: 4, user }, started: `2026-01-01T00:00:0${from}.000Z` }).slice(0, -1),
    { type: "end", finished: `2026-01-01T00:00:0${to}.000Z`, complete: true },
  ];
  assert.deepEqual(
    inEachOthersWay(named([at(1, "ann", 0, 5), at(2, "ann", 4, 6), at(3, "bob", 1, 2), at(4, "ann", 6, 9)])),
    [2],
  );
});
