import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parse, stringify } from "yaml";
import {
  PACKAGE_ROOT,
  findProvider,
  loadProvider,
  loadSuite,
  run,
  type Provider,
  type Report,
} from "../../engine/index.js";
import { startReference, type Target } from "../../targets/reference.js";
import { authorizationServer } from "../support/authorization-server.js";
import { providerFile } from "../support/run.js";
import { writeFiles } from "../support/suite.js";

const IDS = [
  "rfc6749-code-exchange",
  "rfc6749-token-response-code",
  "rfc6749-token-response-refresh",
  "rfc6749-client-credentials",
  "rfc6749-authorization-response-public-client",
  "rfc6749-code-replay",
];
const PRAGMA = "rfc6749-5.1-pragma-no-cache";

interface Raw {
  clients: { token_endpoint_auth_method?: string }[];
  [key: string]: unknown;
}
interface TestResult {
  id: string;
  status: string;
  outcome?: string;
  skip?: string;
  /** What it says of a verdict that was luck, or that was looked at once. */
  doubts: string[];
  attached: string[];
  message?: string;
}

let target: Target;
let folder: string;
let provider: Provider;
let byRun: Report;
let byDoor: Map<string, TestResult>;
let output: string;

/** A provider file with every outcome: a known deviation, one that is open, a grant it lacks, a client that is not there. */
function writeProvider(): string {
  const file = parse(readFileSync(findProvider("reference"), "utf8")) as Raw;
  const changed = {
    ...file,
    provider: "door",
    clients: file.clients.filter((client) => client.token_endpoint_auth_method !== "none"),
    lacks: ["grant:client_credentials"],
    expected: [
      { verdict: `rfc6749-token-response-refresh#${PRAGMA}`, outcome: "fail", reason: "Pragma is not sent." },
      { verdict: "rfc6749-code-replay#rfc6749-4.1.2-code-single-use", outcome: "fail", reason: "It was so once." },
    ],
  };
  const path = join(folder, "door.yaml");
  writeFileSync(path, stringify(changed));
  return path;
}

function playwright(env: Record<string, string>, ...args: string[]): Promise<{ code: number | null; text: string }> {
  return playwrightCli(env, "test", "-c", join(PACKAGE_ROOT, "playwright.config.ts"), ...args);
}

async function playwrightCli(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: number | null; text: string }> {
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  const cli = join(PACKAGE_ROOT, "node_modules/@playwright/test/cli.js");
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    env: { ...inherited, ...env },
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, text };
}

interface Spec {
  title: string;
  tests: {
    results: {
      status: string;
      errors: { message: string }[];
      annotations: { type: string; description?: string }[];
      attachments: { name: string }[];
    }[];
  }[];
}
interface Suites {
  specs?: Spec[];
  suites?: Suites[];
}

function resultsOf(suites: Suites): TestResult[] {
  return [
    ...(suites.specs ?? []).flatMap(({ title, tests }) =>
      tests.flatMap(({ results }) =>
        results.map(({ status, errors, annotations, attachments }) => ({
          id: title,
          status,
          outcome: annotations.find(({ type }) => type === "outcome")?.description,
          skip: annotations.find(({ type }) => type === "skip")?.description,
          doubts: annotations.flatMap(({ type, description = "" }) =>
            type === "unstable" || type === "not confirmed" ? [`${type}: ${description}`] : [],
          ),
          attached: attachments.map(({ name }) => name),
          message: errors[0]?.message,
        })),
      ),
    ),
    ...(suites.suites ?? []).flatMap(resultsOf),
  ];
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-door-"));
  target = await startReference();
  const file = writeProvider();
  provider = loadProvider(file, { ...process.env, ...target.env });
  for await (const event of run({ suite: loadSuite(), provider, checks: IDS }))
    if (event.type === "finished") byRun = event.report;
  const written = join(folder, "results.json");
  ({ text: output } = await playwright(
    { ...target.env, ASSAY_PROVIDER: file, PLAYWRIGHT_JSON_OUTPUT_NAME: written },
    "--reporter=json",
    "--grep",
    ` (${IDS.join("|")})$`,
  ));
  const results = JSON.parse(readFileSync(written, "utf8")) as Suites;
  byDoor = new Map(resultsOf(results).map((one) => [one.id, one]));
});

