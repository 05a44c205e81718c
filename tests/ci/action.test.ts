import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PACKAGE_ROOT, findProvider, type Report } from "../../engine/index.js";
import { startReference, type Target } from "../../targets/reference.js";
import { action } from "./files.js";

const CHECK = "--check rfc6749-client-credentials";
let folder: string;
let target: Target;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-action-"));
  target = await startReference();
});
after(async () => {
  await target.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Job {
  cwd: string;
  env: Record<string, string>;
  summary: string;
}

interface Stepped {
  code: number | null;
  text: string;
  outputs: Record<string, string>;
}

/** A folder to work in, and the variables that a runner sets, with the action's own defaults for what is not given. */
function job(name: string, inputs: Record<string, string> = {}): Job {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  const { PATH = "", HOME = "" } = process.env;
  const env: Record<string, string> = {
    PATH,
    HOME,
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION_PATH: PACKAGE_ROOT,
    GITHUB_STEP_SUMMARY: join(cwd, "summary.md"),
    RUNNER_TEMP: cwd,
    ASSAY_MAIN: join(PACKAGE_ROOT, "dist/cli/main.js"),
  };
  const defaults = Object.entries(action().inputs).map(([key, input]) => [key, input.default] as const);
  for (const [key, value] of [...defaults, ...Object.entries(inputs)]) env[`INPUT_${key.toUpperCase()}`] = value;
  return { cwd, env, summary: join(cwd, "summary.md") };
}

/** Runs a step of the action as a runner does: `shell: bash` has these options. */
async function step(id: string, { cwd, env }: Job): Promise<Stepped> {
  const script = action().runs.steps.find((one) => one.id === id)?.run;
  assert.ok(script, `step "${id}"`);
  writeFileSync(join(cwd, "step.sh"), script);
  const file = join(cwd, `${id}.out`);
  writeFileSync(file, "");
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "step.sh"], {
    cwd,
    env: { ...env, GITHUB_OUTPUT: file },
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return { code, text, outputs: Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2))) };
}

const reportOf = ({ cwd }: Job, path = "assay-report/report.json"): Report =>
  JSON.parse(readFileSync(join(cwd, path), "utf8")) as Report;

