/**
 * Checks the embedded server once on a calm day and then on bad ones, through a proxy that delays every request, resets
 * connections and answers 429 and 503 now and then. Prints every verdict that is another; exits 1 when there is one.
 *
 *   node scripts/bad-days.mjs [DAYS] [GLOB...]     ten days and all checks by default; needs dist/
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { startWeather } from "../dist/targets/network/weather.js";
import { startReference } from "../dist/targets/reference.js";
import { command } from "./lib/command.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const [days = "10", ...globs] = process.argv.slice(2);
const checks = globs.flatMap((glob) => ["--check", glob]);
const folder = mkdtempSync(join(tmpdir(), "assay-days-"));
const target = await startReference();
const file = readFileSync(join(root, "providers/reference.yaml"), "utf8");

async function verdicts(name, proxy) {
  const network = `network: { ${proxy ? `proxy: "${proxy}"` : ""} }`;
  writeFileSync(join(folder, "p.yaml"), file.replace(/^network: .*$/m, network));
  const out = join(folder, name);
  const { code, output } = await command(
    process.execPath,
    [join(root, "dist/cli/main.js"), "run", join(folder, "p.yaml"), "--out", out, "--quiet", ...checks],
    { cwd: root, env: { ...process.env, ...target.env } },
  );
  if (code === 2) throw new Error(output);
  const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
  const took = Date.parse(report.assay.finished) - Date.parse(report.assay.started);
  const again = report.checks.reduce((sum, check) => sum + (check.again?.length ?? 0), 0);
  const all = report.checks.flatMap((check) => check.verdicts);
  const begun = new Map(report.checks.map((check) => [check.id, 1 + (check.again?.length ?? 0)]));
  return { took, again, begun, of: new Map(all.map((verdict) => [verdict.key, verdict])) };
}

let worse = 0;
try {
  const calm = await verdicts("calm");
  console.log(`calm: ${calm.of.size} verdicts, ${calm.took} ms`);
  for (let seed = 1; seed <= Number(days); seed++) {
    const weather = await startWeather({ seed, resets: 0.01, delay_ms: 200, brakes: 0.01 });
    const bad = await verdicts(`day-${seed}`, weather.url).finally(weather.close);
    const keys = new Set([...calm.of.keys(), ...bad.of.keys()]);
    const other = [...keys].filter((key) => calm.of.get(key)?.outcome !== bad.of.get(key)?.outcome);
    const { requests, resets, lost, brakes } = weather.count;
    console.log(
      `day ${seed}: ${other.length} other verdicts; ${requests} requests, ${resets} resets (${lost} after the answer), ${brakes} brakes, ${bad.again} checks begun again, ${bad.took} ms`,
    );
    for (const key of other) {
      const [was, is] = [calm.of.get(key), bad.of.get(key)];
      const times = bad.begun.get(key.split("#")[0]);
      console.log(`  ${key}: ${was?.outcome} -> ${is?.outcome}: ${is?.reason ?? is?.actual} (begun ${times} times)`);
    }
    worse += other.length;
  }
} finally {
  await target.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = worse > 0 ? 1 : 0;
