/** `diff.json`: two runs of one server, the one source that every format of a difference is drawn from. */
import type { Outcome, Verdict } from "../../engine/types/report.js";
import type { Level } from "../../engine/types/suite.js";
import type { Judging } from "../comparison/model.js";

/** In the order in which they are read. */
export const KINDS = ["regression", "fix", "other", "new", "gone", "evidence"] as const;
export type Kind = (typeof KINDS)[number];

/** What a kind is called over a list of them, and what it means. */
export const KIND: Record<Kind, { title: string; meaning: string; sign: string }> = {
  regression: {
    title: "Regressions",
    meaning: "worse than before: broken, no longer followed, no longer judged or no longer offered",
    sign: "✗",
  },
  fix: { title: "Fixes", meaning: "it was broken, not followed or not judged, and is better now", sign: "✓" },
  other: { title: "Other changes", meaning: "another outcome that is neither better nor worse", sign: "~" },
  new: { title: "New", meaning: "no verdict in the old run", sign: "+" },
  gone: { title: "Gone", meaning: "no verdict in the new run", sign: "-" },
  evidence: { title: "Changed evidence", meaning: "the same outcome, and the server answers otherwise", sign: "≈" },
};

/** One of the two runs. */
export interface Side {
  name: string;
  provider: string;
  version?: string;
  /** Time at which the run began, ISO 8601. */
  date: string;
  stand_in: boolean;
  plans_digest: string;
  judged: Judging["plans"];
  /** What makes the run less comparable; sentences. */
  marks: string[];
}

/** What one run says of a clause. */
export type Seen = Pick<Verdict, "outcome" | "expected" | "actual" | "reason"> & {
  /** Only one of two runs of the check failed. */
  unstable?: true;
  /** Why the outcome is accepted. */
  known?: string;
  /** The observation that was judged. */
  observation?: string;
};

export interface Change {
  kind: Kind;
  /** `check#requirement` */
  key: string;
  check: string;
  title: string;
  requirement: string;
  spec: string;
  section: string;
  url: string;
  level: Level;
  statement: string;
  /** Absent where the run has no such verdict. */
  old?: Seen;
  new?: Seen;
}

export interface Diff {
  format: 1;
  assay: { version: string; plans_digest: string };
  old: Side;
  new: Side;
  counts: Record<Kind, number>;
  /** Regressions that are no known deviations of the new run: those make `assay diff` end with 1. */
  regressions: number;
  /** Verdicts that are as they were. */
  unchanged: number;
  /** In the order of KINDS. */
  changes: Change[];
}

/** `pass -> fail`. */
export const outcomesText = ({ old, new: now }: Pick<Change, "old" | "new">): string => {
  const word = (seen: Seen | undefined): string =>
    seen ? `${seen.outcome}${seen.unstable ? " (unstable)" : ""}` : "none";
  const [from, to]: [string | Outcome, string | Outcome] = [word(old), word(now)];
  return from === to ? from : `${from} -> ${to}`;
};
