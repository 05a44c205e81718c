/** Runs checks of the package against a hostile server, and says what must hold whatever the server did. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import {
  type Check,
  type Exchange,
  type Members,
  type Profile,
  type Suite,
  citesOf,
  loadSuite,
  readableEvidence,
  storedRun,
} from "../../engine/index.js";
import { REPORTERS, filesOf } from "../../reporters/index.js";
import type { Evidence } from "../../engine/types/report.js";
import { leaks } from "../support/leaks.js";
import { type Done, runAll, smallProvider } from "../support/run.js";
import { foreignIn } from "./formats.js";
import { CALLBACK, CLIENT, type Hostile, type Mischief, PASSWORD, SECRET, hostileServer } from "./server.js";

/** Of every surface that a server has, one check or two. */
export const CHECKS = [
  "rfc6749-token-response-code",
  "rfc6749-token-response-client-credentials",
  "rfc6749-token-error/invalid_grant",
  "rfc6749-authorization-response",
  "rfc6749-authorization-error",
  "rfc6750-challenge/unknown-token",
  "rfc6750-header",
  "rfc7009-access-token",
  "rfc7662-active-token",
  "rfc7662-inactive/unknown",
  "rfc8414-answer",
  "rfc8414-members",
  "rfc8414-keys",
  "rfc9207-success",
];
/** One check for each way to ask a server something: metadata and keys, pages and code, token, resource, introspection. */
export const FEW = ["rfc6749-token-response-code", "rfc6750-header", "rfc7662-active-token", "rfc8414-keys"];
/** Of a body, in bytes, as the run is told. */
const MAX_BODY = 1 << 20;
/** Of a run and its reports; a quiet machine needs a fraction. */
const LONGEST_MS = 20_000;

/** The package's suite down to these checks and what they cite, so that a hundred reports are drawn in seconds. */
function smallSuite(): Suite {
  const whole = loadSuite();
  const checks = new Map(CHECKS.map((id) => [id, whole.checks.get(id) as Check]));
  const profile = whole.profiles.get("oauth2-bcp") as Profile;
  const requirements = [...new Set([...checks.values()].flatMap(citesOf))];
  return { ...whole, checks, profiles: new Map([["oauth2-bcp", { ...profile, requirements }]]) };
}
const suite = smallSuite();

export interface Attacked extends Done, Hostile {
  evidence: Evidence;
  /** Everything that went over the wire. */
  exchanges: Exchange[];
}

/** How a run is made. */
export interface How {
  /** Ids of the package's checks; default `CHECKS`. */
  checks?: readonly string[];
  concurrency?: number;
  network?: Members;
  /** What walks the pages; default plain HTTP. */
  driver?: "http" | "browser";
}

/** Runs to the end against the mischief; nothing is asserted yet. */
export async function attack(t: TestContext, mischief: Mischief, how: How = {}): Promise<Attacked> {
  const server = await hostileServer(t, mischief);
  const provider = smallProvider(t, server.url, {
    profiles: ["oauth2-bcp"],
    driver: how.driver ?? "http",
    scope: "read",
    clients: [
      {
        client_id: CLIENT,
        client_secret: SECRET,
        grants: ["authorization_code", "refresh_token", "client_credentials"],
        redirect_uris: [CALLBACK],
      },
    ],
    users: [{ username: "someone", password: PASSWORD }],
    pages: [
      {
        login: { has: "password", fill: { username: "${user.username}", password: "${user.password}" } },
      },
    ],
    resource: { url: "/resource", scope: "read" },
    network: { timeout: 10, max_body: MAX_BODY, ...how.network },
  });
  const checks = [...(how.checks ?? CHECKS)];
  const { concurrency } = how;
  const done = await runAll({ suite, provider, checks, command: "assay run", confirm: false, concurrency });
  assert.equal(done.report.checks.length, checks.length);
  const exchanges = done.records.flatMap((one) => (one.type === "observation" ? one.exchanges : []));
  return { ...done, ...server, exchanges, evidence: readableEvidence(storedRun(done.records).observations) };
}

/** What holds of every run: no fault of ours, nothing strayed, nothing too long was read, no secret is stored. */
export function isSound(done: Attacked): void {
  const verdicts = done.report.checks.flatMap((check) => check.verdicts);
  assert.deepEqual(
    verdicts.filter(({ outcome }) => outcome === "error").map(({ key, reason }) => `${key}: ${reason}`),
    [],
  );
  assert.deepEqual(done.strayed, [], "requests to another host");
  const longest = Math.max(0, ...done.exchanges.map(({ response }) => response?.body.length ?? 0));
  assert.ok(longest <= MAX_BODY, `a body of ${longest} was read`);
  assert.deepEqual(leaks(JSON.stringify(done.records), [SECRET, PASSWORD]), []);
}

/** What a format shows holds nothing that a reader would obey, and no secret. */
export function isHarmless(format: string, texts: readonly string[]): void {
  for (const text of texts) {
    assert.deepEqual(foreignIn(format, text), [], `${format} writes text of the server as it came`);
    assert.deepEqual(leaks(text.slice(0, 300_000), [SECRET, PASSWORD]), [], `${format} shows a secret`);
  }
}

/** Runs and asserts that the run was sound and over in time. */
export async function survives(t: TestContext, mischief: Mischief, how?: How): Promise<Attacked> {
  const started = performance.now();
  const done = await attack(t, mischief, how);
  isSound(done);
  const took = performance.now() - started;
  assert.ok(took < LONGEST_MS, `${Math.round(took)} ms`);
  return done;
}

/** The same, and so are its reports. */
export async function withstands(t: TestContext, mischief: Mischief, how?: How): Promise<void> {
  const started = performance.now();
  const done = await survives(t, mischief, how);
  for (const [format, texts] of Object.entries(formats(done))) isHarmless(format, texts);
  const took = performance.now() - started;
  assert.ok(took < LONGEST_MS, `${Math.round(took)} ms`);
}

export const formats = ({ report, evidence }: Pick<Attacked, "report" | "evidence">): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(REPORTERS).map(([name, reporter]) => [
      name,
      filesOf(reporter, report, evidence).map(({ text }) => text),
    ]),
  );
