/** `report.json`: the one source that every other format is drawn from. */
import type { BlockedReason, Fact, Observation } from "./evidence.js";
import type { Basis, Json, Level, Members } from "./suite.js";

/** In order of weight: the first that occurs is what a requirement or a check comes to. */
export const OUTCOMES = [
  "fail",
  "error",
  "blocked",
  "warn",
  "pass",
  "observed",
  "not-supported",
  "not-applicable",
  "not-selected",
  "untested",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Verdict {
  /** `check#requirement` */
  key: string;
  requirement: string;
  section: string;
  level: Level;
  basis: Basis;
  outcome: Outcome;
  /** Why it is blocked, not supported, tolerated ...; one sentence. */
  reason?: string;
  blocked?: BlockedReason;
  expected: string;
  actual: string;
  /** The recorded value of a MAY or survey. */
  value?: Json;
  known?: {
    outcome: string;
    reason: string;
    issue?: string;
    documentation_issue?: string;
    owner?: string;
    until?: string;
    /** It comes from the report given with --baseline, not from the provider file. */
    baseline?: true;
  };
  /** The check was run twice and only one of the runs failed. The outcome is the fail all the same. */
  unstable?: true;
  /** Why the check was not run once more, though it should have been. */
  unconfirmed?: string;
  /** What each run of the check came to, in order, where a fail was run once more. */
  runs?: Observed[];
  /** Ids of the observations it rests on; the last is the one judged. */
  observations: string[];
  /** Address of the step in the check. */
  step: string;
}

/** What one of several runs of a check came to for one clause. */
export type Observed = Pick<Verdict, "outcome" | "actual" | "reason" | "observations">;

/** Verdicts by the outcomes that an entry of `expected:` can name. */
export interface DeviationCounts {
  fail: number;
  warn: number;
  blocked: number;
}

/** An entry of `expected:` that no longer happens, or is past its date. */
export interface StaleDeviation {
  /** `check#requirement` */
  key: string;
  why: string;
  /** It comes from the report given with --baseline. */
  baseline?: true;
}

export interface CheckReport {
  id: string;
  plan: string;
  title: string;
  source: string;
  outcome: Outcome;
  /** The steps in prose, with what each came to. */
  steps: { path: string; text: string; state: string; because?: string; observations: string[] }[];
  /** Why it was done once more from the beginning, each time: the network's trouble, not the server's. */
  again?: string[];
  duration_ms: number;
  verdicts: Verdict[];
}

export interface RequirementReport {
  id: string;
  spec: string;
  section: string;
  url: string;
  level: Level;
  basis: Basis;
  statement: string;
  testable: "yes" | "partly" | "no";
  outcome: Outcome;
  profiles: string[];
  verdicts: string[];
  excluded?: string;
}

export interface ProfileReport {
  name: string;
  revision: number;
  title: string;
  /** Its documents with their editions. */
  documents: string[];
  verdict: "conformant" | "non-conformant" | "incomplete";
  must: { met: number; applicable: number };
  should: { met: number; applicable: number };
  coverage: { testable: number; cited: number; judged: number };
}

/** A promise of the vendor's documentation, and the clauses that it contradicts. */
export interface PromiseReport {
  /** Id of the requirement. */
  id: string;
  statement: string;
  /** Place in the documentation. */
  at: string;
  basis: Basis;
  /** The other document that says it, for basis elsewhere. */
  source?: { title: string; url?: string; release?: string };
  outcome: Outcome;
  verdicts: string[];
  /** As documented, and yet against these; `outcome` is the clause's own, as judged beside it. */
  against: { id: string; name: string; section: string; outcome: Outcome }[];
}

/** A contradiction inside the documentation, or between it and a clause. */
export interface ContradictionReport {
  id: string;
  title: string;
  between: ({ at: string } | { clause: string; name: string; section: string; statement: string })[];
  note?: string;
}

/** The vendor's documentation as a yardstick of its own, beside the specifications. */
export interface DocumentationReport {
  /** broken: a promise is; not judged: none was. */
  verdict: "kept" | "broken" | "not judged";
  kept: number;
  broken: number;
  /** Unlike what an example shows. */
  unlike: number;
  not_judged: number;
  total: number;
  promises: PromiseReport[];
  issues: ContradictionReport[];
}

export interface Report {
  format: 1;
  assay: {
    version: string;
    plans_digest: string;
    started: string;
    finished: string;
    command: string;
    complete: boolean;
    why_incomplete?: string;
  };
  provider: Members & { provider: string; name: string };
  facts: Fact[];
  /** What kept the run, or a part of it, from being judged; said once. */
  problems: { reason: BlockedReason; code: string; message: string; hint?: string; observation?: string }[];
  profiles: ProfileReport[];
  /** Absent where the provider file has no contract. */
  documentation?: DocumentationReport;
  summary: {
    checks: number;
    verdicts: number;
    requirements: number;
    by_outcome: Partial<Record<Outcome, number>>;
    by_level: Partial<Record<Level, Partial<Record<Outcome, number>>>>;
    known: number;
    /** Verdicts of checks that were run twice and failed once. Absent in reports of releases that did not count them. */
    unstable?: number;
    /** Verdicts that should have been looked at twice, and were not. Absent likewise. */
    unconfirmed?: number;
    /** Entries of `expected:` that no longer hold, and why. */
    stale: StaleDeviation[];
    /** Verdicts that nobody expects, by outcome. Absent in reports of releases that did not count them. */
    unexpected?: DeviationCounts;
    /** Entries whose outcome no longer happens, by that outcome. Absent likewise. */
    gone?: DeviationCounts;
  };
  requirements: RequirementReport[];
  checks: CheckReport[];
  not_selected: { id: string; why: string }[];
  exit_code: 0 | 1 | 2 | 3;
}

/** Observations of a run by id; what reporters draw exchanges from. */
export type Evidence = Map<string, Observation>;
