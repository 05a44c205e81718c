import type { EvidenceRecord, Observation } from "../types/evidence.js";

const ANNOUNCEMENT = "x-overlay-would-act";

/** Which deviations would act on which checks, read from a run over a server that only announces them. */
export interface Touched {
  /** Deviations by check: on its own exchanges, on those that it shares, on its controls. */
  byCheck: Map<string, Set<string>>;
  /** Deviations that act on the discovery of the server itself. */
  discovery: Set<string>;
}

export function touched(records: readonly EvidenceRecord[]): Touched {
  const announced = new Map<string, string[]>();
  const ofCheck = new Map<string, Set<string>>();
  const steps: { check: string; control?: string; observations: string[] }[] = [];
  for (const record of records) {
    if (record.type === "observation") {
      const slugs = announcedIn(record);
      announced.set(record.id, slugs);
      ofCheck.set(record.check, new Set([...(ofCheck.get(record.check) ?? []), ...slugs]));
    }
    if (record.type === "step")
      steps.push({
        check: record.check,
        control: record.control,
        observations: "observations" in record.outcome ? record.outcome.observations : [],
      });
  }
  const byCheck = new Map<string, Set<string>>();
  for (const { check, control, observations } of steps) {
    const slugs = [
      ...(ofCheck.get(check) ?? []),
      ...(control ? (ofCheck.get(control) ?? []) : []),
      ...observations.flatMap((id) => announced.get(id) ?? []),
    ];
    byCheck.set(check, new Set([...(byCheck.get(check) ?? []), ...slugs]));
  }
  return { byCheck, discovery: ofCheck.get("discovery") ?? new Set() };
}

function announcedIn(observation: Observation): string[] {
  return observation.exchanges
    .flatMap((exchange) => exchange.response?.headers[ANNOUNCEMENT] ?? [])
    .flatMap((value) => value.split(",").map((slug) => slug.trim()))
    .filter(Boolean);
}
