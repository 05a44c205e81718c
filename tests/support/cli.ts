import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../../engine/index.js";

export const MAIN = join(PACKAGE_ROOT, "dist", "cli", "main.js");

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Both, for what must be said once. */
  all: string;
  ms: number;
}

export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
}

export interface CliOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Kills a command that does not end by itself. */
  timeout?: number;
}

/** Starts the command line as a process of its own, without the variables of the one that tests it. */
export function start(args: string[], { cwd, env = {}, timeout = 60_000 }: CliOptions = {}): Running {
  const { PATH = "", HOME = "" } = process.env;
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { PATH, HOME, NO_COLOR: "1", ...env }, timeout });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) =>
      resolve({ code, signal, stdout, stderr, all: stdout + stderr, ms: performance.now() - began }),
    );
  });
  return { child, ended };
}

export function assay(args: string[], options: CliOptions = {}): Promise<Ended> {
  return start(args, options).ended;
}

/** A stack trace of Node's. */
export const STACK = /\n\s+at .+:\d+:\d+/;

/** How often a text is said. */
export function times(text: string, what: string): number {
  return text.split(what).length - 1;
}