after(async () => {
  await target?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test("both doors do the same checks and come to the same outcomes", () => {
  const outcomes = (list: Iterable<[string, string | undefined]>): unknown =>
    Object.fromEntries([...list].sort(([a], [b]) => a.localeCompare(b)));
  const wanted = outcomes(byRun.checks.map((check) => [check.id, check.outcome]));
  assert.deepEqual(outcomes([...byDoor.values()].map((one) => [one.id, one.outcome])), wanted, output);
  assert.deepEqual(Object.keys(wanted as object).sort(), [...IDS].sort());
});

test("a pass passes, and a MUST that is broken fails with reason, clause, expectation and exchange", () => {
  assert.equal(byDoor.get("rfc6749-code-exchange")?.status, "passed", output);
  const failed = byDoor.get("rfc6749-token-response-code");
  assert.equal(failed?.status, "failed");
  assert.match(failed?.message ?? "", /^(Error: )?fail: expected header pragma has "no-cache", got no header pragma\n/);
  assert.match(
    failed?.message ?? "",
    new RegExp(`\\nMUST ${PRAGMA}, section 5\\.1: .*\\n  https://.*#section-5\\.1\\n`),
  );
  assert.match(failed?.message ?? "", /\nPOST http:\/\/127\.0\.0\.1:\d+\/token\n/);
  assert.match(failed?.message ?? "", /\n200 after \d+ ms\n/);
});

test("a known deviation is skipped with its reason, one that no longer happens fails", () => {
  const known = byDoor.get("rfc6749-token-response-refresh");
  assert.equal(known?.status, "skipped");
  assert.equal(known?.skip, `known deviation: ${PRAGMA}: Pragma is not sent.`);
  const stale = byDoor.get("rfc6749-code-replay");
  assert.equal(stale?.status, "failed");
  assert.match(
    stale?.message ?? "",
    /a known deviation no longer holds: rfc6749-code-replay#.* expected "fail", the outcome is now "pass"/,
  );
});

test("what the server lacks is skipped, what our configuration lacks fails with the key to add", () => {
  const lacking = byDoor.get("rfc6749-client-credentials");
  assert.equal(lacking?.status, "skipped");
  assert.match(lacking?.skip ?? "", /^not-supported: "grant:client_credentials" is absent: provider file, lacks$/);
  const blocked = byDoor.get("rfc6749-authorization-response-public-client");
  assert.equal(blocked?.status, "failed");
  assert.match(blocked?.message ?? "", /^(Error: )?blocked: needs-config: .*"clients"/);
});

test("a fail is run twice before it is believed, and one that was luck is marked, with both exchanges", async (t) => {
  const SECRET = "rfc6749-client-credentials-wrong-secret";
  const server = await authorizationServer(t, {
    "/token": ({ authorization = "" }, earlier) => {
      if (earlier === 0) return { body: { access_token: "a-token-without-a-type" } };
      const guess = !Buffer.from(authorization.replace("Basic ", ""), "base64").toString().endsWith("secret-3");
      return guess ? { body: { access_token: "a-token-for-anybody", token_type: "Bearer" } } : undefined;
    },
  });
  writeFiles(folder, { "flaky.yaml": providerFile(server.url, { profiles: ["oauth2"] }) });
  const written = join(folder, "flaky.json");
  const { text } = await playwright(
    { ASSAY_PROVIDER: join(folder, "flaky.yaml"), PLAYWRIGHT_JSON_OUTPUT_NAME: written },
    "--reporter=json",
    "--workers=1",
    "--grep",
    ` (rfc6749-client-credentials|${SECRET})$`,
  );
  const [flaky, secret] = resultsOf(JSON.parse(readFileSync(written, "utf8")) as Suites);
  assert.equal(flaky?.status, "failed", text);
  assert.match(flaky?.doubts.join("\n") ?? "", /^unstable: rfc6749-\S+: run 1 fail: .*; run 2 pass: /);
  assert.deepEqual(
    flaky?.attached.filter((name) => name.endsWith("rfc6749-client-credentials:1")),
    ["rfc6749-client-credentials:1", "confirm/rfc6749-client-credentials:1"],
  );
  assert.equal(secret?.status, "failed", text);
  assert.match(secret?.doubts.join("\n") ?? "", /^not confirmed: rfc6749-\S+: it sends a wrong password or secret/);
  const guesses = server
    .at("/token")
    .filter(({ authorization = "" }) => authorization !== server.at("/token")[0]?.authorization);
  assert.equal(guesses.length, 1);
});

test("--list needs no server, and the shards together hold every check once", async () => {
  const env = { ASSAY_PROVIDER: "reference", ASSAY_REFERENCE_ISSUER: "" };
  const texts = await Promise.all(
    ["1/2", "2/2"].map(async (shard) => (await playwright(env, "--list", `--shard=${shard}`)).text),
  );
  const lists = texts.map((text) => [...text.matchAll(/ › (\S+)$/gm)].map((match) => match[1] ?? ""));
  assert.equal(texts.filter((text) => text.includes("after all others")).length, 1, "those that disturb are in one");
  const suite = loadSuite();
  const held = new Set(suite.profiles.get("oauth2")?.requirements);
  const wanted = [...suite.checks.values()]
    .filter((check) => check.steps.some((step) => step.expect.some(({ cite }) => cite.some((id) => held.has(id)))))
    .map((check) => check.id);
  assert.deepEqual(lists.flat().sort(), wanted.sort());
  assert.ok(lists.every((list) => list.length > wanted.length / 3));
});

test("the blob reports of two shards, merged, are the results of the whole", async () => {
  const blobs = join(folder, "blobs");
  const merged = join(folder, "merged.json");
  for (const at of ["1", "2"]) {
    const env = {
      ...target.env,
      ASSAY_PROVIDER: join(folder, "door.yaml"),
      PLAYWRIGHT_BLOB_OUTPUT_DIR: join(folder, at),
    };
    await playwright(env, "--reporter=blob", `--shard=${at}/2`, "--grep", ` (${IDS.join("|")})$`);
    cpSync(join(folder, at), blobs, { recursive: true });
  }
  const { text } = await playwrightCli(
    { PLAYWRIGHT_JSON_OUTPUT_NAME: merged },
    "merge-reports",
    "--reporter=json",
    blobs,
  );
  const results = resultsOf(JSON.parse(readFileSync(merged, "utf8")) as Suites);
  const shown = (all: TestResult[]): unknown =>
    Object.fromEntries(all.map(({ id, status, outcome }) => [id, [status, outcome]]));
  assert.deepEqual(shown(results), shown([...byDoor.values()]), text);
});

test("a server that is down is one message, not a failure of every test", async () => {
  const file = join(folder, "down.yaml");
  writeFileSync(file, "provider: down\nname: Down\nissuer: http://127.0.0.1:9\nclients: [{ client_id: a }]\n");
  const { code, text } = await playwright({ ASSAY_PROVIDER: file }, "--reporter=line");
  assert.equal(code, 1);
  assert.match(text, /cannot be checked: .*127\.0\.0\.1:9/);
  assert.equal(text.match(/cannot connect/g)?.length, 1, text);
  assert.doesNotMatch(text, /\n +at /);
});
