/** All servers of the lab side by side, as `assay compare` sees them. */
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { assay } from "./assay.js";
import { loadServer, reportOf, RESULTS, serverNames } from "./places.js";

/** Writes docs/results/real-servers.md and .csv from the stored reports of the newest releases. */
export async function compareAll(say: (line: string) => void): Promise<void> {
  const servers = await Promise.all(serverNames().map(async (name) => [name, await loadServer(name)] as const));
  const folders = servers
    .map(([name, server]) => reportOf(name, server.releases[0]))
    .filter((folder) => existsSync(join(folder, "report.json")));
  if (folders.length < servers.length || folders.length < 2) {
    say(`${folders.length} of ${servers.length} servers have a stored report; the comparison waits for all`);
    return;
  }
  const out = join(folders[0] ?? "", "..", "..", "..", "comparison");
  const done = await assay(["compare", ...folders, "--format", "html,markdown,csv", "--out", out]);
  if (done.code !== 0) throw new Error(`"assay compare" ended with ${done.code}\n${done.output}`);
  copyFileSync(join(out, "compare.md"), join(RESULTS, "real-servers.md"));
  copyFileSync(join(out, "compare.csv"), join(RESULTS, "real-servers.csv"));
  say(`compared ${folders.length} servers; the page with filters is ${join(out, "compare.html")}`);
}
