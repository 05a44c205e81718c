// How fast it is: every figure from this one run, ratios rather than seconds, since machines differ.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { withKeycloak } from "./bench/keycloak.mjs";

const execute = promisify(execFile);
const node = process.execPath;
const CONCURRENCY = 8;

async function child(script, input) {
  const { stdout } = await execute(node, [`scripts/bench/${script}.mjs`, JSON.stringify(input)], { maxBuffer: 1e8 });
  return JSON.parse(stdout);
}

/** Starts the server, does the work against it, and returns what both cost. */
async function withServer(work) {
  const server = spawn(node, ["scripts/bench/server.mjs"], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const env = JSON.parse((await lines.next()).value);
  const result = await work(env);
  server.kill("SIGTERM");
  const cost = JSON.parse((await lines.next()).value);
  await once(server, "exit");
  return { result, cost };
}

async function medianMs(program, args, times = 7) {
  const all = [];
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    await execute(program, args);
    all.push(performance.now() - started);
  }
  return all.sort((a, b) => a - b)[Math.floor(times / 2)];
}

function print(what, value, aim) {
  console.log(`${what.padEnd(58)} ${value.padStart(10)}${aim ? `   aim ${aim}` : ""}`);
}

const ms = (value) => `${Math.round(value)} ms`;
const ratio = (value) => value.toFixed(2);

/** Who the bare loop acts as. */
const embedded = (env) => ({
  issuer: env.ASSAY_REFERENCE_ISSUER,
  scope: "api:read",
  client: { id: env.ASSAY_REFERENCE_OTHER_ID, secret: env.ASSAY_REFERENCE_OTHER_SECRET },
  service: { id: env.ASSAY_REFERENCE_SERVICE_ID, secret: env.ASSAY_REFERENCE_SERVICE_SECRET },
  username: env.ASSAY_REFERENCE_USER,
  password: env.ASSAY_REFERENCE_PASSWORD,
});
const keycloak = (env) => ({
  issuer: env.KEYCLOAK_ISSUER,
  scope: "openid",
  client: { id: "other", secret: env.KEYCLOAK_OTHER_CLIENT_SECRET },
  service: { id: "service", secret: env.KEYCLOAK_SERVICE_CLIENT_SECRET },
  username: env.KEYCLOAK_USER,
  password: env.KEYCLOAK_PASSWORD,
});

const { result: run, cost } = await withServer((env) =>
  child("run", { name: "reference", env, concurrency: CONCURRENCY }),
);
print("whole run, wall time", ms(run.wall_ms), "20,000 ms");
print("  checks", String(run.checks));
print("  requests that the server received", String(cost.requests));
print("  the server's CPU time", ms(cost.cpu_ms));
print("  our CPU time", ms(run.cpu_ms));
print("wall time against the CPU time of the slower process", ratio(run.wall_ms / Math.max(cost.cpu_ms, run.cpu_ms)));
print("wall time against the server's CPU time", ratio(run.wall_ms / cost.cpu_ms), "1.5");

const { result: bare, cost: bareCost } = await withServer((env) =>
  child("bare-loop", { as: embedded(env), concurrency: CONCURRENCY, counts: run.counts }),
);
print("bare loop of as many requests of the same mix", ms(bare.wall_ms));
print("  requests that the server received", String(bareCost.requests));
print("wall time against the bare loop", ratio(run.wall_ms / bare.wall_ms), "2");
print("peak memory, assay", `${Math.round(run.rss_mb)} MB`, "300 MB");
print("peak memory, server", `${Math.round(cost.rss_mb)} MB`, "300 MB");

const empty = await medianMs(node, ["-e", "0"]);
const version = await medianMs(node, ["dist/cli/main.js", "--version"]);
print("assay --version against an empty node -e 0", ratio(version / empty), "3");

const { loadSuite } = await import("../dist/engine/index.js");
const started = performance.now();
const suite = loadSuite();
print(
  "loading and validating all plans, per 100 checks",
  ms(((performance.now() - started) / suite.checks.size) * 100),
);

const real = await withKeycloak((env) => child("run", { name: "keycloak", env, concurrency: CONCURRENCY }));
if (real) {
  const counts = real.result.counts;
  const loop = await withKeycloak((env) => child("bare-loop", { as: keycloak(env), concurrency: CONCURRENCY, counts }));
  print("Keycloak: whole run, wall time", ms(real.result.wall_ms), "300,000 ms");
  print("  checks", String(real.result.checks));
  print("  requests", String(counts.browser + counts.token + counts.other));
  print("  the server's CPU time", ms(real.cost.cpu_ms));
  print("  our CPU time", ms(real.result.cpu_ms));
  print("  wall time against the server's CPU time", ratio(real.result.wall_ms / real.cost.cpu_ms));
  print("  bare loop of as many requests of the same mix", ms(loop.result.wall_ms));
  print("  wall time against the bare loop", ratio(real.result.wall_ms / loop.result.wall_ms));
}
