// Bad days: connections that break, delays, 429 and 503 change no verdict. scripts/bad-days.mjs does it with all checks, ten times.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, after, before, describe, test } from "node:test";
import { parse } from "yaml";
import {
  type Exchange,
  type Members,
  PACKAGE_ROOT,
  type Report,
  loadProvider,
  loadSuite,
  needsOf,
} from "../../engine/index.js";
import { type Weather, type WeatherProxy, startWeather } from "../../targets/network/weather.js";
import { type Target, startReference } from "../../targets/reference.js";
import { outcomes, runAll } from "../support/run.js";
import { temporaryFolder, writeFiles } from "../support/suite.js";

/** Of every grant a check or two, and of every kind of disturbance. */
const SOME = [
  "rfc6749-token-response-*",
  "rfc6749-code-replay*",
  "rfc6749-refresh-rotated",
  "rfc6749-implicit-response",
  "rfc6749-implicit-state/*",
  "rfc6749-password",
  "rfc6749-password-user-unknown",
  "rfc6749-secret-guessing",
  "rfc7009-access-token",
  "rfc7009-refresh-token-cascade",
  "rfc7662-revoked",
  "rfc8628-response",
  "rfc8628-user-can-refuse",
];
const DAYS = 10;
const FILE = parse(readFileSync(join(PACKAGE_ROOT, "providers/reference.yaml"), "utf8")) as Members;
const suite = loadSuite();

interface Day {
  report: Report;
  outcomes: Record<string, string>;
  exchanges: Exchange[];
}

/** A run against a server of its own, so that days that disturb it do not disturb each other. */
async function day(t: TestContext, target: Target, network: Members, checks: string[] = []): Promise<Day> {
  const folder = temporaryFolder(t);
  writeFiles(folder, { "p.yaml": { ...FILE, network } });
  const provider = loadProvider(join(folder, "p.yaml"), target.env);
  const { report, records } = await runAll({ suite, provider, checks });
  const exchanges = records.flatMap((one) => (one.type === "observation" ? one.exchanges : []));
  return { report, outcomes: outcomes(report.checks), exchanges };
}

async function badDay(t: TestContext, weather: Weather, checks?: string[]): Promise<Day & Pick<WeatherProxy, "count">> {
  const target = await startReference();
  t.after(() => target.stop());
  const proxy = await startWeather(weather);
  t.after(proxy.close);
  return { ...(await day(t, target, { proxy: proxy.url }, checks)), count: proxy.count };
}

/** Verdicts that are others than on the calm day, with what was said of them. */
function others(bad: Day, calm: Day): string[] {
  return bad.report.checks.flatMap(({ verdicts, again = [] }) =>
    verdicts
      .filter(({ key, outcome }) => calm.outcomes[key] !== outcome)
      .map(({ key, outcome, reason, actual }) => `${key}: ${outcome}, ${reason ?? actual} (${1 + again.length} times)`),
  );
}

let target: Target;
before(async () => void (target = await startReference()));
after(() => target.stop());

test("no verdict of a bad day is another than on a calm one", async (t) => {
  const calm = await day(t, target, {});
  assert.ok(calm.report.checks.length > 300);
  await t.test("in a whole run", async (row) => {
    const bad = await badDay(row, { seed: 1, resets: 0.01, brakes: 0.01, delay_ms: 20 });
    assert.deepEqual(others(bad, calm), []);
    assert.deepEqual(Object.keys(bad.outcomes), Object.keys(calm.outcomes));
    assert.deepEqual(bad.report.profiles, calm.report.profiles);
    const { requests, resets, lost, brakes } = bad.count;
    assert.ok(resets > requests / 300 && lost > 0 && brakes > requests / 300, JSON.stringify(bad.count));
    assert.ok(bad.exchanges.some(({ retried }) => retried?.code === "reset"));
    const kinds = bad.exchanges
      .flatMap(({ braked = [] }) => braked)
      .map((brake) => `${brake.status}${brake.retry_after_ms === undefined ? "" : " with Retry-After"}`);
    assert.deepEqual([...new Set(kinds)].sort(), ["429", "429 with Retry-After", "503", "503 with Retry-After"]);
  });
  await t.test(`on ${DAYS} days of some checks`, { concurrency: 5 }, async (row) => {
    const days = Array.from({ length: DAYS }, (_, at) => 100 + at);
    await Promise.all(
      days.map((seed) =>
        row.test(`day ${seed}`, async (one) => {
          const bad = await badDay(one, { seed, resets: 0.01, brakes: 0.01, delay_ms: 20 }, SOME);
          assert.deepEqual(others(bad, calm), []);
          assert.ok(Object.keys(bad.outcomes).length > 50);
          assert.ok(bad.count.resets + bad.count.brakes > 0, JSON.stringify(bad.count));
        }),
      ),
    );
  });
});

describe("the checks of the ten days", () => {
  const pattern = new RegExp(`^(?:${SOME.map((glob) => glob.replaceAll("*", ".*")).join("|")})$`);
  const some = [...suite.checks.values()].filter(({ id }) => pattern.test(id));

  test("need every grant that a client of the server has", () => {
    const clients = FILE["clients"] as { grants: string[] }[];
    const needed = new Set(some.flatMap((check) => needsOf(check, suite)));
    const missing = new Set(clients.flatMap(({ grants }) => grants).filter((grant) => !needed.has(`grant:${grant}`)));
    assert.deepEqual([...missing], []);
  });

  test("disturb all that checks disturb", () => {
    const kinds = (checks: typeof some): string[] =>
      [...new Set(checks.flatMap(({ disturbs }) => disturbs ?? []))].sort();
    assert.deepEqual(kinds(some), kinds([...suite.checks.values()]));
  });
});
