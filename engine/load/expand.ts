import { AssayError, type Problem } from "../errors.js";
import type { Check, Expectation, Json, Members, Step } from "../types/suite.js";
import { Unresolved, fill } from "../values/template.js";
import { NO_TABLES, type Tables, rowsOf, withEach } from "./rows.js";
import type { Source } from "./yaml.js";

export const STEP_KINDS = ["use", "token", "authorize", "call", "wait", "prepare"] as const;
const STEP_KEYS = new Set(["as", "from", "needs", "given", "unless", "expect", "setup", "finally"]);
const EXPECTATION_KEYS = new Set(["cite", "tolerate"]);

/**
 * Rows filled in: the checks of one plan file, each with an id of its own. `tables` has the rows that stand elsewhere; a
 * check of which they leave no expectation is none.
 */
export function expandPlan(source: Source, tables: Tables = NO_TABLES): Check[] {
  const plan = source.value as Members;
  const problems: Problem[] = [];
  const checks = (plan["checks"] as Members[]).flatMap((check, index) =>
    rowsOf(check, tables).map(({ slug, row }): Check => {
      const at = { file: source.file, ...source.position(["checks", index, "id"]) };
      try {
        const filled = row ? (fill(withoutRows(check), { row }, ["row"]) as Members) : check;
        return {
          id: slug ? `${String(check["id"])}/${slug}` : String(check["id"]),
          plan: String(plan["plan"]),
          spec: String(plan["spec"]),
          source: { file: source.file, line: at.line },
          title: String(filled["title"]),
          needs: [...strings(plan["needs"]), ...strings(filled["needs"])],
          disturbs: filled["disturbs"] as Check["disturbs"],
          intrusive: filled["intrusive"] === true,
          steps: readSteps(withEach(filled["steps"] as Members[], tables), source, ["checks", index, "steps"]),
        };
      } catch (error) {
        if (!(error instanceof Unresolved)) throw error;
        problems.push({
          code: "UNRESOLVED_ROW",
          message: `row "${slug}" has no "${error.reference}"`,
          ...at,
          hint: "inside a longer text every row must give a value",
        });
        return { id: "", plan: "", spec: "", source: at, title: "", needs: [], intrusive: false, steps: [] };
      }
    }),
  );
  if (problems.length > 0) throw new AssayError(problems);
  return tables === NO_TABLES ? checks : checks.filter(({ steps }) => steps.some(({ expect }) => expect.length > 0));
}

function withoutRows(check: Members): Members {
  return Object.fromEntries(Object.entries(check).filter(([key]) => key !== "rows" && key !== "matrix"));
}

/** Steps as the file states them, with their addresses; each does exactly one thing. Throws FORMAT. */
export function readSteps(steps: Members[], source: Source, path: (string | number)[]): Step[] {
  return steps.map((step, index): Step => {
    const [kind, ...more] = STEP_KINDS.filter((name) => name in step);
    if (!kind || more.length > 0)
      throw new AssayError({
        code: "FORMAT",
        message: kind
          ? `step ${index + 1} does several things: ${[kind, ...more].join(", ")}`
          : `step ${index + 1} does nothing: it has none of ${STEP_KINDS.join(", ")}`,
        file: source.file,
        ...source.position([...path, index]),
      });
    return {
      kind,
      subject: String(step[kind]),
      path: String(index + 1),
      as: step["as"] as string | undefined,
      from: step["from"] as string | undefined,
      needs: strings(step["needs"]),
      given: (step["given"] ?? {}) as Record<string, Members>,
      unless: strings(step["unless"]),
      expect: ((step["expect"] ?? []) as Members[])
        .map(readExpectation)
        .filter((expectation) => expectation.cite.length > 0),
      setup: step["setup"] === true,
      finally: step["finally"] as string | undefined,
      options: Object.fromEntries(Object.entries(step).filter(([key]) => key !== kind && !STEP_KEYS.has(key))),
    };
  });
}

/** A step of the engine's own: nothing is asserted of it, no condition holds it back. */
export function plainStep(step: Pick<Step, "kind" | "subject" | "path"> & { options?: Members }): Step {
  return { needs: [], given: {}, unless: [], expect: [], setup: false, options: {}, ...step };
}

function readExpectation(expectation: Members): Expectation {
  const tolerate = expectation["tolerate"] as Members | undefined;
  return {
    cite: strings(expectation["cite"]),
    matchers: Object.fromEntries(Object.entries(expectation).filter(([key]) => !EXPECTATION_KEYS.has(key))),
    tolerate: tolerate && {
      reason: String(tolerate["reason"]),
      matchers: Object.fromEntries(Object.entries(tolerate).filter(([key]) => key !== "reason")),
    },
  };
}

export function strings(value: Json | undefined): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).flat().map(String);
}
