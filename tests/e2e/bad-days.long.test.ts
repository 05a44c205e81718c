import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { parse } from "yaml";
import { findProvider, readEvidence, type Exchange, type Members, type Report } from "../../engine/index.js";
import { type Weather, type WeatherProxy, startWeather } from "../../targets/network/weather.js";
import { type Target, startReference } from "../../targets/reference.js";
import { assay } from "../support/cli.js";
import { outcomes } from "../support/run.js";
import { writeFiles } from "../support/suite.js";

/** One check at a time, so that the same seed always hits the same requests. */
const SOME = ["--concurrency", "1", "--check", "rfc6749-code-*", "--check", "rfc7009-*"];

let target: Target;
let calm: Day;
const folder = mkdtempSync(join(tmpdir(), "assay-test-"));
before(async () => {
  target = await startReference();
  calm = await day("calm", {});
});
after(async () => {
  await target.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Day {
  report: Report;
  outcomes: Record<string, string>;
  exchanges: Exchange[];
}

/** A run by the command line, its outcomes by verdict, and what went over the wire. */
async function day(name: string, network: Members): Promise<Day> {
  const file = parse(readFileSync(findProvider("reference"), "utf8")) as Members;
  writeFiles(folder, { [`${name}.yaml`]: { ...file, network } });
  const out = join(folder, name);
  const { code, all } = await assay(["run", join(folder, `${name}.yaml`), ...SOME, "--quiet", "--out", out], {
    env: target.env,
    timeout: 120_000,
  });
  assert.ok(code === 0 || code === 1, all);
  const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8")) as Report;
  const exchanges = readEvidence(join(out, "evidence.jsonl")).flatMap((record) =>
    record.type === "observation" ? record.exchanges : [],
  );
  return { report, outcomes: outcomes(report.checks), exchanges };
}

const DAYS: [what: string, weather: Weather, happened: (count: WeatherProxy["count"], seen: Exchange[]) => void][] = [
  [
    "connections that break before an answer, and delays",
    { seed: 3, resets: 0.03, delay_ms: 20 },
    (count, seen) => {
      assert.ok(count.resets >= 4 && count.lost >= 2, JSON.stringify(count));
      assert.ok(seen.filter(({ retried }) => retried?.code === "reset").length >= 4);
    },
  ],
  [
    "429 and 503, with and without Retry-After",
    { seed: 5, brakes: 0.03 },
    (count, seen) => {
      assert.ok(count.brakes >= 4, JSON.stringify(count));
      const kinds = seen
        .flatMap(({ braked = [] }) => braked)
        .map((brake) => `${brake.status}${brake.retry_after_ms === undefined ? "" : " with Retry-After"}`);
      assert.deepEqual([...new Set(kinds)].sort(), ["429", "429 with Retry-After", "503", "503 with Retry-After"]);
    },
  ],
];

describe("a bad day changes no verdict:", { concurrency: 2 }, () => {
  for (const [what, weather, happened] of DAYS)
    test(what, async (t) => {
      const proxy = await startWeather(weather);
      t.after(proxy.close);
      const bad = await day(String(weather.seed), { proxy: proxy.url });
      assert.deepEqual(bad.outcomes, calm.outcomes);
      assert.deepEqual(bad.report.profiles, calm.report.profiles);
      assert.ok(Object.keys(calm.outcomes).length > 50);
      happened(proxy.count, bad.exchanges);
    });
});
