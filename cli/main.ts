#!/usr/bin/env node
import { readdirSync, readFileSync } from "node:fs";

/** A command: a file in this folder. */
export interface Command {
  summary: string;
  usage: string;
  /** Returns the exit code. */
  run(args: string[]): Promise<number>;
}

const NOT_COMMANDS = new Set(["main", "options"]);
const NAMES = readdirSync(new URL("./", import.meta.url))
  .filter((name) => name.endsWith(".js"))
  .map((name) => name.slice(0, -3))
  .filter((name) => !NOT_COMMANDS.has(name))
  .sort();

async function main(argv: string[]): Promise<number> {
  const [name, ...args] = argv;
  if (name === "--version" || name === "-v") {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    console.log(version);
    return 0;
  }
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const commands = await Promise.all(NAMES.map(async (one) => `  ${one.padEnd(10)} ${(await load(one)).summary}`));
    console.log(
      `assay: does an authorization server do what the specifications say?\n\nusage: assay COMMAND [options]\n\n${commands.join("\n")}\n\nassay COMMAND --help says more; exit codes: 0 conforms, 1 a clause is broken, 2 wrong use, 3 could not be judged`,
    );
    return name === undefined ? 2 : 0;
  }
  const { AssayError, didYouMean, formatProblem } = await import("../engine/errors.js");
  try {
    if (!NAMES.includes(name)) {
      const guess = didYouMean(name, NAMES);
      throw new AssayError({
        code: "UNKNOWN_COMMAND",
        message: `no command "${name}"`,
        hint: guess ? `did you mean "${guess}"?` : `commands: ${NAMES.join(", ")}`,
      });
    }
    const command = await load(name);
    if (args.includes("--help") || args.includes("-h")) {
      console.log(command.usage);
      return 0;
    }
    return await command.run(args);
  } catch (error) {
    if (error instanceof AssayError) {
      for (const problem of error.problems) console.error(formatProblem(problem));
      return 2;
    }
    if (isUsageError(error)) {
      console.error(formatProblem({ code: "USAGE", message: error.message, hint: `assay ${name} --help` }));
      return 2;
    }
    throw error;
  }
}

async function load(name: string): Promise<Command> {
  return ((await import(`./${name}.js`)) as { command: Command }).command;
}

/** parseArgs throws TypeErrors with a code. */
function isUsageError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

process.exitCode = await main(process.argv.slice(2));
