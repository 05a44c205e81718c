import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { PACKAGE_ROOT, type Json, type Members } from "../../engine/index.js";

/** A folder of its own, gone with the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "assay-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Files below a folder: text as it stands, everything else as JSON, which is YAML too. */
export function writeFiles(folder: string, files: Record<string, string | Json>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content, null, 1));
  }
}

export function clause(name: string, more: Members = {}): Members {
  return {
    id: `demo-1-${name}`,
    section: "1",
    level: "MUST",
    basis: "keyword",
    subject: "token-endpoint",
    applies: "all",
    statement: `The server does what ${name} says.`,
    trigger: "Ask it.",
    observe: "It does.",
    testable: "yes",
    verified: false,
    ...more,
  };
}

/** Clauses of every level and basis; `demo-1-must` and so on. */
export const CLAUSES: Members[] = [
  clause("must"),
  clause("must2"),
  clause("must-not", { level: "MUST NOT" }),
  clause("prose", { basis: "prose" }),
  clause("abnf", { basis: "abnf" }),
  clause("inferred", { basis: "inferred" }),
  clause("unchecked", { basis: "unchecked" }),
  clause("client", { binds: "client" }),
  clause("should", { level: "SHOULD" }),
  clause("should-not", { level: "SHOULD NOT" }),
  clause("may", { level: "MAY" }),
];

export function inventory(requirements: Members[] = CLAUSES, more: Members = {}): Members {
  const about = { spec: "demo", name: "Demo", title: "A specification", url: "https://www.rfc-editor.org/rfc/rfc0" };
  return { ...about, complete: false, requirements, ...more };
}

export function profile(more: Members = {}): Members {
  return { profile: "demo", title: "Demo", revision: 1, digest: "0", includes: [{ spec: "demo" }], ...more };
}

export function plan(checks: Members[], more: Members = {}): Members {
  return { plan: "demo-plan", title: "A plan", spec: "demo", checks, ...more };
}

/** A check with these steps. */
export function check(id: string, steps: Members[], more: Members = {}): Members {
  return { id, title: `The rule ${id}`, steps, ...more };
}

/** A suite folder: the package's bases and fragments, an inventory and a profile `demo`, and the files given. */
export function suiteFolder(t: TestContext, files: Record<string, string | Json> = {}): string {
  const folder = temporaryFolder(t);
  for (const name of ["bases", "fragments"])
    cpSync(join(PACKAGE_ROOT, "suites", name), join(folder, name), { recursive: true });
  writeFiles(folder, { "demo/requirements.yaml": inventory(), "profiles/demo.yaml": profile(), ...files });
  return folder;
}
