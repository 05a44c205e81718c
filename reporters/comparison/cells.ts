/** What one provider comes to for one clause. */
import type { BlockedReason } from "../../engine/types/evidence.js";
import type { CheckReport, Outcome, Report, RequirementReport, Verdict } from "../../engine/types/report.js";
import type { Members } from "../../engine/types/suite.js";
import { type Cell, STATE_OF } from "./model.js";

/** Of what went wrong a cell shows more; the whole is in the provider's own report. */
const shownOf = (outcome: Outcome): number => (["fail", "warn", "error", "blocked"].includes(outcome) ? 3 : 1);

const BLOCKED: Record<BlockedReason, string> = {
  "setup-failed": "what it needs first failed",
  "needs-config": "not configured",
  "needs-browser": "needs a browser",
  "needs-human": "needs a person",
  "rate-limited": "rate limited",
  timeout: "no answer in time",
  unreachable: "not reachable",
  "not-observed": "not seen",
  interrupted: "the run ended early",
};

interface Judged {
  check: CheckReport;
  verdict: Verdict;
}

/** Cells of one report by requirement. */
export function cellsOf(report: Report): (requirement: string) => Cell {
  const verdicts = new Map<string, Judged>();
  for (const check of report.checks)
    for (const verdict of check.verdicts) verdicts.set(verdict.key, { check, verdict });
  const requirements = new Map(report.requirements.map((one) => [one.id, one]));
  return (id) => {
    const requirement = requirements.get(id);
    if (!requirement)
      return { state: "not asked", because: "no profile of this run holds the rule", verdicts: [], more: 0 };
    const all = requirement.verdicts.flatMap((key) => verdicts.get(key) ?? []);
    const own = all.filter(({ verdict }) => verdict.outcome === requirement.outcome);
    const shown = own.slice(0, shownOf(requirement.outcome));
    return {
      state: STATE_OF[requirement.outcome],
      ...why(requirement, own),
      verdicts: shown.map(({ check, verdict }) => ({
        check: check.id,
        title: check.title,
        outcome: verdict.outcome,
        expected: verdict.expected,
        actual: verdict.actual,
        ...(verdict.reason ? { reason: verdict.reason } : {}),
        ...(verdict.known ? { known: verdict.known.reason } : {}),
        ...(verdict.observations.length > 0 ? { observation: verdict.observations.at(-1) } : {}),
      })),
      more: all.length - shown.length,
    };
  };
}

function why(requirement: RequirementReport, own: Judged[]): Pick<Cell, "note" | "because"> {
  const first = own[0]?.verdict;
  const because = first?.reason ? { because: first.reason } : {};
  switch (requirement.outcome) {
    case "blocked":
      return { note: BLOCKED[first?.blocked ?? "not-observed"], ...because };
    case "error":
      return { note: "Assay itself is at fault", ...because };
    case "not-applicable":
      return { note: "the case did not arise", ...because };
    case "observed":
      return { note: recorded(own) };
    case "untested":
      return { because: requirement.excluded ?? untested(requirement) };
    default:
      return because;
  }
}

const untested = ({ testable }: RequirementReport): string =>
  testable === "no" ? "nothing from outside can tell" : "no check of this run asks it";

/** Whether the server makes use of what the clause leaves it free to do. */
function recorded(own: Judged[]): string {
  const held = new Set(own.map(({ verdict }) => (verdict.value as Members | undefined)?.["holds"] === true));
  if (held.size > 1) return "yes and no";
  return held.has(true) ? "yes" : "no";
}
