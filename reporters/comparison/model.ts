/** `compare.json`: providers beside each other, the one source that every format of a comparison is drawn from. */
import type {
  DocumentationReport,
  Evidence,
  Outcome,
  ProfileReport,
  Report,
  Verdict,
} from "../../engine/types/report.js";
import type { Level } from "../../engine/types/suite.js";
import type { Workflow } from "./workflow.js";

/** What a provider comes to for one clause, worst first. */
export const STATES = [
  "broken",
  "recommended only",
  "met",
  "recorded",
  "not judged",
  "not offered",
  "not asked",
] as const;
export type State = (typeof STATES)[number];

/** A sign beside the word, so that colour never carries the meaning alone. */
export const STATE_SIGN: Record<State, string> = {
  broken: "✗",
  "recommended only": "!",
  met: "✓",
  recorded: "◦",
  "not judged": "⊘",
  "not offered": "–",
  "not asked": "·",
};

export const STATE_MEANING: Record<State, string> = {
  broken: "a rule of the specification is broken",
  "recommended only": "a recommendation is not followed, or the answer is only tolerated",
  met: "any answer that the text allows",
  recorded: "optional: what the server does is recorded, and neither is better",
  "not judged": "it could not be found out; the cell says why",
  "not offered": "the server does not have the feature that the rule is about",
  "not asked": "no check of this run asks it, or nothing from outside can tell",
};

/** One folder of `assay run`, ready to be compared. */
export interface ComparisonInput {
  /** With the verdicts that count: see `judgedToday`. */
  report: Report;
  /** Observations as they are stored; empty when the folder has none. */
  evidence: Evidence;
  judging: Judging;
}

/** By which plans a column was judged. */
export interface Judging {
  /** `today`: the run already had today's plans. `again`: judged anew from its evidence. `other`: the run's own verdicts, by other plans. */
  plans: "today" | "again" | "other";
  /** Why `other`. */
  because?: string;
}

/** What became of the promises of a vendor's own documentation. */
export type Documentation = Omit<DocumentationReport, "promises" | "issues">;

export interface Column {
  /** Unlike every other column's; says `(stand-in)` of one, so that no line of a comparison seems to speak of the vendor's server. */
  label: string;
  provider: string;
  version?: string;
  /** Time at which the run began, ISO 8601. */
  date: string;
  /** The run was against a server made from the vendor's documentation. */
  stand_in: boolean;
  plans_digest: string;
  judged: Judging["plans"];
  /** What makes the column less comparable with the others; sentences. */
  marks: string[];
  profiles: ProfileReport[];
  documentation?: Documentation;
  states: Record<State, number>;
}

export type CellVerdict = Pick<Verdict, "outcome" | "reason" | "expected" | "actual"> & {
  check: string;
  title: string;
  known?: string;
  /** The observation that was judged. */
  observation?: string;
};

export interface Cell {
  state: State;
  /** In a few words: why it was not judged, or what was recorded. */
  note?: string;
  /** The same in a sentence. */
  because?: string;
  /** Those that the state comes from; at most three, one where nothing is wrong. */
  verdicts: CellVerdict[];
  /** Further verdicts on this clause. */
  more: number;
}

export interface Row {
  id: string;
  workflow: Workflow;
  spec: string;
  section: string;
  url: string;
  level: Level;
  statement: string;
  profiles: string[];
  /** One for each column. */
  cells: Cell[];
  /** Columns that were asked do not all come to the same. */
  differs: boolean;
  /** Index of the one column that breaks it, or does not follow it, while others meet it. */
  only?: number;
}

export interface FeatureCell {
  state: "offered" | "not offered" | "not stated" | "seen" | "not seen";
  /** What it is, where a word is not enough. */
  value?: string;
  /** Where that is known from. */
  source: string;
}

export interface Feature {
  group: string;
  name: string;
  cells: FeatureCell[];
}

/** What sets one provider apart, in sentences. */
export interface Highlight {
  /** Rules that it alone breaks and others meet. */
  breaks: Sentence[];
  /** The same of recommendations. */
  recommendations: Sentence[];
  /** What it alone offers, and what it alone does not. */
  offers: string[];
}

export interface Sentence {
  /** The rule, as a sentence of its own. */
  rule: string;
  /** Who asks for it, how strongly, and what the others do. */
  note: string;
  /** Requirements that it speaks of. */
  rows: string[];
}

export interface Comparison {
  format: 1;
  assay: { version: string; plans_digest: string };
  /** Set when only this profile's rules are compared. */
  profile?: string;
  columns: Column[];
  highlights: Highlight[];
  features: Feature[];
  rows: Row[];
}

export const STAND_IN = "stand-in, made from documentation; not the vendor's server";

/** The same outcome in the words of a comparison. */
export const STATE_OF: Record<Outcome, State> = {
  fail: "broken",
  warn: "recommended only",
  pass: "met",
  observed: "recorded",
  "not-supported": "not offered",
  blocked: "not judged",
  error: "not judged",
  "not-applicable": "not judged",
  "not-selected": "not asked",
  untested: "not asked",
};
