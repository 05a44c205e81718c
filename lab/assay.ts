/** The command line as a user has it, so that the lab tests that as well. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT, type Report } from "../engine/index.js";
import { launch } from "./tools.js";

const MAIN = join(PACKAGE_ROOT, "dist", "cli", "main.js");

export interface Finished {
  code: number;
  /** The end of what it printed. */
  output: string;
  seconds: number;
}

/** Runs `assay ARGS`. `env` has the variables of the provider file. */
export async function assay(args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
  const began = performance.now();
  const child = launch(process.execPath, [MAIN, ...args], { cwd: PACKAGE_ROOT, env });
  while (!child.exited()) await new Promise((resolve) => setTimeout(resolve, 50));
  return { code: child.code() ?? -1, output: child.tail(), seconds: (performance.now() - began) / 1000 };
}

/** The report in a folder that `assay run` wrote. */
export function readReport(folder: string): Report {
  return JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as Report;
}
