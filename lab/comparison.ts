/** All servers of the lab side by side, as `assay compare` sees them. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { forMarkdown } from "../reporters/escape.js";
import { table } from "../reporters/markdown/text.js";
import { assay, readReport } from "./assay.js";
import { verdictsOf } from "./judgements.js";
import type { LabServer } from "./server.js";
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
  writeOverview(servers);
  say(`compared ${folders.length} servers; the page with filters is ${join(out, "compare.html")}`);
}

/** The part of docs/results/README.md that the lab writes. */
const PART = /(<!-- lab -->\n)[\s\S]*?(<!-- \/lab -->)/;

/** One row for each server: what was run, and how many MUSTs of each profile it meets. */
function writeOverview(servers: (readonly [string, LabServer])[]): void {
  const rows = servers.map(([name, { product, language, releases }]) => {
    const report = readReport(reportOf(name, releases[0]));
    const met = report.profiles.map(({ must }) => `${must.met} of ${must.applicable}`);
    const must = verdictsOf(report).filter(({ level }) => level.startsWith("MUST"));
    const count = (outcome: string): string => String(must.filter((one) => one.outcome === outcome).length);
    return [`[${forMarkdown(product)}](${name}.md)`, releases[0], language, ...met, count("fail"), count("blocked")];
  });
  const head = ["Server", "Release", "Language", "MUST met, oauth2", "MUST met, oauth2-bcp", "Fails", "Blocked"];
  const file = join(RESULTS, "README.md");
  const text = readFileSync(file, "utf8").replace(PART, (_, begin, end) => `${begin}${table(head, rows)}\n${end}`);
  writeFileSync(file, text);
}
