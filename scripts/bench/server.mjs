// The embedded server in a process of its own; on SIGTERM it says what it cost.
import { startReference } from "../../dist/targets/reference.js";

const target = await startReference();
// What starting costs is not part of the run.
const before = process.cpuUsage();
process.stdout.write(`${JSON.stringify(target.env)}\n`);
process.once("SIGTERM", () => {
  const { user, system } = process.cpuUsage(before);
  const cost = {
    cpu_ms: (user + system) / 1000,
    rss_mb: process.resourceUsage().maxRSS / 1024,
    requests: target.requests(),
  };
  process.stdout.write(`${JSON.stringify(cost)}\n`, () => process.exit(0));
});
