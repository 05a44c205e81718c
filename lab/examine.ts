/** One server, from its packages to its stored report. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { NetworkName } from "./network.js";
import { RUNTIMES, loadServer, logOf, reportOf } from "./places.js";
import { placeOf, runOnce, type Say, startFresh } from "./run.js";
import { provide } from "./runtimes.js";
import { differences } from "./same.js";
import type { Install, LabServer } from "./server.js";

/** Of each run in turn: what shares a server must not change a verdict. */
const CONCURRENCY = [8, 1];

/** Beside a stored report: how often, where and how else the server was run, and what came out otherwise there. */
export interface Repeated {
  runs: number;
  equal: boolean;
  networks: Partial<Record<NetworkName, string[]>>;
  logins?: Record<string, { verdicts: number; other: string[] }>;
}

export interface Wanted {
  release: string;
  runs: number;
  /** Behind each network that the server can stand behind, too. */
  networks: boolean;
  /** With each other way to log in, too. */
  logins: boolean;
  say: Say;
}

/**
 * Installs a release, runs the suite over it, each time on fresh state, and stores the first report.
 * @returns what went wrong: a problem of this server, so that the others still run
 */
export async function examine(name: string, server: LabServer, wanted: Wanted): Promise<string[]> {
  const { release } = wanted;
  const place = placeOf(name, release);
  try {
    await install(server, place);
  } catch (error) {
    return [`${name} ${release} is skipped, it could not be installed: ${String(error)}`];
  }
  try {
    return await allRuns(name, server, place, wanted);
  } catch (error) {
    return [`${name} ${release}: ${String(error)} (log: ${logOf(name)})`];
  }
}

async function install(server: LabServer, place: Install): Promise<void> {
  await provide(server.runtimes ?? [], { folder: RUNTIMES, log: place.log });
  await server.install(place);
}

async function allRuns(name: string, server: LabServer, place: Install, wanted: Wanted): Promise<string[]> {
  const { runs, say } = wanted;
  const stored = reportOf(name, place.release);
  const [fresh, again] = [`${stored}.new`, `${stored}.again`];
  mkdirSync(dirname(stored), { recursive: true });
  const whole = (index: number) => ({
    concurrency: CONCURRENCY[index % 2] ?? 1,
    what: `run ${index + 1} of ${runs}`,
    say,
  });

  const first = await runOnce(name, server, place, { ...whole(0), out: fresh });
  const problems = [...first.problems];
  const repeated: Repeated = { runs, equal: true, networks: {} };
  for (let index = 1; index < runs; index += 1) {
    const other = await runOnce(name, server, place, { ...whole(index), out: again });
    const differing = differences(first.report, other.report);
    if (differing.length > 0) repeated.equal = false;
    problems.push(...other.problems, ...differing.map((line) => `${name}: run ${index + 1} differs, ${line}`));
  }
  for (const network of wanted.networks ? (server.networks ?? []) : []) {
    const how = { concurrency: 8, what: `${network} network`, say, out: again, network };
    const other = await runOnce(name, server, place, how);
    const differing = differences(first.report, other.report).filter(isOfBothWays);
    repeated.networks[network] = differing;
    problems.push(...other.problems, ...differing.map((line) => `${name}, ${network} network: ${line}`));
  }
  for (const [what, login] of Object.entries(wanted.logins ? (server.logins ?? {}) : {})) {
    const other = await runOnce(name, server, place, { concurrency: 8, what, say, out: again, login });
    const differing = differences(first.report, other.report).filter(isOfBoth);
    const verdicts = other.report.checks.reduce((sum, check) => sum + check.verdicts.length, 0);
    repeated.logins = { ...repeated.logins, [what]: { verdicts, other: differing } };
    problems.push(...other.problems, ...differing.map((line) => `${name}, ${what}: ${line}`));
  }
  if (problems.length === 0) rmSync(again, { recursive: true, force: true });
  rmSync(stored, { recursive: true, force: true });
  renameSync(fresh, stored);
  writeFileSync(join(stored, "repeated.json"), JSON.stringify(repeated));
  return problems;
}

/** Not of clauses that speak of https, and so can be judged on one of the two ways only. */
const isOfBothWays = (line: string): boolean =>
  !/: (?:not-applicable|not-supported|absent), then |, then (?:not-applicable|not-supported|absent)$/.test(line);

/** Not of a check that only one of the two runs had. */
const isOfBoth = (line: string): boolean =>
  !/: (?:absent|not-selected), then |, then (?:absent|not-selected)$/.test(line);

/** Starts a server, prints its variables as KEY=value lines and waits for SIGINT or SIGTERM. */
export async function serve(name: string, release: string | undefined, say: Say): Promise<number> {
  const server = await loadServer(name);
  const place = placeOf(name, release ?? server.releases[0]);
  await install(server, place);
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
