// The whole way through the command line, on the embedded server and on each stand-in: init, secrets, doctor, run.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, describe, test } from "node:test";
import { type Finding, type Report, examine, findProvider, loadProvider, loadSuite } from "../../engine/index.js";
import { startReference } from "../../targets/reference.js";
import type { Target } from "../../targets/target.js";
import { standIns, startStandIn } from "../../targets/vendors.js";
import { type Ended, assay } from "../support/cli.js";
import { FILLED_IN } from "../support/filled-in.js";
import { temporaryFolder } from "../support/suite.js";

/** What every server with the code grant is asked. */
const CODE = [
  "rfc6749-authorization-response",
  "rfc6749-authorization-denied",
  "rfc6749-client-id-unknown/random",
  "rfc6749-code-exchange",
  "rfc6749-code-replay",
  "rfc6749-code-of-other-client/authenticated",
  "rfc6749-code-parameter-missing",
  "rfc6749-redirect-uri-variant/trailing-slash",
  "rfc6750-header",
  "rfc6750-token-refused/unknown",
];
const suite = loadSuite();
/** No picture of a page is wanted here, and Chromium takes its time. */
const WITHOUT_CHROMIUM = { ASSAY_CHROMIUM: "/nowhere/chromium" };

async function started(t: TestContext, name: string): Promise<Target> {
  const target = await (name === "reference" ? startReference() : startStandIn(name));
  t.after(target.stop);
  return target;
}

function addressOf({ env }: Target): string {
  const [, address] = Object.entries(env).find(([name]) => /_(?:BASE_URL|ISSUER)$/.test(name)) ?? [];
  return new URL(address ?? "").origin;
}

function findingsOf({ stdout, stderr }: Ended): Finding[] {
  assert.equal(stderr, "");
  return (JSON.parse(stdout) as { findings: Finding[] }).findings;
}

const subjects = (findings: Finding[], ok: Finding["ok"]): string[] =>
  findings.filter((one) => one.ok === ok).map(({ subject }) => subject);

test("every stand-in is tried", () => {
  assert.deepEqual(Object.keys(FILLED_IN).toSorted(), ["reference", ...standIns()].toSorted());
});

describe("a file that init wrote is left as it is, and", { concurrency: 2 }, () => {
  for (const [name, { path, variables, leftOut, checks }] of Object.entries(FILLED_IN))
    test(`doctor and run are content with it on ${name}`, async (t) => {
      const target = await started(t, name);
      const cwd = temporaryFolder(t);
      const env = { ...WITHOUT_CHROMIUM, ...variables(target.env) };
      const begun = await assay(["init", addressOf(target) + path, "--name", "acme"], { cwd });
      assert.equal(begun.code, 0, begun.all);
      const file = join(cwd, "providers", "acme.yaml");
      const written = readFileSync(file);

      const diagnosis = await assay(["doctor", "acme", "--json"], { cwd, env });
      const findings = findingsOf(diagnosis);
      assert.deepEqual([...subjects(findings, "bad"), ...subjects(findings, "warning")], [], diagnosis.stdout);
      assert.deepEqual(subjects(findings, "not tried"), [...leftOut.map((one) => `client "${one}"`), "page rules"]);
      assert.equal(diagnosis.code, 0);

      const chosen = [...CODE, ...checks].flatMap((one) => ["--check", one]);
      const ended = await assay(["run", "acme", "--out", "out", ...chosen], { cwd, env });
      const report = JSON.parse(readFileSync(join(cwd, "out", "report.json"), "utf8")) as Report;
      const judged = report.checks.map(({ id, outcome }) => `${id} ${outcome}`);
      assert.deepEqual(
        judged.filter((one) => !one.endsWith(" pass")),
        [],
        ended.all,
      );
      assert.ok(judged.length > CODE.length + checks.length, String(judged.length));
      assert.equal(ended.code, 0, ended.all);
      assert.deepEqual(readFileSync(file), written);
    });
});

for (const name of standIns())
  test(`doctor finds nothing wrong in the file of ${name} on its stand-in, and nothing untried`, async (t) => {
    const { env } = await started(t, name);
    const findings: Finding[] = [];
    for await (const one of examine(loadProvider(findProvider(name), env), { suite })) findings.push(one);
    assert.deepEqual(
      findings.filter(({ ok }) => ok !== "good"),
      [],
    );
    assert.ok(subjects(findings, "good").includes("resource"));
  });

test("a stand-in of the package's is examined by its name", async (t) => {
  const options = { cwd: temporaryFolder(t), env: WITHOUT_CHROMIUM };
  const { code, stdout } = await assay(["doctor", "openemr", "--stand-in"], options);
  assert.match(stdout, /^OpenEMR[^]*^✓ nothing is wrong; next: assay run openemr/m);
  assert.equal(code, 0);
});

test("an endpoint that nobody could find out ends doctor by its variable's name", async (t) => {
  const target = await started(t, "medblocks");
  const cwd = temporaryFolder(t);
  await assay(["init", addressOf(target), "--name", "acme"], { cwd });
  const { ACME_TOKEN_ENDPOINT: _, ...env } = FILLED_IN["medblocks"]?.variables(target.env) ?? {};
  const { code, all } = await assay(["doctor", "acme"], { cwd, env });
  assert.match(all, /^providers\/acme\.yaml:\d+:\d+: VARIABLE_NOT_SET variable "ACME_TOKEN_ENDPOINT" is not set/);
  assert.equal(code, 2);
});
