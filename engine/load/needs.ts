import type { Check, Step, Suite } from "../types/suite.js";

/** Everything that a check needs: what it states, and what the bases of its steps need. */
export function needsOf(check: Check, suite: Suite): string[] {
  return [...new Set([...check.needs, ...check.steps.flatMap((step) => needsOfStep(step, suite))])];
}

function needsOfStep(step: Step, suite: Suite): string[] {
  // A step with needs of its own is passed over when they are not met; it does not bind the check.
  if (step.needs.length > 0) return [];
  if (step.kind === "use")
    return (suite.fragments.get(step.subject)?.steps ?? []).flatMap((one) => needsOfStep(one, suite));
  return suite.bases.get(`${step.kind}/${step.subject}`)?.needs ?? [];
}
