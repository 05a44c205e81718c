/** Runs checks of the package against a hostile server, and says what must hold whatever the server did. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import {
  type Check,
  type Members,
  type Profile,
  type Suite,
  citesOf,
  loadSuite,
  readableEvidence,
  storedRun,
} from "../../engine/index.js";
import { REPORTERS, filesOf } from "../../reporters/index.js";
import type { Evidence, Report } from "../../engine/types/report.js";
import { leaks } from "../support/leaks.js";
import { type Done, runAll, smallProvider } from "../support/run.js";
import { foreignIn } from "./formats.js";
import { CALLBACK, CLIENT, type Hostile, type Mischief, PASSWORD, SECRET, hostileServer } from "./server.js";

/** Of every surface that a server has, one check or two. */
const CHECKS = [
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
/** Of a body, in bytes, as the run is told. */
const MAX_BODY = 2 << 20;
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
}

/** Runs to the end against the mischief; nothing is asserted yet. */
export async function attack(t: TestContext, mischief: Mischief, network: Members = {}): Promise<Attacked> {
  const server = await hostileServer(t, mischief);
  const provider = smallProvider(t, server.url, {
    profiles: ["oauth2-bcp"],
    driver: "http",
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
    network: { timeout: 0.4, max_body: MAX_BODY, ...network },
  });
  const done = await runAll({ suite, provider, checks: CHECKS, command: "assay run" });
  return { ...done, ...server, evidence: readableEvidence(storedRun(done.records).observations) };
}

/** What holds of every case: a report in time, no fault of ours, nothing strayed, no secret, no format that obeys. */
export async function withstands(t: TestContext, mischief: Mischief, network?: Members): Promise<void> {
  const started = performance.now();
  const done = await attack(t, mischief, network);
  assert.equal(done.report.checks.length, CHECKS.length);
  const verdicts = done.report.checks.flatMap((check) => check.verdicts);
  assert.deepEqual(
    verdicts.filter(({ outcome }) => outcome === "error").map(({ key, reason }) => `${key}: ${reason}`),
    [],
  );
  assert.deepEqual(done.strayed, [], "requests to another host");
  const sizes = done.records.flatMap((one) =>
    one.type === "observation" ? one.exchanges.map(({ response }) => response?.body.length ?? 0) : [],
  );
  assert.ok(Math.max(0, ...sizes) <= MAX_BODY, `a body of ${Math.max(...sizes)} was read`);
  const stored = JSON.stringify(done.records);
  assert.deepEqual(leaks(stored, [SECRET, PASSWORD]), []);
  const drawn = formats(done.report, done.evidence);
  for (const [format, texts] of Object.entries(drawn))
    for (const text of texts) {
      assert.deepEqual(foreignIn(format, text), [], `${format} writes text of the server as it came`);
      if (text.length < 300_000) assert.deepEqual(leaks(text, [SECRET, PASSWORD]), [], `${format} shows a secret`);
    }
  const took = performance.now() - started;
  assert.ok(took < LONGEST_MS, `${Math.round(took)} ms`);
}

export const formats = (report: Report, evidence: Evidence): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(REPORTERS).map(([name, reporter]) => [
      name,
      filesOf(reporter, report, evidence).map(({ text }) => text),
    ]),
  );
