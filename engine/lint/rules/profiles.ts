import { profileDigest } from "../profile-digest.js";
import { needsOf } from "../../load/needs.js";
import type { Members } from "../../types/suite.js";
import { type LintRule, isProfile, lineOf } from "../rule.js";

/** A profile's contents change only with its revision, and each mandatory feature is asked for by a check that does not pass it over. */
export const rule: LintRule = (suite) =>
  [...suite.profiles.values()].flatMap((profile) => {
    const source = [...suite.sources.values()].find((one) => isProfile(one, profile));
    const digest = profileDigest(profile);
    const stated = (source?.value as Members | undefined)?.["digest"];
    const held = new Set(profile.requirements);
    const asked = profile.mandatory.filter(
      (fact) =>
        ![...suite.checks.values()].some(
          (check) =>
            !needsOf(check, suite).includes(fact) &&
            check.steps.some((step) => step.expect.some((one) => one.cite.some((id) => held.has(id)))),
        ),
    );
    return [
      ...(stated === digest
        ? []
        : [
            {
              code: "PROFILE_CHANGED" as const,
              message: `profile "${profile.profile}" revision ${profile.revision} has digest "${digest}", not "${String(stated)}"`,
              ...lineOf(source, "digest:"),
              hint: "raise its revision and set the digest",
            },
          ]),
      ...asked.map((fact) => ({
        code: "NEEDED_BY_PROFILE" as const,
        message: `profile "${profile.profile}" demands ${fact}, and no check without needs asks for it`,
        ...lineOf(source, fact),
      })),
    ];
  });
