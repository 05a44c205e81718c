import type { BlockedReason, Observation } from "../types/evidence.js";

/** Thrown by a step that cannot be done; the check is blocked, the server is not accused. */
export class StepBlocked extends Error {
  readonly reason: BlockedReason;
  /** Provider-file key to look at. */
  readonly key?: string;
  readonly observations: Observation[];
  constructor(reason: BlockedReason, because: string, options: { key?: string; observations?: Observation[] } = {}) {
    super(because);
    this.name = "StepBlocked";
    this.reason = reason;
    this.key = options.key;
    this.observations = options.observations ?? [];
  }
}

/** Thrown by a step whose condition turned out not to hold only while it was done. */
export class StepNotApplicable extends Error {
  override name = "StepNotApplicable";
}

/** Thrown by a step that the user left out, such as a wait over --max-wait; what comes after it is left out too. */
export class StepNotSelected extends Error {
  override name = "StepNotSelected";
}
