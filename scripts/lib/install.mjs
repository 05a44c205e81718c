import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "./command.mjs";

/**
 * Why node_modules has to be installed again, or undefined when it is what package-lock.json says,
 * whoever installed it.
 *
 * npm writes node_modules/.package-lock.json as the last act of an install, so without it the install
 * was not finished. Its content proves nothing: `npm install --package-lock-only` rewrites it too. So
 * the versions are read from the packages themselves.
 */
export function installReason(root) {
  if (!existsSync(join(root, "node_modules", ".package-lock.json"))) {
    return "node_modules is missing or was not installed to its end";
  }
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  if (!wanted) return "package-lock.json is missing or is not JSON";
  return undeclared(root, wanted[""]) ?? differing(root, wanted);
}

/** Runs `npm ci`. @returns `{ code, output, name }` */
export async function install(root, beat) {
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error", "--no-progress"];
  const npm = process.env.npm_execpath;
  const under = npm && /\.c?js$/.test(npm);
  const result = under
    ? await command(process.execPath, [npm, ...args], { cwd: root, beat })
    : await command("npm", args, { cwd: root, beat, shell: process.platform === "win32" });
  return { ...result, name: `npm ${args.join(" ")}` };
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** package.json was edited and the lock file was not: `npm ci` has the right words for it. */
function undeclared(root, locked = {}) {
  const own = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const kind of ["dependencies", "devDependencies", "optionalDependencies"]) {
    const [wanted, had] = [own[kind] ?? {}, locked[kind] ?? {}];
    const name = Object.keys({ ...wanted, ...had }).find((key) => wanted[key] !== had[key]);
    if (name) return `"${name}" differs between package.json and package-lock.json`;
  }
  return undefined;
}

function differing(root, wanted) {
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "" || entry.link || !fitsThisMachine(entry)) continue;
    const name = path.replace(/^.*node_modules\//, "");
    const version = readJson(join(root, path, "package.json"))?.version;
    if (version === undefined) return `"${name}" is not installed`;
    if (version !== entry.version) return `"${name}" is ${version}, and package-lock.json says ${entry.version}`;
  }
  return undefined;
}

/** Optional packages are the builds of one tool for other machines; which libc counts only npm knows. */
function fitsThisMachine(entry) {
  if (!entry.optional) return true;
  const named = entry.os && entry.cpu && !entry.libc;
  return Boolean(named && entry.os.includes(process.platform) && entry.cpu.includes(process.arch));
}
