// What a vendor's documentation promises is judged by plans, beside the specifications and never in their place.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Members, judge, loadSuite, makeReport } from "../../engine/index.js";
import { type Behaviour } from "../support/authorization-server.js";
import { authorizationServer } from "../support/authorization-server.js";
import { type Done, runAll, smallProvider } from "../support/run.js";

const suite = loadSuite();
const AT = { at: "page 1" };

async function runContract(t: TestContext, contract: Members, server: Record<string, Behaviour> = {}): Promise<Done> {
  const { url } = await authorizationServer(t, server);
  const provider = smallProvider(t, url, { profiles: ["oauth2"], contract });
  return runAll({ suite, provider, checks: ["contract-*"] });
}

const credentials = (exchange: Members): Members => ({ token: { client_credentials: exchange } });
const member = (name: string, more: Members): Members => ({ name, ...AT, ...more });

const verdictsOf = ({ report }: Done): Record<string, string> =>
  Object.fromEntries(report.checks.flatMap((one) => one.verdicts).map(({ key, outcome }) => [key, outcome]));

test("each row gets a verdict of its own, keyed by the provider, and is counted apart from the profiles", async (t) => {
  const done = await runContract(
    t,
    credentials({
      members: [
        member("token_type", { value: "Bearer" }),
        member("expires_in", { type: "number", value: 3600 }),
        member("scope", { basis: "example", value: "all" }),
      ],
    }),
  );
  assert.deepEqual(verdictsOf(done), {
    "contract-token/client_credentials#small-client_credentials-member-token_type": "pass",
    "contract-token/client_credentials#small-client_credentials-member-expires_in": "fail",
    "contract-token/client_credentials#small-client_credentials-member-scope": "warn",
  });
  const { documentation, profiles, exit_code } = done.report;
  assert.ok(documentation);
  const { verdict, kept, broken, unlike, not_judged, total } = documentation;
  assert.deepEqual([verdict, kept, broken, unlike, not_judged, total], ["broken", 1, 1, 1, 0, 3]);
  assert.deepEqual(profiles[0]?.must, { met: 0, applicable: 0 });
  assert.equal(exit_code, 1);
});

test("a promise against a clause leaves both verdicts standing, and names the clause", async (t) => {
  const clause = "rfc6749-5.1-token-type";
  const row = member("token_type", { value: "Bearer", against: [clause] });
  const { report } = await runContract(t, credentials({ members: [row] }));
  assert.deepEqual(
    report.documentation?.promises.map(({ outcome, against }) => [outcome, against.map(({ id }) => id)]),
    [["pass", [clause]]],
  );
});

test("a promise that nothing in the run could judge is not judged", async (t) => {
  const row = { name: "down", ...AT, unprovoked: true, status: 500 };
  const { report } = await runContract(t, credentials({ answers: [row] }));
  assert.equal(report.documentation?.verdict, "not judged");
  assert.equal(report.documentation?.not_judged, 1);
});

const PARAMETERS: [says: string, row: Members, check: string, behaviour: Behaviour | undefined, outcome: string][] = [
  ["required and refused without", { needed: "required" }, "required", undefined, "pass"],
  ["required and taken without", { needed: "required" }, "required", () => granted(), "fail"],
  [
    "required, and refused otherwise than documented",
    { needed: "required", missing: { status: 422 } },
    "required",
    undefined,
    "fail",
  ],
  ["optional and refused without", { needed: "optional" }, "optional", undefined, "fail"],
  ["limited to a value, another refused", { values: ["client_credentials"] }, "other-value", undefined, "pass"],
  ["limited to a value, another taken", { values: ["client_credentials"] }, "other-value", () => granted(), "fail"],
  ["taken with another value that is refused", { also: "strange" }, "also", undefined, "fail"],
  ["not allowed and taken", { not_allowed: "strange" }, "not-allowed", () => granted(), "fail"],
  ["in the query, taken there", { in: "query" }, "in-query", undefined, "pass"],
  [
    "in the query, refused there",
    { in: "query" },
    "in-query",
    (call) => (call.body.has("grant_type") ? undefined : { status: 400, body: { error: "invalid_request" } }),
    "fail",
  ],
];
const granted = (): { body: Members } => ({ body: { access_token: "token-0123456789", token_type: "Bearer" } });
for (const [says, row, check, behaviour, outcome] of PARAMETERS)
  test(`a parameter that is documented as ${says}: ${outcome}`, async (t) => {
    const parameters = [{ name: "grant_type", ...AT, ...row }];
    const server: Record<string, Behaviour> = behaviour ? { "/token": behaviour } : {};
    const done = await runContract(t, credentials({ parameters }), server);
    const key = `contract-token-${check}/client_credentials/grant_type#small-client_credentials-parameter-grant_type`;
    assert.equal(verdictsOf(done)[key], outcome);
  });

