import { basename } from "node:path";
import { AssayError, didYouMean, type Problem } from "../errors.js";
import type { Members, Profile, Suite } from "../types/suite.js";
import { strings } from "./expand.js";
import { validateFormat } from "./schemas.js";
import { type Source, readYaml } from "./yaml.js";

/** What a profile file says, with the ids of its requirements; problems are added for names that the suite lacks. */
export function readProfile(source: Source, key: string, suite: Suite, problems: Problem[]): Profile {
  const file = source.value as Members;
  const includes = file["includes"] as Members[];
  const unknown = (message: string, wanted: string, known: Iterable<string>, path: (string | number)[]): void => {
    const guess = didYouMean(wanted, known);
    problems.push({
      code: "UNRESOLVED_CITE",
      message,
      file: source.file,
      ...source.position(path),
      hint: guess ? `did you mean "${guess}"?` : "requirement ids stand in suites/*/requirements.yaml",
    });
  };
  const requirements = includes.flatMap((entry, index) => {
    const name = String(entry["spec"]);
    const spec = suite.specifications.get(name);
    if (!spec) {
      unknown(`no specification "${name}" in suites/`, name, suite.specifications.keys(), ["includes", index, "spec"]);
      return [];
    }
    for (const list of ["only", "except"])
      for (const [at, id] of strings(entry[list]).entries())
        if (!suite.requirements.has(id))
          unknown(`no requirement "${id}"`, id, suite.requirements.keys(), ["includes", index, list, at]);
    const except = new Set(strings(entry["except"]));
    const only = entry["only"] ? strings(entry["only"]) : spec.requirements.map(({ id }) => id);
    return only.filter((id) => !except.has(id));
  });
  return {
    key,
    profile: String(file["profile"]),
    title: String(file["title"]),
    revision: Number(file["revision"]),
    mandatory: strings(file["mandatory"]),
    documents: includes.flatMap((entry) => suite.specifications.get(String(entry["spec"])) ?? []).map(documentOf),
    requirements,
  };
}

function documentOf({ name, edition }: { name: string; edition?: string }): string {
  return edition ? `${name} (${edition})` : name;
}

/**
 * A profile by `name`, `name@revision`, or the path of a file of one's own.
 * Throws PROFILE_NOT_FOUND, and what is wrong with the file.
 */
export function findProfile(suite: Suite, wanted: string): Profile {
  if (/\.ya?ml$/.test(wanted)) return profileFile(suite, wanted);
  const [name = "", revision] = wanted.split("@");
  const exact = suite.profiles.get(wanted);
  if (exact) return exact;
  const profile = suite.profiles.get(name);
  if (profile && revision === String(profile.revision)) return profile;
  const guess = didYouMean(name, suite.profiles.keys());
  throw new AssayError({
    code: "PROFILE_NOT_FOUND",
    message: `no profile "${wanted}"`,
    hint: profile
      ? `its revision is ${profile.revision}`
      : guess
        ? `did you mean "${guess}"?`
        : `profiles: ${[...suite.profiles.keys()].join(", ")}, or the path of a file`,
  });
}

/** What a run judges: the clauses of its profiles, and what the provider's documentation promises. */
export function heldRequirements(suite: Suite, profiles: readonly string[]): Set<string> {
  const promises = [...suite.requirements.values()].filter(({ level }) => level === "DOCUMENTED");
  return new Set([
    ...profiles.flatMap((name) => findProfile(suite, name).requirements),
    ...promises.map(({ id }) => id),
  ]);
}

/**
 * As which held clauses a cited one is judged: itself, or where no profile holds it, the held ones that are tested by the
 * same checks.
 */
export function judgedAs(suite: Suite, held: ReadonlySet<string>): (id: string) => string[] {
  const twins = new Map<string, string[]>();
  for (const id of held) {
    const twin = suite.requirements.get(id)?.same_test_as;
    if (twin !== undefined && !held.has(twin)) twins.set(twin, [...(twins.get(twin) ?? []), id]);
  }
  return (id) => (held.has(id) ? [id] : (twins.get(id) ?? []));
}

function profileFile(suite: Suite, path: string): Profile {
  const source = readYaml(path);
  const problems = validateFormat("profile", source);
  if (problems.length > 0) throw new AssayError(problems);
  const profile = readProfile(source, path, suite, problems);
  if (problems.length > 0) throw new AssayError(problems);
  return profile;
}

/** How a suite names the profiles in a file of its own: `oauth2`, or `oauth2@1` for an older revision. */
export function profileKey(file: string): string {
  return basename(file, ".yaml");
}
