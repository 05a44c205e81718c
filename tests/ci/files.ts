import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { PACKAGE_ROOT } from "../../engine/index.js";

export const YAML_FILES = ["action.yml", "ci/gitlab.yml", "ci/github-matrix.yml", "ci/kubernetes-job.yml"];

export const textOf = (path: string): string => readFileSync(join(PACKAGE_ROOT, path), "utf8");

/** The documents of a YAML file. Throws where one does not parse, has a warning, or a key twice. */
export function documentsOf(path: string): unknown[] {
  return parseAllDocuments(textOf(path)).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) throw problem;
    return document.toJS() as unknown;
  });
}

export interface Step {
  id?: string;
  name?: string;
  run?: string;
  uses?: string;
  if?: string;
  env?: Record<string, string>;
  with?: Record<string, string>;
}

export interface Action {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: Step[] };
}

export const action = (): Action => documentsOf("action.yml")[0] as Action;

/** The members of that name, however deep. */
export function membersNamed(name: string, value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    ...(key === name ? [member] : []),
    ...membersNamed(name, member),
  ]);
}

/** The shell scripts of a file: `run` of GitHub, `script` of GitLab, `command` of Kubernetes. */
export function scriptsOf(path: string): string[] {
  const documents = documentsOf(path);
  const runs = membersNamed("run", documents);
  const scripts = membersNamed("script", documents).map((lines) => (lines as string[]).join("\n"));
  const commands = membersNamed("command", documents).map((words) => (words as string[])[2]);
  return [...runs, ...scripts, ...commands].filter((text) => typeof text === "string");
}
