import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, describe, test } from "node:test";
import { command } from "../../cli/run.js";
import { AssayError, type Json, type Members, type Report } from "../../engine/index.js";
import { makeAuthority } from "../../targets/network/certificates.js";
import { serveLoopback } from "../../targets/network/loopback-server.js";
import { type AuthorizationServer, type Reply, authorizationServer } from "../support/authorization-server.js";
import { type CliOptions, type Ended, STACK, assay, times } from "../support/cli.js";
import { providerFile } from "../support/run.js";
import { check, plan, suiteFolder, temporaryFolder, writeFiles } from "../support/suite.js";

const service = (more: Members): Members => ({ token: "client_credentials", ...more });
const CHECKS = ["a", "b", "c", "d"].flatMap((name) => [
  check(`demo-${name}`, [service({ expect: [{ cite: "demo-1-must", status: 200 }] })]),
  check(`demo-${name}-refused`, [service({ omit: ["grant_type"], expect: [{ cite: "demo-1-must2", status: 400 }] })]),
]);

interface Bench {
  folder: string;
  suite: string;
  server: AuthorizationServer;
  /** `assay run` on what the folder holds. */
  run(args?: string[], options?: CliOptions): Promise<Ended>;
  report(): Report;
}

/** A working folder with a suite, a provider file for a small server, and whatever is to be wrong in them. */
async function bench(
  t: TestContext,
  wrong: { provider?: Members | string; suite?: Record<string, string | Json>; issuer?: string } = {},
): Promise<Bench> {
  const folder = temporaryFolder(t);
  const server = await authorizationServer(t);
  const suite = suiteFolder(t, { "demo/inline.plan.yaml": plan(CHECKS), ...wrong.suite });
  const provider =
    typeof wrong.provider === "string"
      ? wrong.provider.replaceAll("ISSUER", server.url)
      : providerFile(wrong.issuer ?? server.url, wrong.provider);
  writeFiles(folder, { "p.yaml": provider });
  return {
    folder,
    suite,
    server,
    run: (args = [], options = {}) =>
      assay(["run", "p.yaml", "--suite", suite, "--out", "out", ...args], { cwd: folder, ...options }),
    report: () => JSON.parse(readFileSync(join(folder, "out", "report.json"), "utf8")) as Report,
  };
}

const VARIABLE = `provider: p
name: P
issuer: "\${env:SURELY_NOT_SET}"
clients: [{ client_id: a }]
`;

