import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, mock } from "node:test";
import { command as init } from "../../cli/init.js";
import { type Json, type Members, lintFile, loadProvider, loadSuite, readYaml } from "../../engine/index.js";
import { serveLoopback } from "../../targets/network/loopback-server.js";
import { type Fault, type Target, startReference } from "../../targets/reference.js";
import { runAll } from "../support/run.js";
import { temporaryFolder } from "../support/suite.js";

export const suite = loadSuite();

export interface Written {
  file: string;
  text: string;
  value: Members;
  code: number;
  /** What was said, warnings too. */
  said: string;
}

/** Runs `assay init` and keeps what it says; not through standard output itself, where test results go. */
export async function told(...args: string[]): Promise<{ code: number; said: string }> {
  let said = "";
  const keep = (text: string): void => void (said += `${text}\n`);
  const mocks = [mock.method(console, "error", keep), mock.method(console, "log", keep)];
  const code = await init.run(args).finally(() => mocks.forEach((one) => one.mock.restore()));
  return { code, said };
}

/** A file that `assay init` wrote for NAME acme, in a folder of its own; lint has nothing to say of it. */
export async function written(t: TestContext, issuer: string): Promise<Written> {
  const file = join(temporaryFolder(t), "acme.yaml");
  const done = await told(issuer, "--name", "acme", "--out", file);
  assert.deepEqual(lintFile(file, suite).problems, []);
  return { file, text: readFileSync(file, "utf8"), value: readYaml(file).value as Members, ...done };
}

export async function reference(t: TestContext, ...faults: Fault[]): Promise<Target> {
  const target = await startReference({ faults });
  t.after(target.stop);
  return target;
}

/** What the file of a server without metadata cannot do without. */
export const ENDPOINTS = { ACME_AUTHORIZATION_ENDPOINT: "/auth", ACME_TOKEN_ENDPOINT: "/token" };

/** What a person fills in: the variables of the file, from those of the embedded server. */
export function filled({ env }: Target): Record<string, string> {
  const variables: Record<string, string> = {
    ACME_USER: env["ASSAY_REFERENCE_USER"] ?? "",
    ACME_PASSWORD: env["ASSAY_REFERENCE_PASSWORD"] ?? "",
  };
  for (const [name, value] of Object.entries(env)) {
    const own = /^ASSAY_REFERENCE_(\w+)_(ID|SECRET)$/.exec(name);
    if (own) variables[`ACME_${own[1] === "CONFIDENTIAL" ? "" : `${own[1]}_`}CLIENT_${own[2]}`] = value;
  }
  return variables;
}

/** A server that has these JSON documents and nothing else. */
export async function documents(t: TestContext, at: Record<string, Json>): Promise<string> {
  const server = await serveLoopback((request, response) => {
    const found = at[request.url ?? ""];
    response
      .writeHead(found === undefined ? 404 : 200, { "content-type": "application/json" })
      .end(JSON.stringify(found ?? {}));
  });
  t.after(server.close);
  return server.url;
}

/** Filled in by `documents`, which knows its own address only afterwards. */
export const endpoints = (url = "https://as.example.com"): Members => ({
  issuer: url,
  authorization_endpoint: `${url}/authorize`,
  token_endpoint: `${url}/token`,
});

export async function passes(target: Target, file: string, more: Record<string, string> = {}): Promise<void> {
  const provider = loadProvider(file, { ...filled(target), ...more });
  const { check } = await runAll({ suite, provider, checks: ["rfc6749-code-replay"] });
  assert.equal(check("rfc6749-code-replay").outcome, "pass", JSON.stringify(check("rfc6749-code-replay").verdicts));
}
