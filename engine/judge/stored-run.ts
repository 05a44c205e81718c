import type { EvidenceRecord, Fact, Observation, StepState } from "../types/evidence.js";
import type { Json, Members } from "../types/suite.js";

type RunRecord = Extract<EvidenceRecord, { type: "run" }>;
type ProblemRecord = Extract<EvidenceRecord, { type: "problem" }>;

/** Evidence put in order: of records that speak of the same thing (a resumed run), the last counts. */
export interface StoredRun {
  run: RunRecord;
  facts: Map<string, Fact>;
  problems: ProblemRecord[];
  observations: Map<string, Observation>;
  /** By check, then by step path. */
  steps: Map<string, Map<string, StepState>>;
  /** Duration by check; absent: it did not finish. */
  finished: Map<string, number>;
  end?: Extract<EvidenceRecord, { type: "end" }>;
  endpoints: Record<string, Json>;
  metadata: Members;
  clients: Map<string, Members>;
}

export function storedRun(records: readonly EvidenceRecord[]): StoredRun {
  const first = records[0];
  if (first?.type !== "run") throw new Error("evidence does not begin with a run record");
  const stored: StoredRun = {
    run: first,
    facts: new Map(),
    problems: [],
    observations: new Map(),
    steps: new Map(),
    finished: new Map(),
    endpoints: {},
    metadata: {},
    clients: new Map(),
  };
  for (const record of records) READERS[record.type](record as never, stored);
  for (const client of (first.provider["clients"] ?? []) as Members[])
    stored.clients.set(String(client["name"]), client);
  for (const { name, value } of stored.facts.values()) {
    if (name.startsWith("endpoint:")) stored.endpoints[name.slice("endpoint:".length)] = value;
    if (name.startsWith("metadata:")) stored.metadata[name.slice("metadata:".length)] = value;
  }
  return stored;
}

const READERS: {
  [T in EvidenceRecord["type"]]: (record: Extract<EvidenceRecord, { type: T }>, stored: StoredRun) => void;
} = {
  run: () => undefined,
  resumed: (_, stored) => {
    stored.problems = [];
    stored.end = undefined;
  },
  facts: (record, stored) => {
    stored.facts = new Map(record.facts.map((fact) => [fact.name, fact]));
  },
  problem: (record, stored) => void stored.problems.push(record),
  observation: ({ type: _, check: __, step: ___, ...observation }, stored) =>
    void stored.observations.set(observation.id, observation),
  step: (record, stored) => {
    const steps = stored.steps.get(record.check) ?? new Map<string, StepState>();
    stored.steps.set(record.check, steps.set(record.path, record.outcome));
  },
  check: (record, stored) => void stored.finished.set(record.check, record.duration_ms),
  end: (record, stored) => {
    stored.end = record;
  },
};
