import type { ProfileReport, RequirementReport } from "../types/report.js";
import type { Profile } from "../types/suite.js";

const APPLICABLE = new Set(["fail", "error", "blocked", "warn", "pass"]);

/**
 * What a server comes to under one profile: `non-conformant` with a failed MUST; `incomplete` with a MUST that
 * a black box can test and that is blocked or untested; else `conformant`.
 */
export function profileReport(profile: Profile, all: readonly RequirementReport[]): ProfileReport {
  const held = new Set(profile.requirements);
  const requirements = all.filter((one) => held.has(one.id) && one.level !== "DOCUMENTED");
  const musts = requirements.filter((one) => one.level === "MUST" || one.level === "MUST NOT");
  const shoulds = requirements.filter((one) => one.level === "SHOULD" || one.level === "SHOULD NOT");
  const testable = requirements.filter((one) => one.testable === "yes" && !one.excluded);
  const open = musts.some(
    (one) => one.testable === "yes" && !one.excluded && ["blocked", "untested", "error"].includes(one.outcome),
  );
  return {
    name: profile.profile,
    revision: profile.revision,
    title: profile.title,
    documents: profile.documents,
    verdict: musts.some((one) => one.outcome === "fail") ? "non-conformant" : open ? "incomplete" : "conformant",
    must: met(musts),
    should: met(shoulds),
    coverage: {
      testable: testable.length,
      cited: testable.filter((one) => one.verdicts.length > 0).length,
      judged: testable.filter((one) => !["untested", "blocked", "error"].includes(one.outcome)).length,
    },
  };
}

function met(requirements: RequirementReport[]): { met: number; applicable: number } {
  const applicable = requirements.filter((one) => APPLICABLE.has(one.outcome));
  return { met: applicable.filter((one) => one.outcome === "pass").length, applicable: applicable.length };
}
