/** One server, from its packages to its stored report. */
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { assay, readReport } from "./assay.js";
import { assetsOf, cacheOf, loadServer, logOf, reportOf } from "./places.js";
import { differences } from "./same.js";
import type { Install, LabServer, Running } from "./server.js";
import { freePort } from "./tools.js";

/** Seconds that a start and a run may take. */
const START_WITHIN = 180;
const RUN_WITHIN = 300;
/** Of each run in turn: what shares a server must not change a verdict. */
const CONCURRENCY = [8, 1];

export interface Examined {
  release: string;
  problems: string[];
}

type Say = (line: string) => void;

/** Where a release of a server is put together; its log starts anew. */
function placeOf(name: string, release: string): Install {
  const file = logOf(name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "");
  const cache = cacheOf(name, release);
  mkdirSync(cache, { recursive: true });
  return { cache, assets: assetsOf(name), release, log: (line) => appendFileSync(file, `${line}\n`) };
}

/** Starts a server on fresh state; `stop` removes what it left. */
async function startFresh(server: LabServer, place: Install): Promise<Running> {
  const directory = mkdtempSync(join(tmpdir(), "assay-lab-"));
  const clean = (): void => rmSync(directory, { recursive: true, force: true });
  try {
    const running = await server.start({ ...place, port: await freePort(), directory });
    return { env: running.env, stop: () => running.stop().finally(clean) };
  } catch (error) {
    clean();
    throw error;
  }
}

/**
 * Installs a release, runs the suite over it `runs` times, each on fresh state, and stores the first report.
 * What went wrong is a problem of that server, so that the others still run.
 */
export async function examine(
  name: string,
  server: LabServer,
  { release, runs, say }: { release: string; runs: number; say: Say },
): Promise<Examined> {
  const problems: string[] = [];
  const place = placeOf(name, release);
  try {
    await server.install(place);
  } catch (error) {
    return { release, problems: [`${name} ${release} is skipped, it could not be installed: ${String(error)}`] };
  }
  for (let index = 0; index < runs; index += 1) {
    try {
      problems.push(...(await runOnce(name, server, place, index, runs, say)));
    } catch (error) {
      problems.push(`${name} ${release}: ${String(error)} (log: ${logOf(name)})`);
      break;
    }
  }
  return { release, problems };
}

async function runOnce(
  name: string,
  server: LabServer,
  place: Install,
  index: number,
  runs: number,
  say: Say,
): Promise<string[]> {
  const problems: string[] = [];
  const concurrency = CONCURRENCY[index % CONCURRENCY.length] ?? 1;
  const stored = reportOf(name, place.release);
  const out = index === 0 ? `${stored}.new` : `${stored}.again`;
  rmSync(out, { recursive: true, force: true });
  const began = performance.now();
  const running = await startFresh(server, place);
  const started = (performance.now() - began) / 1000;
  const done = await assay(
    ["run", name, "--out", out, "--concurrency", String(concurrency), "--intrusive", "--quiet", "--format", "html"],
    running.env,
  ).finally(() => running.stop());
  if (done.code === 2) throw new Error(`"assay run ${name}" ended with 2\n${done.output}`);
  const report = readReport(out);
  const { fail = 0, warn = 0, blocked = 0, pass = 0 } = report.summary.by_outcome;
  say(
    `${name} ${place.release}, run ${index + 1} of ${runs}, concurrency ${concurrency}: started in ${started.toFixed(0)} s, ran ${done.seconds.toFixed(0)} s: ${pass} pass, ${fail} fail, ${warn} warn, ${blocked} blocked`,
  );
  if (started > START_WITHIN) problems.push(`${name} took ${started.toFixed(0)} s to start, at most ${START_WITHIN}`);
  if (done.seconds > RUN_WITHIN) problems.push(`${name} ran ${done.seconds.toFixed(0)} s, at most ${RUN_WITHIN}`);
  if (index === 0) {
    rmSync(stored, { recursive: true, force: true });
    mkdirSync(dirname(stored), { recursive: true });
    renameSync(out, stored);
    writeFileSync(join(stored, "runs.json"), JSON.stringify({ runs, equal: true }));
    return problems;
  }
  const other = differences(readReport(stored), report);
  if (other.length === 0) rmSync(out, { recursive: true, force: true });
  else writeFileSync(join(stored, "runs.json"), JSON.stringify({ runs, equal: false }));
  return [...problems, ...other.map((line) => `${name}: run ${index + 1} differs, ${line}`)];
}

/** Starts a server, prints its variables as KEY=value lines and waits for SIGINT or SIGTERM. */
export async function serve(name: string, release: string | undefined, say: Say): Promise<number> {
  const server = await loadServer(name);
  const place = placeOf(name, release ?? server.releases[0]);
  await server.install(place);
  const running = await startFresh(server, place);
  for (const [key, value] of Object.entries(running.env)) say(`${key}=${value}`);
  // Nothing else keeps this process alive while the server runs in its own.
  const alive = setInterval(() => undefined, 60_000);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  clearInterval(alive);
  await running.stop();
  return 0;
}
