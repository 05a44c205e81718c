import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { assay } from "../support/cli.js";
import { YAML_FILES, action, documentsOf, membersNamed, scriptsOf, textOf } from "./files.js";

const PAGES = ["docs/ci.md", "Dockerfile"];

/** Words of each command line of Assay in a text, up to what ends it; continued lines are one. */
function commandLines(text: string): string[][] {
  return [...text.replaceAll("\\\n", " ").matchAll(/(?:^|[\s`;(])assay ((?:[a-z]+)\b[^\n`|;&#]*)/gm)].map(([, line]) =>
    (line ?? "").trim().split(/\s+/),
  );
}

/** `--out`, `--shard`, of those words. */
const optionsOf = (words: string[]): string[] => words.flatMap((word) => /^\[?(--[a-z-]+)/.exec(word)?.[1] ?? []);

/** What `assay COMMAND --help` says, asked once; undefined where there is no such command. */
const helps = new Map<string, Promise<string | undefined>>();
function helpOf(command: string): Promise<string | undefined> {
  const known =
    helps.get(command) ?? assay([command, "--help"]).then(({ code, stdout }) => (code === 0 ? stdout : undefined));
  helps.set(command, known);
  return known;
}

async function unknownOptions(lines: string[][]): Promise<string[]> {
  const found: string[] = [];
  for (const [command = "", ...words] of lines) {
    const help = await helpOf(command);
    if (help === undefined) found.push(`assay ${command}`);
    else found.push(...optionsOf(words).filter((option) => !new RegExp(`^  ${option}\\b`, "m").test(help)));
  }
  return found;
}

test("every file for a pipeline parses", () => {
  for (const path of YAML_FILES) assert.ok(documentsOf(path).length > 0, path);
});

test("every shell script in them is one", () => {
  for (const path of YAML_FILES)
    for (const script of scriptsOf(path)) {
      const { status, stderr } = spawnSync("bash", ["-n"], {
        input: script.replaceAll(/\$\{\{.*?\}\}/g, "x"),
        encoding: "utf8",
      });
      assert.equal(status, 0, `${path}: ${stderr}\n${script}`);
    }
});

for (const path of [...YAML_FILES, ...PAGES])
  test(`${path} has only commands and options that there are`, async () => {
    const texts = path.endsWith("yml") ? [...scriptsOf(path), ...argsOf(path)] : [textOf(path)];
    const lines = texts.flatMap(commandLines);
    assert.ok(lines.length > 0, "a command line");
    assert.deepEqual(await unknownOptions(lines), []);
  });

/** What a workflow hands to the action as `args` are options of `assay run`. */
function argsOf(path: string): string[] {
  return membersNamed("args", documentsOf(path)).flatMap((args) =>
    typeof args === "string" ? [`assay run ${args}`] : [],
  );
}

test("what no command knows is found", async () => {
  const lines = commandLines("- assay run x --out a --bogus && assay nothing --out b\nassay merge a/ --shard 1/2");
  assert.deepEqual(
    lines.map(([name]) => name),
    ["run", "nothing", "merge"].slice(0, lines.length),
  );
  assert.deepEqual(await unknownOptions(lines), ["--bogus", "assay nothing", "--shard"]);
});

test("a workflow hands to the action only inputs that it has", () => {
  const given = membersNamed("steps", documentsOf("ci/github-matrix.yml"))
    .flatMap((steps) => steps as { uses?: string; with?: object }[])
    .filter(({ uses }) => uses?.startsWith("OWNER/assay@"))
    .flatMap((step) => Object.keys(step.with ?? {}));
  assert.ok(given.length > 0);
  assert.deepEqual(
    given.filter((name) => !(name in action().inputs)),
    [],
  );
});

test("actions of others are pinned by the hash of a commit", () => {
  const uses = YAML_FILES.flatMap((path) => membersNamed("uses", documentsOf(path)) as string[]);
  const others = uses.filter((name) => !name.startsWith("OWNER/"));
  assert.ok(others.length > 3);
  assert.deepEqual(
    others.filter((name) => !/^[\w/-]+@[0-9a-f]{40}$/.test(name)),
    [],
  );
});

test("no expression stands inside a script of the action, where an input could become a command", () => {
  for (const script of scriptsOf("action.yml")) assert.doesNotMatch(script, /\$\{\{/);
});

test("every input of the action is used, and every use is an input", () => {
  const used = [...textOf("action.yml").matchAll(/\$\{\{ inputs\.([a-z-]+) \}\}/g)].map(([, name]) => name);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(action().inputs).sort());
});

test("all shards of a template say the same number", () => {
  const [, job] = documentsOf("ci/kubernetes-job.yml") as { spec: { completions: number } }[];
  const text = textOf("ci/kubernetes-job.yml");
  assert.match(text, new RegExp(`--shard "\\$\\(\\(JOB_COMPLETION_INDEX \\+ 1\\)\\)/${job?.spec.completions}"`));
  const merged = new Set([...text.matchAll(/\/reports\/shard-(\d)/g)].map(([, index]) => index));
  assert.equal(merged.size, job?.spec.completions);
  const [shards] = membersNamed("shard", documentsOf("ci/github-matrix.yml")).filter(Array.isArray);
  assert.match(textOf("ci/github-matrix.yml"), new RegExp(`matrix\\.shard \\}\\}/${shards?.length} `));
});