type Wrong = Parameters<typeof bench>[1];
type Refused = [what: string, code: string, said: RegExp, wrong: Wrong, args: string[]];
const REFUSED: Refused[] = [
  ["broken YAML in the provider file", "YAML_SYNTAX", /p\.yaml:3:1/, { provider: "provider: p\nname: [\n" }, []],
  ["an unknown key in the provider file", "UNKNOWN_KEY", /did you mean "scope"/, { provider: { scop: "a" } }, []],
  ["a wrong type in the provider file", "FORMAT", /"profiles" must be array/, { provider: { profiles: "demo" } }, []],
  [
    "an unset variable of the whole run",
    "VARIABLE_NOT_SET",
    /p\.yaml:3:10.*"SURELY_NOT_SET"/,
    { provider: VARIABLE },
    [],
  ],
  [
    "an unknown key in a plan",
    "UNKNOWN_KEY",
    /did you mean "omit"/,
    { suite: { "demo/b.plan.yaml": plan([check("demo-z", [service({ omitt: "x" })])]) } },
    [],
  ],
  [
    "a cited clause that does not exist",
    "UNRESOLVED_CITE",
    /did you mean "demo-1-must"/,
    {
      suite: {
        "demo/b.plan.yaml": plan([check("demo-z", [service({ expect: [{ cite: "demo-1-mast", status: 200 }] })])]),
      },
    },
    [],
  ],
  ["a --check that selects nothing", "NOTHING_SELECTED", /did you mean "demo-a"/, {}, ["--check", "dmo-a"]],
  ["an unknown option", "USAGE", /--chek/, {}, ["--chek", "x"]],
];
/** Asked of the command itself: a process of its own for each would only take longer. */
const MISUSED: Refused[] = [
  ["a CA file that is not there", "FILE_NOT_FOUND", /network\.ca/, { provider: { network: { ca: "gone.pem" } } }, []],
  ["another revision of a profile", "PROFILE_NOT_FOUND", /its revision is 1/, {}, ["--profile", "demo@7"]],
  ["a concurrency of none", "USAGE", /"--concurrency".*"0"/, {}, ["--concurrency", "0"]],
  ["a deadline that is no time", "USAGE", /"--deadline".*"soon"/, {}, ["--deadline", "soon"]],
  ["a wait that is no number", "USAGE", /"--max-wait".*"long"/, {}, ["--max-wait", "long"]],
  ["a shard beyond the last", "USAGE", /"--shard".*"3\/2"/, {}, ["--shard", "3/2"]],
  ["a format that does not exist", "USAGE", /formats: /, {}, ["--format", "pdf"]],
  ["a secrets file that is not there", "FILE_NOT_FOUND", /secrets file ".*gone"/, {}, ["--secrets", "gone"]],
  ["a run to resume that is not there", "EVIDENCE_UNREADABLE", /no evidence at/, {}, ["--resume"]],
  ["a folder for the report that is a file", "USAGE", /p\.yaml"/, {}, ["--out", "p.yaml"]],
];

describe("exit 2, before any request, said once:", { concurrency: 4 }, () => {
  for (const [what, code, said, wrong, args] of REFUSED)
    test(what, async (t) => {
      const { run, server } = await bench(t, wrong);
      const { code: exit, all, stdout } = await run(args);
      assert.equal(exit, 2, all);
      assert.equal(stdout, "");
      assert.match(all, said);
      assert.equal(times(all, `${code} `), 1, all);
      assert.doesNotMatch(all, STACK);
      assert.ok(all.trim().split("\n").length <= 2, `a message and a hint: ${all}`);
      assert.equal(server.calls.length, 0);
    });

  for (const [what, code, said, wrong, args] of MISUSED)
    test(what, async (t) => {
      const { folder, suite, server } = await bench(t, wrong);
      const inside = args.map((arg) => (/^(gone|p\.yaml)$/.test(arg) ? join(folder, arg) : arg));
      const out = ["--out", join(folder, "out"), "--quiet"];
      await assert.rejects(command.run([join(folder, "p.yaml"), "--suite", suite, ...out, ...inside]), (error) => {
        if (!(error instanceof AssayError)) throw error;
        assert.match(error.message, said);
        assert.deepEqual(
          error.problems.map((problem) => problem.code),
          [code],
        );
        return true;
      });
      assert.equal(server.calls.length, 0);
    });

  test("an absent provider", async () => {
    const { code, all } = await assay(["run", "refrence"]);
    assert.equal(code, 2);
    assert.equal(all, 'PROVIDER_NOT_FOUND no provider "refrence"\n  hint: did you mean "reference"?\n');
  });

  test("an unknown command", async () => {
    const { code, all } = await assay(["rum"]);
    assert.equal(code, 2);
    assert.equal(all, 'UNKNOWN_COMMAND no command "rum"\n  hint: did you mean "run"?\n');
  });

  test("lint of what is not there", async () => {
    const { code, all } = await assay(["lint", "gone.yaml"]);
    assert.equal(code, 2);
    assert.equal(all, 'FILE_NOT_FOUND "gone.yaml" is not there\n');
  });

  test("lint of a suite with several mistakes tells each once", async (t) => {
    const suite = suiteFolder(t, {
      "demo/b.plan.yaml": plan([check("demo-z", [service({ omitt: "x" })])]),
      "demo/c.plan.yaml": "plan: [",
    });
    const { code, all } = await assay(["lint", suite]);
    assert.equal(code, 2);
    assert.deepEqual([times(all, "UNKNOWN_KEY"), times(all, "YAML_SYNTAX")], [1, 1]);
    assert.doesNotMatch(all, STACK);
  });
});

/** A server whose metadata are not what they should be. */
const answers =
  (reply: Reply) =>
  async (t: TestContext): Promise<string> =>
    (await authorizationServer(t, { "/.well-known/oauth-authorization-server": () => reply })).url;

async function closedPort(): Promise<string> {
  const { url, close } = await serveLoopback(() => undefined);
  await close();
  return url;
}

async function selfSigned(t: TestContext): Promise<string> {
  const server = await serveLoopback(
    (_, response) => void response.end("{}"),
    makeAuthority("nobody").issue(["127.0.0.1"]),
  );
  t.after(server.close);
  return server.url;
}

/** A body that is far too long, as long as anybody reads it. */
async function endless(t: TestContext): Promise<string> {
  const chunk = Buffer.alloc(1024 * 1024, "x");
  const server = await serveLoopback((_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": String(50 * chunk.length) });
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
      response.once("drain", more);
    };
    more();
  });
  t.after(server.close);
  return server.url;
}

