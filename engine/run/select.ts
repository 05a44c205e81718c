import { AssayError, didYouMean } from "../errors.js";
import { citesOf } from "../load/suite.js";
import { heldRequirements, judgedAs } from "../load/profiles.js";
import type { Check, Suite } from "../types/suite.js";
import { type Shard, dealChecks } from "./shards.js";

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
  shard?: Shard;
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
  const leftOut = (check: Check): string | undefined =>
    patterns.length > 0 && !patterns.some((pattern) => pattern.test(check.id))
      ? "--check"
      : options.only && !options.only.has(check.id)
        ? "--only-failed"
        : check.intrusive && !options.intrusive
          ? "it is intrusive: add --intrusive"
          : undefined;
  const wanted = applicable.filter((check) => leftOut(check) === undefined);
  const { shard } = options;
  const dealt = shard && dealChecks(wanted, shard.total);
  const selected = wanted.filter((check) => !dealt || dealt.get(check.id) === shard?.index);
  if (selected.length === 0) throw nothingSelected(suite, options, wanted.length);
  const done = new Set(selected);
  const notSelected = applicable.flatMap((check) =>
    done.has(check) ? [] : [{ id: check.id, why: leftOut(check) ?? "--shard" }],
  );
  return { selected, notSelected };
}

function nothingSelected(suite: Suite, { checks, profiles, shard }: SelectOptions, count: number): AssayError {
  if (shard && count > 0)
    return new AssayError({
      code: "NOTHING_SELECTED",
      message: `no check is left for shard ${shard.index}/${shard.total}: ${count} ${count === 1 ? "is" : "are"} selected in all`,
      hint: `use at most ${count} shards`,
    });
  const guess = checks[0] ? didYouMean(checks[0], suite.checks.keys()) : undefined;
  return new AssayError({
    code: "NOTHING_SELECTED",
    message: `no check is selected${checks.length > 0 ? ` by --check "${checks.join(", ")}"` : ""} in profile ${profiles.join(", ")}`,
    hint: guess ? `did you mean "${guess}"?` : "assay list shows every check",
  });
}

/** A check id, or a glob; an id without its row stands for all of its rows. */
export function globToRegExp(glob: string): RegExp {
  const escaped = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}(/.*)?$`);
}
