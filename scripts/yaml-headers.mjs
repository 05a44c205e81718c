/**
 * Every YAML file of ours tells an editor its schema, by a relative path that exists.
 *
 *   node scripts/yaml-headers.mjs [ROOT]
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { filesBelow } from "./lib/files.mjs";

const FOLDERS = ["suites", "providers", "targets", "docs/results"];
const YAML = /\.ya?ml$/;
const HEADER = /^# yaml-language-server: \$schema=(\S+)\s*$/;

const root = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), ".."));

/** Without git (an unpacked archive) every file counts; with it, what git ignores is nobody's but the user's. */
function yamlFiles() {
  const listed = spawnSync("git", ["ls-files", "-z", "-co", "--exclude-standard", ...FOLDERS], {
    cwd: root,
    encoding: "utf8",
  });
  const paths =
    listed.status === 0
      ? listed.stdout.split("\0")
      : FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) => filesBelow(root, folder));
  return paths.filter((path) => YAML.test(path) && existsSync(join(root, path)));
}

function problem(path) {
  const [first] = readFileSync(join(root, path), "utf8").split("\n", 1);
  const schema = HEADER.exec(first)?.[1];
  if (!schema) return `${path}:1: expected "# yaml-language-server: $schema=PATH", found "${first}"`;
  if (/^[a-z]+:|^\//.test(schema)) return `${path}:1: the schema "${schema}" is not a relative path`;
  return existsSync(join(root, dirname(path), schema)) ? undefined : `${path}:1: the schema "${schema}" does not exist`;
}

const paths = yamlFiles();
const problems = paths.map(problem).filter(Boolean);
for (const text of problems) console.log(text);
console.log(problems.length > 0 ? `${problems.length} problems` : `${paths.length} YAML files name their schema`);
process.exitCode = problems.length > 0 ? 1 : 0;