const PROBLEMS: [
  what: string,
  issuer: (t: TestContext) => Promise<string>,
  code: string,
  reason: string,
  said: RegExp,
][] = [
  [
    "an unreachable host",
    closedPort,
    "UNREACHABLE",
    "unreachable",
    /cannot connect to "127\.0\.0\.1:\d+" \(ECONNREFUSED\)/,
  ],
  ["a certificate that nobody trusts", selfSigned, "TRANSPORT", "unreachable", /network\.ca/],
  [
    "metadata that are not JSON",
    answers({ headers: { "content-type": "application/json" }, body: "{ not json" }),
    "METADATA_NOT_JSON",
    "needs-config",
    /expected a JSON object at "http/,
  ],
  [
    "an HTML page",
    answers({ body: "<!doctype html><title>Welcome</title>" }),
    "METADATA_NOT_JSON",
    "needs-config",
    /got text\/html/,
  ],
  ["50 MB", endless, "TRANSPORT", "unreachable", /larger than 2097152 bytes/],
  ["no answer, ever", answers("hang"), "TRANSPORT", "timeout", /no complete answer from .* within 2000 ms/],
];

describe("blocked, exit 3, found at once, said once:", { concurrency: 4 }, () => {
  for (const [what, issuer, code, reason, said] of PROBLEMS)
    test(what, async (t) => {
      const { run, report, folder } = await bench(t, {
        issuer: await issuer(t),
        provider: { network: { timeout: 2 } },
      });
      const { code: exit, all, stdout } = await run();
      assert.equal(exit, 3, all);
      assert.doesNotMatch(all, STACK);
      assert.match(all.replaceAll(/\s+/g, " "), said);
      const { problems, summary, assay: about } = report();
      assert.deepEqual(
        problems.map((one) => [one.code, one.reason]),
        [[code, reason]],
      );
      assert.deepEqual(summary.by_outcome, { blocked: CHECKS.length });
      assert.equal(about.complete, true);
      const took = Date.parse(about.finished) - Date.parse(about.started);
      assert.ok(took < 5000, `${took} ms`);
      assert.equal(
        times(stdout.replaceAll(/\s+/g, " "), problems[0]?.message ?? ""),
        1,
        "said once, not once per check",
      );
      const observed = readFileSync(join(folder, "out", "evidence.jsonl"), "utf8").includes(
        '"id":"discovery:metadata"',
      );
      assert.ok(observed && existsSync(join(folder, "out", "report.html")), "what was observed is kept");
    });

  test("the other checks of a run are done when one client lacks its variable", async (t) => {
    const clients: Members[] = [
      {
        name: "app",
        client_id: "app",
        client_secret: "${secret:APP_SECRET}",
        grants: ["authorization_code"],
        redirect_uris: ["https://app.example.com/cb"],
      },
      { name: "service", client_id: "service", client_secret: "service-secret-3", grants: ["client_credentials"] },
    ];
    const code = check("demo-code", [{ authorize: "code", expect: [{ cite: "demo-1-must", redirect: {} }] }]);
    const { run, report } = await bench(t, {
      provider: { clients },
      suite: { "demo/c.plan.yaml": plan([code], { plan: "demo-c" }) },
    });
    const { code: exit, all } = await run();
    assert.equal(exit, 3, all);
    const blocked = report().checks.filter((one) => one.outcome === "blocked");
    assert.deepEqual(
      blocked.map((one) => one.id),
      ["demo-code"],
    );
    assert.match(blocked[0]?.verdicts[0]?.reason ?? "", /"APP_SECRET" of client "app" is not set/);
    const { code: set } = await run([], { env: { APP_SECRET: "app-secret-0001" } });
    assert.equal(set, 0);
  });

  test("a server without metadata that cannot be reached", async (t) => {
    const issuer = await closedPort();
    const { run, report } = await bench(t, {
      issuer,
      provider: { discovery: "none", endpoints: { token: "/token" } },
    });
    const { code } = await run();
    assert.equal(code, 3);
    assert.deepEqual(report().summary.by_outcome, { blocked: CHECKS.length });
    assert.equal(report().problems.length, 1);
  });

  test("a token endpoint that never answers", async (t) => {
    const server = await authorizationServer(t, { "/token": () => "hang" });
    const { run, report } = await bench(t, { issuer: server.url, provider: { network: { timeout: 2 } } });
    const { code } = await run(["--concurrency", "1"]);
    assert.equal(code, 3);
    assert.deepEqual(report().summary.by_outcome, { blocked: CHECKS.length });
    assert.ok(server.at("/token").length <= 3, `${server.at("/token").length} requests`);
    assert.equal(report().problems.length, 1);
  });
});
