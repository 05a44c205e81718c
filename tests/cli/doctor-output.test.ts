// What a person, a script and a mail to the server's team get of an examination.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { AssayError, examine } from "../../engine/index.js";
import { type Target, startReference } from "../../targets/reference.js";
import { STACK, assay } from "../support/cli.js";
import { smallProvider } from "../support/run.js";
import { temporaryFolder } from "../support/suite.js";
import { diagnose, doctor, rightFile } from "./doctor-support.js";

let target: Target;
before(async () => {
  target = await startReference();
});
after(() => target.stop());

test("of the package's own file all is well: exit code 0, and a line for every client", async () => {
  const { code, stdout, stderr } = await assay(["doctor", "reference"]);
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /✓ client "device_confidential" +device_code\n/);
  assert.match(stdout, /\n✓ nothing is wrong; next: assay run reference\n$/);
  assert.deepEqual(stdout.match(/^[✗!].*/gmu), null);
});

test("a wrong setting: what was sent, what came back, the key with its place and variable, what to try", async (t) => {
  const { file, secrets } = rightFile(target.issuer, target.env);
  const { code, stdout } = await doctor(t, file, { ...secrets, SERVICE_SECRET: "another-secret" });
  assert.equal(code, 2);
  const [, block = ""] = /✗ client "service" +wrong\n([^✓]*)/.exec(stdout) ?? [];
  const text = block.replace(/\s+/g, " ");
  assert.match(text, /sent POST http:\S+\/token grant_type=client_credentials scope=api:read client_id=service_post-/);
  assert.match(text, /client_secret=\[secret\] got 401 Unauthorized, application\/json: \{"error":"invalid_client"/);
  assert.match(text, /look at clients\[1\]\.client_secret \(\S*mine\.yaml:22; the value comes from SERVICE_SECRET\)/);
  assert.match(text, /or at clients\[1\]\.token_endpoint_auth_method, clients\[1\]\.client_id try few servers say/);
  assert.match(stdout, /✗ 1 wrong in \S*mine\.yaml; correct the first, then ask again\n$/);
  assert.ok(
    stdout.split("\n").every((line) => line.length <= 80 || !/ \S* /.test(line.trim())),
    stdout,
  );
  for (const secret of ["another-secret", ...Object.values(secrets)]) assert.ok(!stdout.includes(secret));
  assert.ok(!stdout.includes("\u001B"), "no colour where no terminal is");
});

test("as JSON: one document, no secret in it, the same exit code", async (t) => {
  const { file, secrets } = rightFile(target.issuer, target.env);
  const { code, stdout } = await doctor(t, file, { ...secrets, WEB_SECRET: "another-secret" }, "--json");
  assert.equal(code, 2);
  const { provider, findings } = JSON.parse(stdout) as { provider: string; findings: Record<string, unknown>[] };
  assert.equal(provider, "mine");
  const bad = findings.find(({ ok }) => ok === "bad");
  assert.deepEqual([bad?.["examination"], bad?.["key"]], ["clients", "clients[0].client_secret"]);
  const basic = Buffer.from(":another-secret").toString("base64").slice(2, -2);
  for (const secret of ["another-secret", basic, ...Object.values(secrets)])
    assert.ok(!stdout.includes(secret), secret);
});

test("the page at which the login stops is kept as a picture", async (t) => {
  const { file, secrets } = rightFile(target.issuer, target.env);
  process.env["ASSAY_CHROMIUM"] = "";
  t.after(() => (process.env["ASSAY_CHROMIUM"] = "/nowhere/chromium"));
  const pages = [file.pages[0]];
  const out = temporaryFolder(t);
  const { stdout } = await doctor(t, { ...file, pages }, secrets, "--out", out);
  const [, path = ""] = /page {4}(\S+\.png)/.exec(stdout) ?? [];
  assert.ok(path.startsWith(out), stdout);
  assert.deepEqual([...readFileSync(path).subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
});

test("without Chromium the finding says so", async (t) => {
  const { file, secrets } = rightFile(target.issuer, target.env);
  const { wrong } = await diagnose(t, { ...file, pages: [] }, secrets);
  assert.equal(wrong.screenshot, undefined);
  assert.match(wrong.hint ?? "", /there is no picture of the page: no Chromium starts here \(ASSAY_CHROMIUM/);
});

test("with --client only that client is examined, and one that is not in the file is refused", async (t) => {
  const { file, secrets } = rightFile(target.issuer, target.env);
  const { findings } = await diagnose(t, file, { ...secrets, WEB_SECRET: "another-secret" }, "service");
  const clients = findings.map(({ subject }) => subject).filter((subject) => subject.startsWith("client "));
  assert.deepEqual(clients, ['client "service"']);
  const { code, stderr } = await doctor(t, file, secrets, "--client", "srevice");
  assert.equal(code, 2);
  assert.match(stderr, /^USAGE no client "srevice"\n {2}hint: clients of \S*mine\.yaml: web, service, legacy, api\n$/);
  assert.doesNotMatch(stderr, STACK);
});

test("a provider made by a program has no places, and an unknown client is an AssayError", async (t) => {
  const provider = { ...smallProvider(t, "http://127.0.0.1:1"), folder: "/nowhere" };
  const findings = [];
  for await (const one of examine(provider)) findings.push(one);
  const bad = findings.filter(({ ok }) => ok === "bad");
  assert.deepEqual(
    bad.map(({ key, at }) => [key, at]),
    [["issuer", undefined]],
  );
  await assert.rejects(examine(provider, { client: "none" }).next(), (error) => error instanceof AssayError);
});