test("a condition is tried both ways", async (t) => {
  const row = { name: "redirect_uri", ...AT, needed: { when: { sent: "redirect_uri" } } };
  const done = await runContract(t, { token: { authorization_code: { parameters: [row] } } });
  assert.deepEqual(
    Object.entries(verdictsOf(done)).map(([key, outcome]) => [key.split("/")[0], outcome]),
    [
      // The small server never asks for it.
      ["contract-token-required-when-sent", "fail"],
      ["contract-token-optional-when-not-sent", "pass"],
    ],
  );
});

test("a member that comes with a scope is there exactly when the scope is granted", async (t) => {
  const row = member("id_token", { needed: { when: { granted: "openid" } } });
  const answer = (scope: string, more: Members): Behaviour => {
    return () => ({ body: { access_token: "token-0123456789", token_type: "Bearer", scope, ...more } });
  };
  const key = "contract-token/client_credentials#small-client_credentials-member-id_token";
  const of = async (scope: string, more: Members): Promise<string | undefined> =>
    verdictsOf(await runContract(t, credentials({ members: [row] }), { "/token": answer(scope, more) }))[key];
  assert.deepEqual(
    [
      await of("openid x", { id_token: "a.b.c" }),
      await of("x", {}),
      await of("openid", {}),
      await of("x", { id_token: "a" }),
    ],
    ["pass", "pass", "fail", "fail"],
  );
});

test("words of a member may come in any order, and no other may be among them", async (t) => {
  const row = member("scope", { words: ["a", "b"] });
  const key = "contract-token/client_credentials#small-client_credentials-member-scope";
  const of = async (scope: string): Promise<string | undefined> => {
    const server = {
      "/token": (): object => ({ body: { access_token: "token-0123456789", token_type: "Bearer", scope } }),
    };
    return verdictsOf(await runContract(t, credentials({ members: [row] }), server as Record<string, Behaviour>))[key];
  };
  assert.deepEqual([await of("b a"), await of("a"), await of("a b c")], ["pass", "fail", "fail"]);
});

test("a documented call takes the access token and its headers to the documented place", async (t) => {
  const seen: (string | undefined)[] = [];
  const server: Record<string, Behaviour> = {
    "/fhir/Patient": (call) => {
      seen.push(call.authorization);
      return { body: { data: { kind: "Patient" } } };
    },
  };
  const call = { name: "patients", url: "/fhir/Patient", ...AT, members: [member("data.kind", { value: "Person" })] };
  const done = await runContract(t, { calls: [{ ...call, grant: "client_credentials" }] }, server);
  assert.deepEqual(verdictsOf(done), {
    "contract-call/patients#small-call-patients": "pass",
    "contract-call/patients#small-call-patients-member-data.kind": "fail",
  });
  assert.match(seen[0] ?? "", /^Bearer \S+$/);
});

test("evidence is enough to judge promises again", async (t) => {
  const { report, records } = await runContract(
    t,
    credentials({ members: [member("token_type", { value: "Bearer" })] }),
  );
  assert.deepEqual(judge(records, suite), report.checks);
  assert.deepEqual(makeReport(records, suite).documentation, report.documentation);
});

const DEAD: [says: string, reply: Behaviour][] = [
  ["answers everything with 500", () => ({ status: 500, body: "no" })],
  ["answers everything with 400", () => ({ status: 400, body: { error: "invalid_request" } })],
  ["breaks every connection", () => "reset"],
];
for (const [says, reply] of DEAD)
  test(`a server that ${says} keeps no promise`, async (t) => {
    const parameters = PARAMETERS.map(([, row], index) => ({ name: "grant_type", row: `row-${index}`, ...AT, ...row }));
    const answers = [{ name: "strange", with: { set: { grant_type: "strange" } }, status: 400, ...AT }];
    const done = await runContract(t, credentials({ parameters, answers }), { "/token": reply });
    assert.deepEqual(
      Object.entries(verdictsOf(done)).filter(([, outcome]) => outcome === "pass"),
      [],
    );
  });
