/**
 * Finds a Chromium for the tests that need a browser, and installs Debian's where it may.
 * Prints its path on stdout; exits 2 with what to install where none can be had.
 *
 *   node scripts/chromium.mjs [--no-install]
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { aptGet, installPackages } from "./lib/debian.mjs";
import { since, speaker } from "./lib/say.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const APPLICATIONS = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const ADVICE =
  'install one with "npx playwright install --with-deps chromium" or, on Debian, "apt-get install chromium", or name one in the variable ASSAY_CHROMIUM';

/**
 * The path of a Chromium that runs: the one that ASSAY_CHROMIUM names, an installed one, Playwright's
 * own, or Debian's `chromium` package, installed now when this process may install packages.
 *
 * @param options.install false to look only
 * @param options.say where progress goes, line by line
 * @throws Error with a message that says what to install
 */
export async function findChromium({ install = true, say = speaker("chromium"), env = process.env } = {}) {
  if (env.ASSAY_CHROMIUM) {
    if (runs(env.ASSAY_CHROMIUM)) return env.ASSAY_CHROMIUM;
    throw new Error(`"${env.ASSAY_CHROMIUM}" of the variable ASSAY_CHROMIUM is no Chromium that runs; ${ADVICE}`);
  }
  const found = installed(env) ?? (await playwrightsOwn());
  if (found) return found;
  const apt = install ? aptGet() : undefined;
  if (!apt) throw new Error(`no Chromium was found; ${ADVICE}`);

  const started = performance.now();
  say("no Chromium was found");
  const failure = await installPackages(apt, ["chromium"], say);
  if (failure) throw new Error(`no Chromium was found, and installing one failed: ${failure}${ADVICE}`);
  const path = installed(env);
  if (!path) throw new Error(`Debian's "chromium" package is installed and no Chromium on the PATH runs; ${ADVICE}`);
  say(`installed ${path} in ${since(started)}`);
  return path;
}

function installed(env) {
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...APPLICATIONS].find(runs);
}

/** @playwright/test may not be installed where this file runs as a command of its own. */
async function playwrightsOwn() {
  try {
    const { chromium } = await import("@playwright/test");
    const path = chromium.executablePath();
    return runs(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Being there is not enough: Ubuntu's chromium-browser is a stub that only tells to install a snap. */
function runs(path) {
  if (!existsSync(path)) return false;
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return false;
  }
  return spawnSync(path, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    process.stdout.write(`${await findChromium({ install: !process.argv.includes("--no-install") })}\n`);
  } catch (error) {
    process.stderr.write(`chromium: ${error.message}\n`);
    process.exit(2);
  }
}
