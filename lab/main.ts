/** `npm run lab [-- NAME...]`: runs the suite over real servers and writes docs/results/. */
import { parseArgs } from "node:util";
import { compareReleases } from "./changes.js";
import { compareAll } from "./comparison.js";
import { examine, serve } from "./examine.js";
import { loadServer, serverNames } from "./places.js";
import { writePages } from "./results.js";

const USAGE = `usage: npm run lab [-- NAME...] [--runs N] [--networks] [--logins] [--older] [--serve] [--pages] [--release R]

Installs real authorization servers into .lab/, starts each on loopback, runs the suite over it, stops it,
and writes docs/results/NAME.md and the comparison. Without NAME: all of them.
  --runs N     each on fresh state N times, at concurrency 8 and 1 in turn; the verdicts must be equal (default 1)
  --networks   also behind the networks that a server can stand behind; no verdict may change
  --logins     also with the other ways to log in that a server has; no verdict may change
  --older      the older releases as well, and what changed since
  --release R  this release instead of the newest; writes no page
  --serve      only start the one named, print its variables and wait for Ctrl-C
  --pages      start nothing; write the pages again from the stored reports
Exit code: 0, or 1 when runs differ, a server did not start, or a verdict is not judged yet.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "1" },
    networks: { type: "boolean", default: false },
    logins: { type: "boolean", default: false },
    older: { type: "boolean", default: false },
    release: { type: "string" },
    serve: { type: "boolean", default: false },
    pages: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** Problems that are printed; a misconfigured server has hundreds of one cause. */
const SHOWN = 20;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Why the words of the command line cannot be followed. */
function misused(all: string[]): string | undefined {
  const unknown = positionals.find((name) => !all.includes(name));
  if (unknown) return `no server "${unknown}"; there are ${all.join(", ")}`;
  if (!/^[1-9]$/.test(values.runs)) return `"--runs" must be 1 to 9, got "${values.runs}"`;
  return values.serve && positionals.length !== 1 ? `"--serve" takes one NAME` : undefined;
}

async function main(): Promise<number> {
  if (values.help) return (say(USAGE), 0);
  const all = serverNames();
  const wrong = misused(all);
  if (wrong) {
    process.stderr.write(`${wrong}\n`);
    return 2;
  }
  const wanted = positionals.length > 0 ? positionals : all;
  if (values.serve) return serve(wanted[0] ?? "", values.release, say);
  // An end by "exit" takes the servers with it; an end by a signal alone would leave them.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const problems: string[] = [];
  for (const name of wanted) problems.push(...(await one(name)));
  if (!values.release) await compareAll(say);
  for (const problem of problems.slice(0, SHOWN)) say(`! ${problem}`);
  if (problems.length > SHOWN)
    say(`! and ${problems.length - SHOWN} more; the pages below docs/results/ list them all`);
  say(problems.length > 0 ? `${problems.length} problems` : "every verdict is judged, and all runs agree");
  return problems.length > 0 ? 1 : 0;
}

async function one(name: string): Promise<string[]> {
  const server = await loadServer(name);
  const [newest, ...older] = server.releases;
  const write = async (): Promise<string[]> => {
    await compareReleases(name, server);
    return writePages(name, server);
  };
  if (values.pages) return write();
  const releases = values.release ? [values.release] : [newest, ...(values.older ? older : [])];
  const problems: string[] = [];
  for (const release of releases) {
    const repeats =
      release === newest
        ? { runs: Number(values.runs), networks: values.networks, logins: values.logins }
        : { runs: 1, networks: false, logins: false };
    problems.push(...(await examine(name, server, { release, ...repeats, say })));
  }
  return values.release || problems.length > 0 ? problems : write();
}

process.exitCode = await main();