test("Node is set up only where there is none that will do", async () => {
  assert.equal((await step("node", job("node"))).outputs["setup"], "false");
  const none = job("no-node");
  const old = join(none.cwd, "bin");
  mkdirSync(old);
  writeFileSync(join(old, "node"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  none.env["PATH"] = `${old}:${none.env["PATH"]}`;
  assert.equal((await step("node", none)).outputs["setup"], "true");
});

test("without a version the action's own is taken, as it was built", async () => {
  const { code, outputs } = await step("install", job("install"));
  assert.equal(code, 0);
  assert.equal(outputs["main"], join(PACKAGE_ROOT, "dist/cli/main.js"));
});

test("a version is exact: nothing else reaches npm", async () => {
  for (const [index, version] of ["latest", "^1.0.0", "1.0.0 --registry=x", "file:../x", "$(id)"].entries()) {
    const { code, text } = await step("install", job(`version-${index}`, { version }));
    assert.equal(code, 2, version);
    assert.match(text, /^::error::version takes an exact version/, version);
  }
});

test("a version is installed from npm, without scripts", async () => {
  const one = job("npm", { version: "1.2.3" });
  const bin = join(one.cwd, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "npm"), '#!/bin/sh\necho "npm $*"\n', { mode: 0o755 });
  one.env["PATH"] = `${bin}:${one.env["PATH"]}`;
  const { code, text, outputs } = await step("install", one);
  assert.equal(code, 0, text);
  assert.match(text, /^npm install .*--ignore-scripts.* assay@1\.2\.3$/m);
  assert.equal(outputs["main"], join(one.cwd, "assay/node_modules/assay/dist/cli/main.js"));
});

test("a run writes its formats, the summary, the annotations and the outputs", async () => {
  const one = job("run", { args: CHECK });
  const { code, text, outputs } = await step("assay", one);
  assert.equal(code, 0, text);
  assert.deepEqual(outputs, { "exit-code": "0", report: "assay-report/report.json" });
  for (const name of ["report.json", "report.html", "report.sarif", "junit.xml", "github-commands.txt"])
    assert.ok(existsSync(join(one.cwd, "assay-report", name)), name);
  assert.match(readFileSync(one.summary, "utf8"), /^## Embedded reference server/);
});

test("provider, profiles and secrets come from inputs, and so do variables of the job", async () => {
  const one = job("provider", {
    provider: "own.yaml",
    profile: "oauth2, oauth2-bcp",
    secrets: "own.secrets",
    args: CHECK,
  });
  writeFileSync(join(one.cwd, "own.yaml"), readFileSync(findProvider("reference")));
  const [[name = "", value = ""] = [], ...others] = Object.entries(target.env);
  writeFileSync(join(one.cwd, "own.secrets"), `${name}=${value}\n`);
  Object.assign(one.env, Object.fromEntries(others));
  const { code, text } = await step("assay", one);
  assert.equal(code, 0, text);
  assert.deepEqual(
    reportOf(one).profiles.map((profile) => profile.name),
    ["oauth2", "oauth2-bcp"],
  );
});

test("a broken clause fails the step with 1, and the report is there to upload", async () => {
  const one = job("broken", { provider: "own.yaml", args: "--check rfc6749-token-response-code" });
  const text = readFileSync(findProvider("reference"), "utf8");
  writeFileSync(join(one.cwd, "own.yaml"), text.replace(/^expected:[\s\S]*?(?=^\S|$(?![\s\S]))/m, ""));
  Object.assign(one.env, target.env);
  const ended = await step("assay", one);
  assert.equal(ended.code, 1, ended.text);
  assert.equal(ended.outputs["exit-code"], "1");
  assert.match(ended.text, /^::error file=/m);
  assert.equal(reportOf(one).exit_code, 1);
  const upload = action().runs.steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
  assert.match(upload?.if ?? "", /^always\(\) /);
});

test("a baseline makes what was broken expected", async () => {
  const one = job("baseline", { provider: "own.yaml", args: "--check rfc6749-token-response-code", out: "first" });
  const text = readFileSync(findProvider("reference"), "utf8");
  writeFileSync(join(one.cwd, "own.yaml"), text.replace(/^expected:[\s\S]*?(?=^\S|$(?![\s\S]))/m, ""));
  Object.assign(one.env, target.env);
  assert.equal((await step("assay", one)).code, 1);
  Object.assign(one.env, { INPUT_BASELINE: "first", INPUT_OUT: "second" });
  const { code, text: said } = await step("assay", one);
  assert.equal(code, 0, said);
});

test("shards are merged, and the merge writes the summary", async () => {
  const one = job("shards", { provider: "reference", format: "" });
  Object.assign(one.env, target.env);
  for (const index of [1, 2]) {
    const args = `--check rfc6749-client-credentials*\n--shard ${index}/2\n--quiet`;
    Object.assign(one.env, { INPUT_ARGS: args, INPUT_OUT: `shards/assay-shard-${index}` });
    const { code, text } = await step("assay", one);
    assert.equal(code, 0, text);
  }
  Object.assign(one.env, {
    INPUT_ARGS: "",
    INPUT_MERGE: "shards",
    INPUT_OUT: "assay-report",
    INPUT_FORMAT: action().inputs["format"]?.default ?? "",
  });
  const { code, text, outputs } = await step("assay", one);
  assert.equal(code, 0, text);
  assert.equal(outputs["report"], "assay-report/report.json");
  assert.ok(reportOf(one).checks.length > 1);
  assert.match(readFileSync(one.summary, "utf8"), /^## Embedded reference server/);
});

test("what stands in an input is no command", async () => {
  const one = job("hostile", {
    provider: "$(touch a); `touch b`",
    args: "--check x;touch${IFS}c $(touch${IFS}d)",
    out: "o $(touch e)",
  });
  const { code } = await step("assay", one);
  assert.equal(code, 2);
  for (const name of ["a", "b", "c", "d", "e"]) assert.ok(!existsSync(join(one.cwd, name)), name);
});
