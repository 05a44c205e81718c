import { spawn } from "node:child_process";

const BEAT_MS = 5000;

/**
 * Runs a command to its end and keeps what it printed.
 *
 * @param beat called every few seconds with the seconds gone and the last line printed, so that a
 *   long command is seen to live
 * @returns `{ code, output }`; a command that cannot be started has code 127 and the reason as output
 */
export function command(file, args, { cwd, env = process.env, beat, echo, shell = false } = {}) {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(file, args, { cwd, env, shell, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (chunk) => {
      output += chunk;
      echo?.(chunk);
    };
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    const timer =
      beat && setInterval(() => beat(Math.round((performance.now() - started) / 1000), lastLine(output)), BEAT_MS);
    const end = (code, more = "") => {
      clearInterval(timer);
      resolve({ code, output: output + more });
    };
    child.on("error", (error) => end(127, `${error.message}\n`));
    child.on("close", (code, signal) => end(code ?? 1, signal ? `ended by ${signal}\n` : ""));
  });
}

/** The last line that says anything. */
export function lastLine(text) {
  return text.trimEnd().split("\n").at(-1)?.trim() ?? "";
}
