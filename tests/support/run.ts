import { join } from "node:path";
import type { TestContext } from "node:test";
import {
  loadProvider,
  loadSuite,
  run,
  type CheckReport,
  type EvidenceRecord,
  type Json,
  type LoadedSuite,
  type Members,
  type Provider,
  type Report,
  type RunOptions,
  type Suite,
  type Verdict,
} from "../../engine/index.js";
import { type AuthorizationServer, type Behaviour, SECRET_OF, authorizationServer } from "./authorization-server.js";
import { plan, suiteFolder, temporaryFolder, writeFiles } from "./suite.js";

export interface Done {
  report: Report;
  records: EvidenceRecord[];
  /** The verdict of a key; throws where there is none. */
  verdict(key: string): Verdict;
  check(id: string): CheckReport;
}

/** Runs to the end. */
export async function runAll(options: RunOptions): Promise<Done> {
  for await (const event of run(options)) {
    if (event.type !== "finished") continue;
    const { report, records } = event;
    const verdicts = report.checks.flatMap((one) => one.verdicts);
    return {
      report,
      records,
      verdict: (key) =>
        found(verdicts, (one) => one.key === key, `${key} in ${verdicts.map((one) => one.key).join(" ")}`),
      check: (id) => found(report.checks, (one) => one.id === id, id),
    };
  }
  throw new Error("the run ended without a report");
}

function found<T>(items: T[], fits: (item: T) => boolean, what: string): T {
  const item = items.find(fits);
  if (item === undefined) throw new Error(`no ${what}`);
  return item;
}

/** The description of the small server in authorization-server.ts, as a provider file holds it. */
export function providerFile(issuer: string, more: Members = {}): Members {
  const client = (name: string, rest: Members): Members => ({
    name,
    client_id: name,
    client_secret: SECRET_OF[name] ?? "",
    ...rest,
  });
  const grants = ["authorization_code", "refresh_token"];
  return {
    provider: "small",
    name: "Small server",
    issuer,
    profiles: ["demo"],
    clients: [
      client("app", { grants, redirect_uris: ["https://app.example.com/cb"] }),
      client("other", { grants, redirect_uris: ["https://other.example.com/cb"] }),
      client("service", { grants: ["client_credentials"] }),
    ],
    ...more,
  };
}

export function smallProvider(t: TestContext, issuer: string, more: Members = {}): Provider {
  const folder = temporaryFolder(t);
  writeFiles(folder, { "small.yaml": providerFile(issuer, more) });
  return loadProvider(join(folder, "small.yaml"), {});
}

export interface Inline {
  checks: Members[];
  /** Further suite files. */
  files?: Record<string, string | Json>;
  server?: Record<string, Behaviour>;
  provider?: Members;
  options?: Partial<RunOptions>;
}

/** Runs inline checks against a small server that behaves as said. */
export async function runInline(
  t: TestContext,
  inline: Inline,
): Promise<Done & { server: AuthorizationServer; suite: LoadedSuite }> {
  const server = await authorizationServer(t, inline.server);
  const suite = inlineSuite(t, inline.checks, inline.files);
  const provider = smallProvider(t, server.url, inline.provider);
  return { ...(await runAll({ suite, provider, ...inline.options })), server, suite };
}

export function inlineSuite(t: TestContext, checks: Members[], files: Record<string, string | Json> = {}): LoadedSuite {
  return loadSuite({ folder: suiteFolder(t, { "demo/inline.plan.yaml": plan(checks), ...files }) });
}

/** Verdicts by key, without what differs from run to run. */
export function outcomes(checks: readonly CheckReport[]): Record<string, string> {
  const verdicts = checks.flatMap((one) => one.verdicts);
  return Object.fromEntries(
    verdicts.map((one) => [one.key, one.outcome] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export type { Suite };
