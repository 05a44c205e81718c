// The lab's Keycloak: starts it on fresh state, does the work against it, and returns what it cost in CPU time.
import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks of a second in /proc/PID/stat (proc(5)). */
const TICKS = 100;

/** @returns undefined, and says why, where it cannot be installed here */
export async function withKeycloak(work) {
  if (process.platform !== "linux") return skipped("its CPU time is read from /proc");
  const { placeOf, startFresh } = await import("../../dist/lab/run.js");
  const { loadServer } = await import("../../dist/lab/places.js");
  const server = await loadServer("keycloak");
  const place = placeOf("keycloak", server.releases[0]);
  try {
    await server.install(place);
  } catch (error) {
    return skipped(String(error).split("\n")[0]);
  }
  const running = await startFresh(server, place);
  try {
    const java = processesOfThis();
    const before = cpuMs(java);
    const result = await work(running.env);
    return { result, cost: { cpu_ms: cpuMs(java) - before } };
  } finally {
    await running.stop();
  }
}

function skipped(why) {
  console.log(`Keycloak is left out: ${why}`);
  return undefined;
}

/** What this process started, and what that did. */
function processesOfThis() {
  const parents = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const fields = statOf(pid);
    if (fields) parents.set(pid, fields[1]);
  }
  const descends = (pid) => pid !== undefined && (pid === String(process.pid) || descends(parents.get(pid)));
  return [...parents.keys()].filter((pid) => pid !== String(process.pid) && descends(pid));
}

/** Fields of /proc/PID/stat from the third on: state, parent, ... user time at 11, system time at 12. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

const cpuMs = (pids) =>
  pids.reduce(
    (sum, pid) => sum + ((Number(statOf(pid)?.[11] ?? 0) + Number(statOf(pid)?.[12] ?? 0)) * 1000) / TICKS,
    0,
  );
