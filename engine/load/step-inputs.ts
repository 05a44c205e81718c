import type { Base, Fragment, Step, Suite } from "../types/suite.js";

export function baseOf(suite: Suite, step: Step): Base {
  const base = suite.bases.get(`${step.kind}/${step.subject}`);
  if (!base) throw new Error(`no base "${step.kind}/${step.subject}"`);
  return base;
}

/** Names that a step offers to later ones. */
export function offeredBy(suite: Suite, step: Step): string[] {
  if (step.kind === "use")
    return Object.keys((suite.fragments.get(step.subject) as Fragment | undefined)?.outputs ?? {});
  const base = suite.bases.get(`${step.kind}/${step.subject}`);
  return Object.keys(base?.offers ?? {});
}

/** The earlier step that supplies a base's inputs: the one named, else the only one that offers them all. */
export function sourceOf<T extends { step: Step }>(
  suite: Suite,
  step: Step,
  before: readonly T[],
): { source?: T; ambiguous: boolean } {
  if (step.from) return { source: before.find((one) => one.step.as === step.from), ambiguous: false };
  const inputs = suite.bases.get(`${step.kind}/${step.subject}`)?.inputs ?? [];
  if (inputs.length === 0) return { ambiguous: false };
  const offering = before.filter((one) => {
    const offered = offeredBy(suite, one.step);
    return inputs.every((input) => offered.includes(input));
  });
  return { source: offering[0], ambiguous: offering.length > 1 };
}
