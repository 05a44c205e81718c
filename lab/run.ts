/** One run of the suite over a server on fresh state. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Report } from "../engine/index.js";
import { assay, readReport } from "./assay.js";
import { type NetworkName, openNetwork } from "./network.js";
import { assetsOf, cacheOf, logOf } from "./places.js";
import type { Install, LabServer, Login, Running } from "./server.js";
import { freePort } from "./tools.js";

/** Seconds that a start and a run may take. */
const START_WITHIN = 180;
const RUN_WITHIN = 300;

export type Say = (line: string) => void;

export interface Run {
  report: Report;
  problems: string[];
}

/** Where a release of a server is put together; its log starts anew. */
export function placeOf(name: string, release: string): Install {
  const file = logOf(name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "");
  const cache = cacheOf(name, release);
  mkdirSync(cache, { recursive: true });
  return { cache, assets: assetsOf(name), release, log: (line) => appendFileSync(file, `${line}\n`) };
}

/** Starts a server on fresh state, behind a network if one is named; `stop` removes what it left. */
export async function startFresh(server: LabServer, place: Install, network?: NetworkName): Promise<Running> {
  const directory = mkdtempSync(join(tmpdir(), "assay-lab-"));
  const port = await freePort();
  const between = network && (await openNetwork(network, port, directory));
  const clean = async (): Promise<void> => {
    await between?.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const running = await server.start({ ...place, port, directory, outside: between?.outside });
    return { env: running.env, stop: () => running.stop().finally(clean) };
  } catch (error) {
    await clean();
    throw error;
  }
}

/** Starts, runs and stops. @throws Error when the server does not start or the run could not be done */
export async function runOnce(
  name: string,
  server: LabServer,
  place: Install,
  how: { out: string; concurrency: number; network?: NetworkName; login?: Login; what: string; say: Say },
): Promise<Run> {
  rmSync(how.out, { recursive: true, force: true });
  const began = performance.now();
  const running = await startFresh(server, place, how.network);
  const started = (performance.now() - began) / 1000;
  const done = await assay(
    [
      "run",
      name,
      "--out",
      how.out,
      "--concurrency",
      String(how.concurrency),
      "--intrusive",
      "--quiet",
      "--format",
      "html",
      ...(how.login?.checks ?? []).flatMap((glob) => ["--check", glob]),
    ],
    { ...running.env, ...how.login?.env(running.env) },
  ).finally(() => running.stop());
  if (done.code === 2) throw new Error(`"assay run ${name}" ended with 2\n${done.output}`);
  const report = readReport(how.out);
  const { fail = 0, warn = 0, blocked = 0, pass = 0 } = report.summary.by_outcome;
  how.say(
    `${name} ${place.release}, ${how.what}, concurrency ${how.concurrency}: started in ${started.toFixed(0)} s, ran ${done.seconds.toFixed(0)} s: ${pass} pass, ${fail} fail, ${warn} warn, ${blocked} blocked`,
  );
  const slow = [
    started > START_WITHIN && `${name} took ${started.toFixed(0)} s to start, at most ${START_WITHIN}`,
    done.seconds > RUN_WITHIN && `${name} ran ${done.seconds.toFixed(0)} s, at most ${RUN_WITHIN}`,
  ];
  return { report, problems: slow.filter((problem) => problem !== false) };
}
