/** What a newer release mended or broke, clause by clause, as `assay diff` sees it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assay } from "./assay.js";
import { reportOf } from "./places.js";
import type { LabServer } from "./server.js";

const FILE = "diff.md";

/** Compares the newest release with each older one that has a stored report. */
export async function compareReleases(name: string, server: LabServer): Promise<void> {
  const [newest, ...older] = server.releases;
  for (const release of older) {
    const before = reportOf(name, release);
    if (!existsSync(join(before, "report.json"))) continue;
    const done = await assay(["diff", before, reportOf(name, newest), "--format", "markdown", "--out", before]);
    if (done.code > 1) throw new Error(`"assay diff" ended with ${done.code}\n${done.output}`);
  }
}

/** The comparisons as a part of a page, one heading lower; undefined where no older release was run. */
export function changesSince(name: string, server: LabServer): string | undefined {
  const [newest, ...older] = server.releases;
  const parts = older.flatMap((release) => {
    const file = join(reportOf(name, release), FILE);
    if (!existsSync(file)) return [];
    const body = readFileSync(file, "utf8")
      .replace(/^# .*\n+/, "")
      .replace(/^#/gm, "##")
      .trim();
    return [`## What changed from ${release} to ${newest}\n\n${body}`];
  });
  return parts.length > 0 ? parts.join("\n\n") : undefined;
}
