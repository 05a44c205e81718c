import type { EvidenceRecord, Fact, Observation, StepState } from "../types/evidence.js";
import { provenBy } from "./proven.js";
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
  /** Why a check was begun once more, by check. */
  again: Map<string, string[]>;
  /** Duration by check; absent: it did not finish. */
  finished: Map<string, number>;
  /** Why a check was not run once more, by check. */
  unconfirmed: Map<string, string>;
  end?: Extract<EvidenceRecord, { type: "end" }>;
  endpoints: Record<string, Json>;
  metadata: Members;
  clients: Map<string, Members>;
  /** Clients whose configuration is known to be right: see `proven.ts`. */
  proven: Set<string>;
}

export function storedRun(records: readonly EvidenceRecord[]): StoredRun {
  const [first, ...rest] = records;
  if (first?.type !== "run") throw new Error("evidence does not begin with a run record");
  const stored = beginStoredRun(first);
  for (const record of rest) addRecord(stored, record);
  return stored;
}

/** A run of which nothing but its beginning is known yet. */
export function beginStoredRun(run: RunRecord): StoredRun {
  const clients = (run.provider["clients"] ?? []) as Members[];
  return {
    run,
    facts: new Map(),
    problems: [],
    observations: new Map(),
    steps: new Map(),
    again: new Map(),
    finished: new Map(),
    unconfirmed: new Map(),
    endpoints: {},
    metadata: {},
    clients: new Map(clients.map((client) => [String(client["name"]), client])),
    proven: new Set(),
  };
}

/** Takes in one more record. */
export function addRecord(stored: StoredRun, record: EvidenceRecord): void {
  READERS[record.type](record as never, stored);
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
    const named = (prefix: string): [string, Json][] =>
      record.facts
        .filter(({ name }) => name.startsWith(prefix))
        .map(({ name, value }) => [name.slice(prefix.length), value]);
    stored.endpoints = Object.fromEntries(named("endpoint:"));
    stored.metadata = Object.fromEntries(named("metadata:"));
  },
  problem: (record, stored) => void stored.problems.push(record),
  observation: (record, stored) => {
    const { type: _, check: __, step: ___, ...observation } = record;
    stored.observations.set(observation.id, observation);
    const proven = provenBy(observation);
    if (proven) stored.proven.add(proven);
  },
  step: (record, stored) => {
    const steps = stored.steps.get(record.check) ?? new Map<string, StepState>();
    stored.steps.set(record.check, steps.set(record.path, record.outcome));
  },
  again: (record, stored) => {
    stored.steps.delete(record.check);
    stored.again.set(record.check, [...(stored.again.get(record.check) ?? []), record.because]);
  },
  check: (record, stored) => void stored.finished.set(record.check, record.duration_ms),
  guess: () => undefined,
  unconfirmed: (record, stored) => void stored.unconfirmed.set(record.check, record.because),
  end: (record, stored) => {
    stored.end = record;
  },
};
