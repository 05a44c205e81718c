import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The folder of the scripts under test. */
export const SCRIPTS = join(import.meta.dirname, "../../../scripts");

/** A new folder outside any repository that holds these files, and the scripts when asked for. */
export function house(files: Record<string, string>, options: { scripts?: boolean } = {}): string {
  const root = mkdtempSync(join(tmpdir(), "assay-house-"));
  if (options.scripts) cpSync(SCRIPTS, join(root, "scripts"), { recursive: true });
  // Else the package.json of a folder above says what kind of module a .js file is.
  put(root, "package.json", '{ "type": "commonjs" }');
  for (const [path, text] of Object.entries(files)) put(root, path, text);
  return root;
}

/** Writes one file and the folders above it. */
export function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
