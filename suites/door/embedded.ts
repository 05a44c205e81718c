import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT, findProvider, loadSuite } from "assay";
import { plain } from "./plain.js";
import { openDoor } from "./session.js";
import { SETTINGS, embedded, profilesOf } from "./settings.js";

const PATIENCE_MS = 20_000;

/**
 * Once before all tests: starts the embedded server when no other was named, and finds out whether the server can be
 * checked at all, so that one that is down is one message and not a failure of every test.
 */
// Playwright calls the default export of a global setup.
// oxlint-disable-next-line import/no-default-export
export default async function setUp(): Promise<() => Promise<void>> {
  const stop = embedded() ? await startEmbedded() : async (): Promise<void> => undefined;
  try {
    const suite = loadSuite();
    const door = await openDoor(suite, profilesOf(suite), []);
    await door.close();
    if (door.problem) throw plain(new Error(`"${SETTINGS.provider}" cannot be checked: ${door.problem}`));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** A program of its own: nothing here knows what the server is made of. */
async function startEmbedded(): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [join(PACKAGE_ROOT, "dist/targets/main.js")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const text = readFileSync(findProvider("reference"), "utf8");
  const wanted = new Set([...text.matchAll(/\$\{(?:env|secret):(\w+)\}/g)].map((match) => match[1] ?? ""));
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("the embedded server did not start in time")), PATIENCE_MS);
    void ended.then(() => reject(new Error("the embedded server ended before it was ready")));
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      printed += chunk;
      for (const [, name = "", value = ""] of printed.matchAll(/^(\w+)=(.*)\n/gm)) {
        process.env[name] = value;
        wanted.delete(name);
      }
      if (wanted.size > 0) return;
      clearTimeout(late);
      resolve();
    });
  }).catch((error: unknown) => {
    child.kill();
    throw error;
  });
  return async () => {
    child.kill();
    await ended;
  };
}
