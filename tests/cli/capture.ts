import { mock } from "node:test";
import type { Command } from "../../cli/main.js";
import { AssayError } from "../../engine/index.js";

export interface Captured {
  code: number;
  out: string;
}

/** Runs a command in this process, as main does, and keeps what it prints. */
export async function capture(command: Command, ...args: string[]): Promise<Captured> {
  let out = "";
  const log = mock.method(console, "log", (...words: unknown[]) => void (out += `${words.join(" ")}\n`));
  const real = process.stdout.write.bind(process.stdout);
  const write = mock.method(process.stdout, "write", (text: string | Uint8Array) => {
    // Bytes are what the test runner has to say to the process that reads its results.
    if (typeof text !== "string") return real(text);
    out += text;
    return true;
  });
  try {
    return { code: await command.run(args), out };
  } finally {
    log.mock.restore();
    write.mock.restore();
  }
}

/** The error with which a command refuses its arguments. */
export async function refusal(command: Command, ...args: string[]): Promise<{ code: string; message: string }> {
  try {
    await command.run(args);
  } catch (error) {
    if (error instanceof AssayError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("it was not refused");
}
