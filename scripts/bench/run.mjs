// One whole run in a process of its own, as the command line does it, without the reports.
import { findProvider, loadProvider, loadSuite, memorySink, run } from "../../dist/engine/index.js";

const { name, env, concurrency } = JSON.parse(process.argv[2]);
const suite = loadSuite();
const provider = loadProvider(findProvider(name), env);
const sink = memorySink();
const cpu = process.cpuUsage();
const started = performance.now();
for await (const _ of run({ suite, provider, sink, concurrency }));
const wall_ms = performance.now() - started;
const { user, system } = process.cpuUsage(cpu);
// What a browser sends, what a client sends itself, and the documents that are asked for once or twice.
const counts = { browser: 0, token: 0, other: 0 };
for (const record of sink.records) {
  if (record.type !== "observation") continue;
  for (const { request } of record.exchanges) {
    if (/\/\.well-known\/|\/(?:jwks|certs)$/.test(new URL(request.url).pathname)) counts.other += 1;
    else if (request.headers.accept?.[0] === "application/json") counts.token += 1;
    else counts.browser += 1;
  }
}
const checks = sink.records.filter((record) => record.type === "check").length;
console.log(
  JSON.stringify({
    wall_ms,
    cpu_ms: (user + system) / 1000,
    rss_mb: process.resourceUsage().maxRSS / 1024,
    counts,
    checks,
  }),
);
