import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { AssayError, type Problem } from "../errors.js";
import { promisedBy } from "../contract/promised-by.js";
import { PACKAGE_ROOT, filesBelow } from "../load/files.js";
import { loadRemarks, remarkFormatOf, suiteFolderOf } from "../load/remarks.js";
import { type Format, validateFormat } from "../load/schemas.js";
import { type LoadedSuite, formatOf, loadSuite } from "../load/suite.js";
import { type Source, readYaml } from "../load/yaml.js";
import { loadFolder } from "../registry.js";
import { strings } from "../load/expand.js";
import type { Json, Members } from "../types/suite.js";
import { judgementProblems } from "./judgements.js";
import { providerProblems, unknownName } from "./provider.js";
import { type LintRule } from "./rule.js";

const RULES = await loadFolder<LintRule>(new URL("./rules/", import.meta.url), "rule");

export interface LintResult {
  problems: Problem[];
  files: number;
}

/** Everything that is wrong with a suite folder: formats first, then what the rules say of the whole. */
export function lintSuite(folder: string): LintResult & { suite?: LoadedSuite } {
  try {
    const suite = loadSuite({ folder });
    if (suite.sources.size === 0)
      throw new AssayError({
        code: "FILE_NOT_FOUND",
        message: `no plan, base, fragment, inventory or profile in "${folder}"`,
      });
    const remarks = loadRemarks(folder);
    const ids = join(folder, "ids.txt");
    const published = existsSync(ids) ? readFileSync(ids, "utf8").split("\n").filter(Boolean) : undefined;
    return {
      suite,
      files: suite.sources.size + remarks.calls.length + remarks.comparisons.length,
      problems: Object.values(RULES).flatMap((rule) => rule(suite, { published, remarks })),
    };
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return { files: 0, problems: error.problems };
  }
}

/** A single file by its place: provider, fault, or one of the suite's formats, which is judged as a part of its suite. */
export function lintFile(path: string, suite: LoadedSuite | undefined): LintResult {
  try {
    const source = readYaml(path);
    const part = formatOf(path);
    if (part) return lintPart(source, part, dirname(dirname(resolve(path))));
    const remark = remarkFormatOf(path);
    if (remark) return lintPart(source, remark, suiteFolderOf(resolve(path), remark));
    const format = ownFormat(path, source.value);
    const problems = validateFormat(format, source);
    if (problems.length > 0) return { files: 1, problems };
    if (format === "provider") return { files: 1, problems: providerProblems(source, suite) };
    if (format === "judgements") return { files: 1, problems: suite ? judgementProblems(source, suite) : [] };
    return { files: 1, problems: suite ? faultProblems(source, promising(path, suite)) : [] };
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return { files: 1, problems: error.problems };
  }
}

/** What is wrong with one file of a suite; a suite that cannot be loaded says nothing of its parts, so then all of it. */
function lintPart(source: Source, format: Format, folder: string): LintResult {
  const alone = validateFormat(format, source);
  if (alone.length > 0) return { files: 1, problems: alone };
  const { suite, problems } = lintSuite(folder);
  const own = problems.filter((problem) => problem.file === source.file);
  return { files: 1, problems: suite || own.length > 0 ? own : problems };
}

function ownFormat(path: string, value: Json): Format {
  if (path.endsWith(".judgements.yaml")) return "judgements";
  if (["faults", "variants"].includes(basename(dirname(path))) || Array.isArray(value)) return "fault";
  return "provider";
}

/** What a fault file names in the suite exists. */
function faultProblems(source: Source, suite: LoadedSuite): Problem[] {
  const ids = (source.value as Members[]).flatMap((fault) => [
    ...strings(fault["breaks"]),
    ...strings(fault["also"]),
    ...strings(fault["frees"]),
  ]);
  return [...new Set(ids)]
    .filter((id) => !suite.requirements.has(id))
    .map((id) => unknownName("requirement", id, suite.requirements.keys(), source));
}

/** The suite with the promises of the vendor whose stand-in a fault is laid over: `targets/vendors/NAME/`. */
function promising(file: string, suite: LoadedSuite): LoadedSuite {
  const folder = dirname(resolve(file));
  const provider = join(PACKAGE_ROOT, "providers", `${basename(folder)}.yaml`);
  return basename(dirname(folder)) === "vendors" && existsSync(provider) ? promisedBy(suite, provider) : suite;
}

/** The suite, the providers and the faults of the package, or of the working folder when it has its own. */
export function lintAll(folder = join(PACKAGE_ROOT, "suites")): LintResult {
  const whole = lintSuite(folder);
  const files = [
    join(PACKAGE_ROOT, "providers"),
    join(PACKAGE_ROOT, "targets", "faults"),
    join(PACKAGE_ROOT, "targets", "variants"),
    join(PACKAGE_ROOT, "docs", "results"),
  ].flatMap((one) => filesBelow(one, ".yaml"));
  const vendors = join(PACKAGE_ROOT, "targets", "vendors");
  const rest = [
    ...files.map((file) => lintFile(file, whole.suite)),
    ...filesBelow(vendors, ".yaml").map((file) => lintFile(file, whole.suite)),
  ];
  return { files: whole.files + rest.length, problems: [...whole.problems, ...rest.flatMap((one) => one.problems)] };
}
