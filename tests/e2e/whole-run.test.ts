import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import {
  PACKAGE_ROOT,
  findProvider,
  judge,
  loadProvider,
  loadSuite,
  makeReport,
  readEvidence,
  type EvidenceRecord,
  type Members,
  type Report,
} from "../../engine/index.js";
import { startReference } from "../../targets/reference.js";
import { type Ended, assay } from "../support/cli.js";
import { formsOf, leaks } from "../support/leaks.js";
import { type RecordingProxy, recordingProxy } from "../support/recording-proxy.js";
import { outcomes, runAll } from "../support/run.js";
import { writeFiles } from "../support/suite.js";

const folder = mkdtempSync(join(tmpdir(), "assay-test-"));
const closing: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
let ended: Ended;
let proxy: RecordingProxy;
let secretsOfFile: string[];
let report: Report;
let records: EvidenceRecord[];

/** One whole run of the command line, through a proxy that keeps every secret that the server gives away, signed tokens among them. */
before(async () => {
  const target = await startReference();
  closing.push(target.stop);
  proxy = await recordingProxy({ after: (close) => void closing.push(close as () => unknown) });
  const file = parse(readFileSync(findProvider("reference"), "utf8")) as Members;
  writeFiles(folder, { "recorded.yaml": { ...file, second_scope: "openid", network: { proxy: proxy.url } } });
  const provider = join(folder, "recorded.yaml");
  secretsOfFile = loadProvider(provider, target.env).secrets;
  ended = await assay(["run", provider, "--out", join(folder, "out"), "--format", "junit"], {
    env: target.env,
    timeout: 120_000,
  });
  assert.ok(ended.code === 0 || ended.code === 1, ended.all.slice(-2000));
  report = JSON.parse(readFileSync(join(folder, "out", "report.json"), "utf8")) as Report;
  records = readEvidence(join(folder, "out", "evidence.jsonl"));
});
after(async () => {
  for (const close of closing.reverse()) await close();
});

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("a run is complete, and errs nowhere", () => {
  assert.equal(report.assay.complete, true);
  assert.equal(report.summary.by_outcome.error ?? 0, 0);
  assert.ok(report.checks.some((check) => check.id === "rfc6749-code-replay"));
  assert.equal(new Set(report.checks.map((check) => check.id)).size, report.checks.length);
});

test("judging the stored evidence again gives the identical report", () => {
  const suite = loadSuite();
  assert.deepEqual(plain(makeReport(records, suite)), report);
  const again = judge(records, suite);
  assert.deepEqual(outcomes(again), outcomes(report.checks));
  assert.deepEqual(plain(judge(records, suite)), plain(again), "and judging changes nothing");
});

test("the command judges it again without a request, and says the same", async () => {
  const { code, stdout } = await assay(["judge", join(folder, "out"), "--json"]);
  const said = JSON.parse(stdout) as { changed: unknown[]; exit_code: number };
  assert.deepEqual(said.changed, []);
  assert.equal(code, ended.code);
  assert.deepEqual(JSON.parse(readFileSync(join(folder, "out", "report.json"), "utf8")), report);
});

for (const [concurrency, seed] of [
  [1, 11],
  [16, 12],
] as const)
  test(`random order ${seed} at concurrency ${concurrency} gives equal verdicts`, async () => {
    const target = await startReference();
    closing.push(target.stop);
    const provider = loadProvider(findProvider("reference"), target.env);
    const other = await runAll({ suite: loadSuite(), provider, concurrency, seed });
    assert.deepEqual(outcomes(other.report.checks), outcomes(report.checks));
  });

test("the search for secrets finds them in every encoding", () => {
  for (const value of ["Xk29-fP_qZ81.mmT0vL~", "s3cr3t%+ :&=/?%2B", "0123456789abcdef"])
    for (const form of formsOf(value)) assert.ok(leaks(`x ${form} y`, [value]).length > 0, form);
  const basic = Buffer.from(`client:${encodeURIComponent("0123456789abcdef")}`).toString("base64");
  assert.equal(leaks(`"Basic ${basic}"`, ["0123456789abcdef"]).length, 1);
  assert.deepEqual(leaks("0123456789abcde", ["0123456789abcdef"]), []);
});

test("no secret stands in any output, in any encoding", () => {
  const planted = [...secretsOfFile, ...proxy.secrets];
  const signatures = planted.flatMap((value) => /^ey[\w-]+\.[\w-]+\.([\w-]{20,})$/.exec(value)?.[1] ?? []);
  assert.ok(secretsOfFile.length >= 8 && proxy.secrets.size > 200, `${secretsOfFile.length} and ${proxy.secrets.size}`);
  assert.ok(signatures.length > 0, "signed tokens were among them");
  const outputs: Record<string, string> = { terminal: ended.stdout, progress: ended.stderr };
  for (const name of readdirSync(join(folder, "out"))) outputs[name] = readFileSync(join(folder, "out", name), "utf8");
  assert.deepEqual(Object.keys(outputs).sort(), [
    "evidence.jsonl",
    "junit.xml",
    "progress",
    "report.html",
    "report.json",
    "terminal",
  ]);
  for (const [name, text] of Object.entries(outputs)) {
    const found = leaks(text, new Set([...planted, ...signatures]));
    const shown = found.slice(0, 5).map(({ as, at }) => `${as} in ${text.slice(Math.max(0, at - 200), at + 80)}`);
    assert.equal(found.length, 0, `${name}: ${found.length}\n${shown.join("\n")}`);
  }
});

test("what hides secrets keeps what must be seen: clients, states, errors", () => {
  const evidence = readFileSync(join(folder, "out", "evidence.jsonl"), "utf8");
  for (const word of ["invalid_grant", "https://app.example.com/cb", "authorization_code", "client_id=confidential-"])
    assert.ok(evidence.includes(word), word);
});

const schema = (name: string): object =>
  JSON.parse(readFileSync(join(PACKAGE_ROOT, "schemas", "formats", `${name}.schema.json`), "utf8")) as object;

test("the report keeps to its format", () => {
  const validate = new Ajv2020({ strict: true }).compile(schema("report"));
  assert.ok(validate(report), JSON.stringify(validate.errors));
});

test("every line of the evidence keeps to its format", () => {
  const validate = new Ajv2020({ strict: true }).compile(schema("evidence"));
  for (const record of records)
    assert.ok(validate(record), `${JSON.stringify(validate.errors)}: ${JSON.stringify(record).slice(0, 300)}`);
});

test("every verdict rests on observations that the evidence holds", () => {
  const ids = new Set(records.flatMap((record) => (record.type === "observation" ? [record.id] : [])));
  for (const verdict of report.checks.flatMap((check) => check.verdicts)) {
    for (const id of verdict.observations) assert.ok(ids.has(id), `${verdict.key} rests on ${id}`);
    if (["pass", "fail", "warn", "observed"].includes(verdict.outcome))
      assert.ok(verdict.observations.length > 0, verdict.key);
    assert.ok(verdict.expected && verdict.actual, verdict.key);
  }
});
