import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "./command.mjs";
import { filesBelow } from "./files.mjs";

const STAMP = "dist/.assay-build";
const EMITTED = /\.(?:js|d\.ts|js\.map|d\.ts\.map)$/;

/**
 * What a build reads and a digest of it. The digest is over contents, not times: a checkout gives
 * every file a new time, and a file put back to what it was needs no build.
 */
export function buildInputs(root) {
  const { include } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  const sources = include.flatMap((pattern) => {
    if (pattern.endsWith(".ts")) return pattern.includes("*") ? typescriptIn(root, pattern) : present(root, pattern);
    return typescriptIn(root, pattern);
  });
  const hash = createHash("sha256");
  for (const path of ["tsconfig.json", "package-lock.json", ...sources]) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return { sources, digest: hash.digest("hex") };
}

/** Why the build has to run, or undefined when dist is what the sources say. */
export function buildReason(root, { sources, digest }) {
  if (!existsSync(join(root, "dist"))) return "dist is missing";
  if (!existsSync(join(root, STAMP))) return "dist was not built to its end";
  if (readFileSync(join(root, STAMP), "utf8") !== digest) return "a source changed";
  const lost = sources.filter((path) => !path.endsWith(".d.ts")).find((path) => !existsSync(emitted(root, path)));
  return lost && `what "${lost}" compiles to is missing`;
}

/** Runs tsc. The stamp is written only by a build without errors. @returns `{ code, output, name }` */
export async function build(root, { sources, digest }, beat) {
  rmSync(join(root, STAMP), { force: true });
  removeOrphans(root, sources);
  const args = ["-p", "tsconfig.json"];
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const result = await command(process.execPath, [tsc, ...args], { cwd: root, beat });
  if (result.code === 0) writeFileSync(join(root, STAMP), digest);
  return { ...result, name: `tsc ${args.join(" ")}` };
}

/** tsc never deletes: what a vanished source once compiled to would still be found and run. */
function removeOrphans(root, sources) {
  const kept = new Set(sources.map((path) => `dist/${path.replace(/\.ts$/, "")}`));
  for (const path of filesBelow(root, "dist")) {
    if (EMITTED.test(path) && !kept.has(path.replace(EMITTED, ""))) rmSync(join(root, path));
  }
}

function emitted(root, source) {
  return join(root, "dist", source.replace(/\.ts$/, ".js"));
}

function typescriptIn(root, pattern) {
  return filesBelow(root, pattern.replace(/\/\*.*$/, "")).filter((path) => path.endsWith(".ts"));
}

function present(root, path) {
  return existsSync(join(root, path)) ? [path] : [];
}
