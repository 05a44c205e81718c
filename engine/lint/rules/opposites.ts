import { type LintRule, isProfile, lineOf } from "../rule.js";

/** Opposing clauses may be cited side by side, since a profile judges by one of them: so it never holds both. */
export const rule: LintRule = (suite) =>
  [...suite.profiles.values()].flatMap((profile) => {
    const held = new Set(profile.requirements);
    const source = [...suite.sources.values()].find((one) => isProfile(one, profile));
    return profile.requirements.flatMap((id) =>
      (suite.requirements.get(id)?.opposes ?? [])
        .filter((other) => held.has(other))
        .map((other) => ({
          code: "OPPOSING_CLAUSES" as const,
          message: `profile "${profile.profile}" holds "${id}" and "${other}", which demand the contrary of each other`,
          ...lineOf(source, "includes:"),
          hint: "leave one of them out with except:",
        })),
    );
  });
