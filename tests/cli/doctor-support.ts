import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { type Finding, examine, loadProvider, loadSuite } from "../../engine/index.js";
import { type Ended, assay } from "../support/cli.js";
import { temporaryFolder } from "../support/suite.js";

// No test but one wants a picture of a page, and Chromium takes its time.
process.env["ASSAY_CHROMIUM"] = "/nowhere/chromium";

/** A provider file in JSON, which is YAML too, so that a test can change what it likes. */
export interface File {
  issuer: string;
  clients: Record<string, unknown>[];
  users: Record<string, unknown>[];
  pages: Record<string, Record<string, unknown>>[];
  network: Record<string, unknown>;
  [key: string]: unknown;
}
export type Secrets = Record<string, string>;

export interface Diagnosis {
  findings: Finding[];
  /** Keys that findings of wrong settings name first, in order. */
  accused: string[];
  /** The first wrong one. */
  wrong: Finding;
  /** All of it, as JSON. */
  out: string;
}

const suite = loadSuite();

/** Examines a file through the library. */
export async function diagnose(t: TestContext, file: object, secrets: Secrets, client?: string): Promise<Diagnosis> {
  const findings: Finding[] = [];
  for await (const one of examine(loadProvider(write(t, file), secrets), { suite, client })) findings.push(one);
  const bad = findings.filter(({ ok }) => ok === "bad");
  const out = JSON.stringify(findings, null, 1);
  return { findings, accused: bad.map(({ key }) => key ?? ""), wrong: bad[0] as Finding, out };
}

/** Runs `assay doctor` on a file as a process of its own, in the file's folder. */
export function doctor(t: TestContext, file: object, secrets: Secrets, ...args: string[]): Promise<Ended> {
  const path = write(t, file);
  const values = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(dirname(path), "secrets"), values.join(""));
  const { ASSAY_CHROMIUM = "" } = process.env;
  const options = { cwd: dirname(path), env: { ASSAY_CHROMIUM } };
  return assay(["doctor", "mine.yaml", "--secrets", "secrets", ...args], options);
}

function write(t: TestContext, file: object): string {
  const path = join(temporaryFolder(t), "mine.yaml");
  writeFileSync(path, JSON.stringify(file, null, 1));
  return path;
}

/** A right provider file for the embedded server, with a client of every sort that logs nobody out, and its secrets. */
export function rightFile(issuer: string, env: Record<string, string>): { file: File; secrets: Secrets } {
  const of = (name: string, member: string): string => env[`ASSAY_REFERENCE_${name}_${member}`] ?? "";
  const client = (name: string, reference: string, more: object): Record<string, unknown> => ({
    name,
    client_id: of(reference, "ID"),
    client_secret: `\${secret:${name.toUpperCase()}_SECRET}`,
    ...more,
  });
  const file: File = {
    provider: "mine",
    name: "My server",
    issuer,
    scope: "api:read",
    clients: [
      client("web", "CONFIDENTIAL", {
        grants: ["authorization_code", "refresh_token"],
        redirect_uris: ["https://app.example.com/cb"],
      }),
      client("service", "SERVICE_POST", {
        token_endpoint_auth_method: "client_secret_post",
        grants: ["client_credentials"],
      }),
      client("legacy", "PASSWORD", { grants: ["password"] }),
      client("api", "RESOURCE_SERVER", { grants: [], roles: ["resource_server"] }),
    ],
    users: [{ username: env["ASSAY_REFERENCE_USER"], password: "${secret:USER_PASSWORD}" }],
    pages: [
      {
        login: {
          has: "password",
          fill: { username: "${user.username}", password: "${user.password}" },
          press: "Sign in",
        },
      },
      { consent: { text: "would like to use", press: "Allow", deny: "Cancel" } },
    ],
    resource: { url: "/resource" },
    network: env["ASSAY_REFERENCE_CA"] ? { ca: env["ASSAY_REFERENCE_CA"] } : {},
  };
  const secrets = {
    WEB_SECRET: of("CONFIDENTIAL", "SECRET"),
    SERVICE_SECRET: of("SERVICE_POST", "SECRET"),
    LEGACY_SECRET: of("PASSWORD", "SECRET"),
    API_SECRET: of("RESOURCE_SERVER", "SECRET"),
    USER_PASSWORD: env["ASSAY_REFERENCE_PASSWORD"] ?? "",
  };
  return { file, secrets };
}
