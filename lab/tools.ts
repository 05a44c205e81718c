/** Small parts that every server of the lab needs: processes that end with their children, a free port, a wait. */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

/** Characters of output that an error shows. */
const TAIL = 4_000;
/** Seconds. */
const READY_WITHIN = 180;
const STOP_WITHIN = 10;
const POLL = 0.25;

export interface ProcessOptions {
  cwd?: string;
  /** Beside the variables of this process. */
  env?: Record<string, string>;
  log?(line: string): void;
}

export interface Process {
  /** Ends it and every process that it started. */
  stop(): Promise<void>;
  /** True once it has ended. */
  exited(): boolean;
  /** The end of what it printed. */
  tail(): string;
}

const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

const environment = (more: Record<string, string> = {}): NodeJS.ProcessEnv => ({ ...process.env, ...more });

/** A port on loopback that nobody listens on. Another process may take it before it is used. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Runs a command to its end. `within` is in seconds. @returns what it wrote to stdout. @throws Error with the end of its output */
export async function run(
  file: string,
  args: readonly string[],
  { within = 600, ...options }: ProcessOptions & { within?: number } = {},
): Promise<string> {
  let text = "";
  const child = launch(file, args, { ...options, out: (chunk) => (text += chunk) });
  const end = performance.now() + within * 1000;
  while (!child.exited()) {
    if (performance.now() > end) {
      await child.stop();
      throw new Error(`"${file} ${args.join(" ")}" was not done within ${within} s\n${child.tail()}`);
    }
    await wait(0.05);
  }
  if (child.code() === 0) return text;
  throw new Error(`"${file} ${args.join(" ")}" ended with ${child.code()}\n${child.tail()}`);
}

/** Starts a server. It gets a process group of its own, so that what it starts ends with it. */
export function launch(
  file: string,
  args: readonly string[],
  { cwd, env, log, out }: ProcessOptions & { out?(chunk: string): void } = {},
): Process & { code(): number | undefined } {
  const child = spawn(file, args, { cwd, env: environment(env), detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let tail = "";
  let code: number | undefined;
  const hear = (chunk: Buffer): void => {
    const text = chunk.toString("utf8");
    tail = (tail + text).slice(-TAIL);
    if (log) for (const line of text.split("\n").filter(Boolean)) log(line);
  };
  child.stdout.on("data", (chunk: Buffer) => {
    out?.(chunk.toString("utf8"));
    hear(chunk);
  });
  child.stderr.on("data", hear);
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      tail += String(error);
      code = -1;
      resolve();
    });
    child.once("close", (status, signal) => {
      code = status ?? (signal ? -1 : 0);
      resolve();
    });
  });
  const kill = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  const atExit = (): void => kill("SIGKILL");
  process.once("exit", atExit);
  void ended.then(() => process.removeListener("exit", atExit));
  return {
    exited: () => code !== undefined,
    code: () => code,
    tail: () => tail,
    async stop() {
      if (code !== undefined) return;
      kill("SIGTERM");
      await Promise.race([ended, wait(STOP_WITHIN)]);
      if (code === undefined) kill("SIGKILL");
      await ended;
    },
  };
}

/** Waits until the URL answers with less than 500. `within` is in seconds. @throws Error with what the server printed last */
export async function ready(
  url: string,
  { within = READY_WITHIN, process: server }: { within?: number; process?: Process } = {},
): Promise<void> {
  const end = performance.now() + within * 1000;
  let last = "no answer";
  while (performance.now() < end) {
    if (server?.exited()) throw new Error(`the server ended before it was ready\n${server.tail()}`);
    try {
      const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5_000) });
      await response.body?.cancel();
      if (response.status < 500) return;
      last = `status ${response.status}`;
    } catch (error) {
      last = String(error);
    }
    await wait(POLL);
  }
  throw new Error(`${url} was not ready within ${within} s: ${last}\n${server?.tail() ?? ""}`);
}
