import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { factsOf } from "../../engine/observe/facts.js";
import type { Members } from "../../engine/index.js";
import { type Reply, authorizationServer, metadata } from "../support/authorization-server.js";
import { inlineSuite, runAll, runInline, smallProvider } from "../support/run.js";
import { check } from "../support/suite.js";

const CHECKS = ["demo-a", "demo-b"].map((id) =>
  check(id, [{ token: "client_credentials", expect: [{ cite: "demo-1-must", status: 200 }] }]),
);
const METADATA = "/.well-known/oauth-authorization-server";

async function noHttp(t: TestContext): Promise<string> {
  const server = createServer((socket) => socket.on("error", () => undefined).end("SSH-2.0-OpenSSH_9.2\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answers =
  (reply: Reply) =>
  async (t: TestContext): Promise<string> =>
    (await authorizationServer(t, { [METADATA]: () => reply })).url;

const PROBLEMS: [
  what: string,
  issuer: (t: TestContext) => Promise<string>,
  code: string,
  reason: string,
  said: RegExp,
][] = [
  [
    "a name that does not resolve",
    async () => "http://as.invalid",
    "UNREACHABLE",
    "unreachable",
    /"as\.invalid.*" does not resolve/,
  ],
  ["no HTTP", noHttp, "TRANSPORT", "unreachable", /not valid HTTP/],
  ["a broken connection", answers("reset"), "TRANSPORT", "unreachable", /closed the connection/],
  ["a list", answers({ body: [] }), "METADATA_NOT_JSON", "needs-config", /expected a JSON object/],
  ["nothing", answers({ status: 204 }), "METADATA_NOT_JSON", "needs-config", /expected a JSON object/],
  ["status 404", answers({ status: 404, body: "not here" }), "METADATA_STATUS", "needs-config", /got status 404/],
  ["status 500", answers({ status: 500, body: {} }), "METADATA_STATUS", "needs-config", /got status 500/],
  [
    "a redirect",
    answers({ status: 302, headers: { location: "/elsewhere" } }),
    "METADATA_STATUS",
    "needs-config",
    /got status 302/,
  ],
];
for (const [what, issuer, code, reason, said] of PROBLEMS)
  test(`${what} instead of metadata is one problem of the run, and blocks every check`, async (t) => {
    const provider = smallProvider(t, await issuer(t), { network: { timeout: 2 } });
    const { report, records } = await runAll({ suite: inlineSuite(t, CHECKS), provider });
    const { problems, summary, exit_code } = report;
    assert.deepEqual(
      problems.map((one) => [one.code, one.reason, one.observation]),
      [[code, reason, "discovery:metadata"]],
    );
    assert.match(problems[0]?.message ?? "", said);
    assert.ok(problems[0]?.hint, "says what to do");
    assert.deepEqual([summary.by_outcome, exit_code], [{ blocked: 2 }, 3]);
    assert.ok(records.some((record) => record.type === "observation" && record.id === "discovery:metadata"));
    assert.ok(records.some((record) => record.type === "end" && record.complete));
  });

test("a run that is ended before its server answered is interrupted, not unreachable", async (t) => {
  const stop = new AbortController();
  const { report } = await runInline(t, {
    checks: CHECKS,
    server: { [METADATA]: () => (stop.abort(new Error("enough")), "hang") },
    options: { signal: stop.signal },
  });
  assert.deepEqual(
    report.checks.map((one) => one.verdicts[0]?.blocked),
    ["interrupted", "interrupted"],
  );
});

test("metadata are read where the provider file says, such as below a FHIR base URL, and nowhere else", async (t) => {
  const place = "/fhir/r4/.well-known/smart-configuration";
  const server = await authorizationServer(t, {
    [place]: () => ({ body: { ...metadata(server.url), token_endpoint: `${server.url}/told` } }),
    "/told": () => ({ body: { access_token: "t-0123456789" } }),
  });
  const settings = { discovery: "smart", endpoints: { metadata: `${server.url}${place}` } };
  const { report } = await runAll({ suite: inlineSuite(t, CHECKS), provider: smallProvider(t, server.url, settings) });
  assert.deepEqual(report.summary.by_outcome, { pass: 2 });
  assert.equal(server.at(place).length, 1);
  assert.equal(server.at("/.well-known/smart-configuration").length, 0);
});

test("the provider file's metadata and endpoints stand above what is discovered", async (t) => {
  const server = await authorizationServer(t, { "/other": () => ({ body: { access_token: "t-0123456789" } }) });
  const provider = smallProvider(t, server.url, {
    endpoints: { token: "/other" },
    metadata: { code_challenge_methods_supported: ["S256"] },
  });
  const suite = inlineSuite(
    t,
    CHECKS.map((one) => ({ ...one, needs: ["feature:pkce"] })),
  );
  const { report } = await runAll({ suite, provider });
  assert.deepEqual(
    report.checks.map((one) => one.outcome),
    ["pass", "pass"],
  );
  assert.equal(server.at("/token").length, 0);
  const fact = (name: string): string | undefined => report.facts.find((one) => one.name === name)?.source;
  assert.deepEqual(
    [fact("endpoint:token"), fact("endpoint:authorization"), fact("metadata:code_challenge_methods_supported")],
    ["provider file", "metadata", "provider file"],
  );
});

test("without discovery nothing is asked, and the clients of the file say which grants there are", async (t) => {
  const provider: Members = { discovery: "none", endpoints: { token: "/token" } };
  const { report, server } = await runInline(t, {
    checks: [...CHECKS, check("demo-c", [{ authorize: "code", expect: [{ cite: "demo-1-must", redirect: {} }] }])],
    provider,
  });
  assert.deepEqual(
    report.checks.map((one) => one.outcome),
    ["pass", "pass", "not-supported"],
  );
  assert.equal(server.at(METADATA).length, 0);
});

test("what metadata do not say has the defaults of RFC 8414", async (t) => {
  const { grant_types_supported: _, token_endpoint_auth_methods_supported: __, ...rest } = metadata("http://x.invalid");
  const { report } = await runInline(t, { checks: CHECKS, server: { [METADATA]: () => ({ body: rest }) } });
  assert.deepEqual(
    report.checks.map((one) => one.outcome),
    ["not-supported", "not-supported"],
  );
  assert.match(report.checks[0]?.verdicts[0]?.reason ?? "", /metadata default of grant_types_supported/);
  const facts = report.facts.map((fact) => fact.name);
  for (const name of ["grant:authorization_code", "grant:implicit", "auth:client_secret_basic", "response_mode:query"])
    assert.ok(facts.includes(name), name);
});

const TLS: [issuer: string, value: boolean, source: string][] = [
  ["https://as.example.com", true, "the issuer's URL"],
  ["https://127.0.0.1:8443", true, "the issuer's URL"],
  ["http://as.example.com", true, "the issuer's URL"],
  ["http://127.0.0.1:8080", false, "plain http on loopback"],
  ["http://localhost/realms/x", false, "plain http on loopback"],
  ["http://[::1]:8080", false, "plain http on loopback"],
];
for (const [issuer, value, source] of TLS)
  test(`${issuer} is ${value ? "" : "not "}judged by the clauses on TLS`, (t) => {
    assert.deepEqual(factsOf(smallProvider(t, issuer), {}, false, {}).get("feature:tls"), {
      name: "feature:tls",
      value,
      source,
    });
  });
