import { mkdirSync } from "node:fs";
import { basename } from "node:path";
import {
  AssayError,
  findProvider,
  loadProvider,
  readSecretsFile,
  type Provider,
  loadSuite,
  promisedBy,
  type LoadedSuite,
} from "../engine/index.js";
import type { Target } from "../targets/target.js";

/** A provider that is ready to be checked; the embedded server is started for it when none is named. */
export interface Opened {
  provider: Provider;
  stop(): Promise<void>;
}

export async function openProvider(
  name: string | undefined,
  { secrets, standIn }: { secrets?: string; standIn?: boolean },
): Promise<Opened> {
  const variables = { ...process.env, ...(secrets ? readSecretsFile(secrets) : {}) };
  if (standIn) return withTarget(await startStandInOf(name), name ?? "", variables, { stand_in: true });
  if (name !== undefined && !(name === "reference" && !variables["ASSAY_REFERENCE_ISSUER"]))
    return { provider: loadProvider(findProvider(name), variables), stop: async () => undefined };
  const { startReference } = await import("../targets/reference.js");
  return withTarget(await startReference(), "reference", variables, {});
}

/** The suite of `--suite`, with the promises of the provider of `--provider`. */
export function suiteOf({ suite: folder, provider }: { suite?: string; provider?: string }): LoadedSuite {
  const suite = loadSuite({ folder });
  return provider === undefined ? suite : promisedBy(suite, findProvider(provider));
}

/** The provider file with the variables of a server that was started for it. */
async function withTarget(
  target: Target,
  name: string,
  variables: Record<string, string | undefined>,
  also: Partial<Provider>,
): Promise<Opened> {
  try {
    const provider = loadProvider(findProvider(name), { ...variables, ...target.env });
    return { provider: { ...provider, ...also }, stop: () => target.stop() };
  } catch (error) {
    await target.stop();
    throw error;
  }
}

/** The stand-in belongs to the provider, whatever its file is called. */
async function startStandInOf(name: string | undefined): Promise<Target> {
  const { standIns, startStandIn } = await import("../targets/vendors.js");
  const known = standIns();
  const provider = name === undefined ? "" : basename(findProvider(name)).replace(/\.ya?ml$/, "");
  if (known.includes(provider)) return startStandIn(provider);
  throw usageError(
    name === undefined ? `"--stand-in" needs a provider` : `there is no stand-in for "${provider}"`,
    `stand-ins: ${known.join(", ")}`,
  );
}

/** A window for a person needs a display. Throws USAGE where there is none. */
export function requireDisplay(hint: string): void {
  if (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"])
    throw usageError("a login by hand needs a window, and there is no display", hint);
}

export function usageError(message: string, hint?: string): AssayError {
  return new AssayError({ code: "USAGE", message, hint });
}

/** `a,b` and `a, b` alike. */
export function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

export function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw usageError(`"${option}" takes a whole number from 1, not "${text}"`);
  return value;
}

export function seconds(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0)) throw usageError(`"${option}" takes seconds, not "${text}"`);
  return value;
}

/** The report folder, made when it is not there. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw usageError(
      `"${path}" cannot be used as a folder for reports: ${error instanceof Error ? error.message : ""}`,
      "give another with --out",
    );
  }
}

/** `90`, `90s`, `5m`, `1h` in milliseconds. */
export function durationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  if (!match || !(Number(match[1]) > 0)) throw usageError(`"--deadline" takes a time such as 90s or 5m, not "${text}"`);
  const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] ?? "s"] ?? 1000;
  return Number(match[1]) * unit;
}

export function shardOf(text: string): { index: number; total: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, total] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || index < 1 || index > total) throw usageError(`"--shard" takes I/N with I from 1 to N, not "${text}"`);
  return { index, total };
}

/** The command line as a person would type it, without the values of secrets files. */
export function commandLine(command: string, args: string[]): string {
  return ["assay", command, ...args]
    .map((part) => (/^[\w@%+=:,./*-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`))
    .join(" ");
}
