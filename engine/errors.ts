/** Errors that a person can mend: a stable code, what was wrong where, and a hint. */

export const ERROR_CODES = [
  "YAML_SYNTAX",
  "FORMAT",
  "UNKNOWN_KEY",
  "UNRESOLVED_CITE",
  "UNRESOLVED_BASE",
  "UNRESOLVED_FRAGMENT",
  "UNRESOLVED_SCHEMA",
  "UNRESOLVED_ROW",
  "UNRESOLVED_STEP",
  "AMBIGUOUS_INPUT",
  "DUPLICATE_ID",
  "NO_EXPECTATION",
  "NO_CONTROL",
  "SHARED_AND_CONSUMED",
  "VANISHED_ID",
  "UNPUBLISHED_ID",
  "PROFILE_CHANGED",
  "OPPOSING_CLAUSES",
  "NOT_SETTLED",
  "COUNTERPART",
  "INVENTORY_INCOMPLETE",
  "NEEDED_BY_PROFILE",
  "CONTRACT",
  "REASON_MISSING",
  "PROVIDER_NOT_FOUND",
  "VARIABLE_NOT_SET",
  "NOTHING_SELECTED",
  "PROFILE_NOT_FOUND",
  "FILE_NOT_FOUND",
  "UNKNOWN_COMMAND",
  "USAGE",
  "UNREACHABLE",
  "EVIDENCE_UNREADABLE",
  "SHARDS",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export interface Problem {
  code: ErrorCode;
  message: string;
  file?: string;
  line?: number;
  column?: number;
  hint?: string;
}

/** Thrown for what the user can mend; carries every problem found, not only the first. */
export class AssayError extends Error {
  readonly problems: Problem[];
  constructor(problems: Problem | Problem[]) {
    const list = Array.isArray(problems) ? problems : [problems];
    super(list.map(formatProblem).join("\n"));
    this.name = "AssayError";
    this.problems = list;
  }
  get code(): ErrorCode {
    return this.problems[0]?.code ?? "USAGE";
  }
}

/** `file:line:column: CODE message` and the hint on a line of its own. */
export function formatProblem(problem: Problem): string {
  const place = problem.file ? `${problem.file}${problem.line ? `:${problem.line}:${problem.column ?? 1}` : ""}: ` : "";
  const hint = problem.hint ? `\n  hint: ${problem.hint}` : "";
  return `${place}${problem.code} ${problem.message}${hint}`;
}

/** The candidate nearest to `word`, when near enough to be a slip of the pen. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 4)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate, least);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? limit;
}
