import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { AssayError, type Problem } from "../errors.js";
import type { Base, Check, Fragment, Json, Members, Requirement, Specification, Suite } from "../types/suite.js";
import { expandPlan, readSteps, strings } from "./expand.js";
import { PACKAGE_ROOT, filesBelow } from "./files.js";
import { unresolvedNames } from "./names.js";
import { profileKey, readProfile } from "./profiles.js";
import type { RemarkFormat } from "./remarks.js";
import { type Format, validateFormat } from "./schemas.js";
import { type Source, readYaml } from "./yaml.js";

export interface LoadOptions {
  /** Folder of the suite; default: the package's own. */
  folder?: string;
}

/** A suite with the sources that it was read from, for `lint` and error messages. */
export interface LoadedSuite extends Suite {
  sources: Map<string, Source>;
}

/**
 * Reads, validates and expands a suite folder.
 * Throws AssayError carrying every problem of every file: syntax, format, duplicate ids, unresolved names.
 */
export function loadSuite(options: LoadOptions = {}): LoadedSuite {
  const folder = options.folder ?? join(PACKAGE_ROOT, "suites");
  if (!existsSync(folder)) throw new AssayError({ code: "FILE_NOT_FOUND", message: `no suite folder "${folder}"` });
  const problems: Problem[] = [];
  const hash = createHash("sha256");
  const suite: LoadedSuite = {
    specifications: new Map(),
    requirements: new Map(),
    checks: new Map(),
    bases: new Map(),
    fragments: new Map(),
    profiles: new Map(),
    contractPlans: [],
    digest: "",
    sources: new Map(),
  };
  const profiles: Source[] = [];
  for (const file of filesBelow(folder, ".yaml")) {
    const format = formatOf(file);
    if (!format) continue;
    try {
      const source = readYaml(file);
      hash.update(source.file).update("\0").update(source.text);
      suite.sources.set(source.file, source);
      const found = validateFormat(format, source);
      if (found.length > 0) problems.push(...found);
      else if (format === "profile") profiles.push(source);
      else READERS[format](source, suite, problems);
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      problems.push(...error.problems);
    }
  }
  for (const source of profiles) {
    const key = profileKey(source.file);
    add(suite.profiles, key, readProfile(source, key, suite, problems), source, ["profile"], problems);
  }
  // Names of a suite that is not whole would accuse the wrong files.
  if (problems.length === 0) problems.push(...unresolvedNames(suite));
  if (problems.length > 0) throw new AssayError(problems);
  suite.digest = hash.digest("hex").slice(0, 16);
  return suite;
}

/** Which format a file below suites/ has, by its place and name. */
export function formatOf(
  file: string,
): Exclude<Format, "provider" | "fault" | "judgements" | RemarkFormat> | undefined {
  const name = basename(file);
  if (name.endsWith(".plan.yaml")) return "plan";
  if (name === "requirements.yaml") return "requirements";
  const parent = basename(join(file, ".."));
  if (parent === "bases") return "base";
  if (parent === "fragments") return "fragment";
  if (parent === "profiles") return "profile";
  return undefined;
}

/** The `spec` of plans whose rows come from a provider's contract: see `withContract`. */
export const CONTRACT = "contract";

type Reader = (source: Source, suite: LoadedSuite, problems: Problem[]) => void;

const READERS: Record<"requirements" | "plan" | "base" | "fragment", Reader> = {
  requirements: (source, suite, problems) => {
    const file = source.value as unknown as Specification;
    suite.specifications.set(file.spec, file);
    file.requirements.forEach((requirement: Requirement, index) => {
      requirement.spec = file.spec;
      add(suite.requirements, requirement.id, requirement, source, ["requirements", index, "id"], problems);
    });
  },
  plan: (source, suite, problems) => {
    if ((source.value as Members)["spec"] === CONTRACT) {
      suite.contractPlans.push(source);
      return;
    }
    for (const check of expandPlan(source)) {
      if (suite.checks.has(check.id)) problems.push(duplicate(check.id, check.source.file, check.source.line));
      suite.checks.set(check.id, check);
    }
  },
  base: (source, suite, problems) => {
    const base = readBase(source.value as Members, source);
    add(suite.bases, `${base.step}/${base.base}`, base, source, ["base"], problems);
  },
  fragment: (source, suite, problems) => {
    const file = source.value as Members;
    const fragment: Fragment = {
      fragment: String(file["fragment"]),
      title: String(file["title"]),
      inputs: strings(file["inputs"]),
      outputs: (file["outputs"] ?? {}) as Record<string, Json>,
      steps: readSteps(file["steps"] as Members[], source, ["steps"]),
    };
    add(suite.fragments, fragment.fragment, fragment, source, ["fragment"], problems);
  },
};

function readBase(file: Members, source: Source): Base {
  return {
    base: String(file["base"]),
    title: String(file["title"]),
    step: String(file["step"]),
    endpoint: String(file["endpoint"]),
    url: file["url"] as string | undefined,
    method: (file["method"] ?? "POST") as Base["method"],
    authenticate: file["authenticate"] === true,
    client: file["client"] as string | undefined,
    grant: file["grant"] as string | undefined,
    inputs: strings(file["inputs"]),
    make: (file["make"] ?? {}) as Members,
    user: file["user"] === true,
    choose: (file["choose"] ?? {}) as Members,
    parameters: (file["parameters"] ?? {}) as Members,
    headers: (file["headers"] ?? {}) as Members,
    optional: strings(file["optional"]),
    offers: (file["offers"] ?? {}) as Members,
    success: file["success"] as Members | undefined,
    consumes: strings(file["consumes"]),
    control: file["control"] ? readSteps(file["control"] as Members[], source, ["control"]) : [],
    needs: strings(file["needs"]),
  };
}

function add<T>(
  map: Map<string, T>,
  id: string,
  value: T,
  source: Source,
  path: (string | number)[],
  problems: Problem[],
): void {
  if (map.has(id)) problems.push(duplicate(id, source.file, source.position(path).line));
  map.set(id, value);
}

function duplicate(id: string, file: string, line: number): Problem {
  return {
    code: "DUPLICATE_ID",
    message: `"${id}" exists already`,
    file,
    line,
    hint: "ids are unique over the whole suite",
  };
}

/** All cited requirement ids of a check. */
export function citesOf(check: Check): string[] {
  return check.steps.flatMap((step) => step.expect.flatMap((expectation) => expectation.cite));
}
