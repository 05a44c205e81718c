import { AssayError, didYouMean } from "../errors.js";
import { citesOf } from "../load/suite.js";
import { heldRequirements, judgedAs } from "../load/profiles.js";
import type { Check, Suite } from "../types/suite.js";

export interface Selection {
  selected: Check[];
  notSelected: { id: string; why: string }[];
}

export interface SelectOptions {
  /** Globs over check ids (`*` any text); none: all. */
  checks: string[];
  profiles: string[];
  intrusive: boolean;
  /** Ids of the only checks that come into question. */
  only?: ReadonlySet<string>;
  shard?: { index: number; total: number };
}

/**
 * The checks that a run does: those with an expectation that cites a clause of its profiles or a promise, less what the
 * user leaves out.
 * Throws PROFILE_NOT_FOUND, NOTHING_SELECTED.
 */
export function selectChecks(suite: Suite, options: SelectOptions): Selection {
  const judged = judgedAs(suite, heldRequirements(suite, options.profiles));
  const applicable = [...suite.checks.values()].filter((check) => citesOf(check).some((id) => judged(id).length > 0));
  const patterns = options.checks.map(globToRegExp);
  const notSelected: Selection["notSelected"] = [];
  const selected = applicable.filter((check, index) => {
    const why =
      patterns.length > 0 && !patterns.some((pattern) => pattern.test(check.id))
        ? "--check"
        : options.only && !options.only.has(check.id)
          ? "--only-failed"
          : check.intrusive && !options.intrusive
            ? "it is intrusive: add --intrusive"
            : options.shard && index % options.shard.total !== options.shard.index - 1
              ? "--shard"
              : undefined;
    if (why) notSelected.push({ id: check.id, why });
    return !why;
  });
  if (selected.length === 0) {
    const wanted = options.checks.join(", ");
    const guess = options.checks[0] ? didYouMean(options.checks[0], suite.checks.keys()) : undefined;
    throw new AssayError({
      code: "NOTHING_SELECTED",
      message: `no check is selected${wanted ? ` by --check "${wanted}"` : ""} in profile ${options.profiles.join(", ")}`,
      hint: guess ? `did you mean "${guess}"?` : "assay list shows every check",
    });
  }
  return { selected, notSelected };
}

/** A check id, or a glob; an id without its row stands for all of its rows. */
export function globToRegExp(glob: string): RegExp {
  const escaped = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}(/.*)?$`);
}
