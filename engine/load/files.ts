import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the package, found from this file both in the sources and in dist/. */
export const PACKAGE_ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("package.json of assay not found");
  return findRoot(parent);
}

/** Files below `folder` whose names end with `ending`, sorted, so that order never depends on the disk. */
export function filesBelow(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A path as a person would name it: relative to the package when inside, else to the working folder. */
export function displayPath(file: string): string {
  const inside = relative(PACKAGE_ROOT, file);
  if (!inside.startsWith("..")) return inside;
  const local = relative(process.cwd(), file);
  return local.startsWith("..") ? file : local;
}
