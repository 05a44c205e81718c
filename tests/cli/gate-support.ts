import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { command as runCommand } from "../../cli/run.js";
import type { Members, Report } from "../../engine/index.js";
import { type Behaviour, authorizationServer } from "../support/authorization-server.js";
import { providerFile } from "../support/run.js";
import { check, plan, suiteFolder, temporaryFolder, writeFiles } from "../support/suite.js";
import { type Captured, capture } from "./capture.js";

export const wants = (status: number, cite: string): Members => ({
  token: "client_credentials",
  expect: [{ cite, status }],
});
/** One that fails, one that warns, one that passes. */
export const CHECKS = [
  check("demo-f", [wants(299, "demo-1-must")]),
  check("demo-w", [wants(299, "demo-1-should")]),
  check("demo-p", [wants(200, "demo-1-must2")]),
];
export const FAIL = "demo-f#demo-1-must";
export const WARN = "demo-w#demo-1-should";
export const reason = "because of the section";

/** A small server, a suite and a provider file, and runs of the command line over them. */
export interface Gate {
  folder: string;
  run(out: string, ...args: string[]): Promise<Captured>;
  report(out: string): Report;
  path(name: string): string;
  /** Other checks, as a later build would have it. */
  plans(checks: Members[]): void;
  provider(more: Members): void;
}

export async function gate(t: TestContext, token: Behaviour = () => undefined, checks = CHECKS): Promise<Gate> {
  const folder = temporaryFolder(t);
  const server = await authorizationServer(t, { "/token": token });
  const suite = suiteFolder(t, { "demo/inline.plan.yaml": plan(checks) });
  const path = (name: string): string => join(folder, name);
  const provider = (more: Members): void => writeFiles(folder, { "p.yaml": providerFile(server.url, more) });
  provider({});
  return {
    folder,
    path,
    provider,
    run: (out, ...args) =>
      capture(runCommand, path("p.yaml"), "--suite", suite, "--out", path(out), "--quiet", ...args),
    report: (out) => JSON.parse(readFileSync(join(path(out), "report.json"), "utf8")) as Report,
    plans: (other) => writeFiles(suite, { "demo/inline.plan.yaml": plan(other) }),
  };
}
