/** The parts of the terminal report that are about the run as a whole. */
import { OUTCOMES, type Outcome, type ProfileReport } from "../../engine/types/report.js";

import { forShell } from "../escape.js";
import { digest } from "../model/digest.js";
import {
  BLOCKED_HINT,
  confirmationText,
  deviationsText,
  duration,
  EXIT,
  plural,
  PROFILE_VERDICT,
  providerName,
  shorten,
  SIGN,
  staleHint,
} from "../model/words.js";
import { type Drawing, exchange, STYLE } from "./blocks.js";

const LISTED = 8;

const few = (names: string[]): string =>
  names.length > LISTED ? `${names.slice(0, LISTED).join(", ")} and ${names.length - LISTED} more` : names.join(", ");

export const head = ({ page, report }: Drawing): void => {
  const { assay, provider, summary } = report;
  const text = (name: string): string => (typeof provider[name] === "string" ? `  ${provider[name]}` : "");
  page.line(0, { text: providerName(provider), style: "bold" }, `${text("version")}${text("issuer")}`);
  const took = Date.parse(assay.finished) - Date.parse(assay.started);
  page.line(0, {
    text: `assay ${assay.version}: ${plural(summary.checks, "check")}, ${plural(summary.verdicts, "verdict")} on ${plural(summary.requirements, "clause")} in ${duration(took)}`,
    style: "dim",
  });
  if (!assay.complete)
    page.line(
      0,
      { text: "INCOMPLETE RUN", style: "yellow" },
      `  ${assay.why_incomplete ?? "it ended before every selected check had run"}`,
    );
};

export const blocked = ({ page, evidence, reading }: Drawing): void => {
  for (const group of reading.blocked) {
    page.blank();
    page.line(
      0,
      { text: `${SIGN.blocked} BLOCKED`, style: STYLE.blocked },
      "  ",
      { text: group.reason, style: "bold" },
      `  ${plural(group.verdicts.length, "verdict")} in ${plural(group.checks.length, "check")}`,
    );
    page.line(2, group.problem ? `because of the problem "${group.problem.code}", below` : shorten(group.because, 400));
    const shown = group.problem ? undefined : digest(group.verdicts[0]?.observations ?? [], evidence, "");
    if (shown) exchange(page, 2, shown, 3);
    page.field(2, "checks", few(group.checks));
    if (!group.problem) page.field(2, "hint", BLOCKED_HINT[group.reason]);
  }
};

export const problems = ({ page, report, evidence }: Drawing): void => {
  for (const problem of report.problems) {
    page.blank();
    page.line(0, { text: `${SIGN.blocked} ${problem.code}`, style: STYLE.blocked }, `  (${problem.reason})`);
    page.line(2, shorten(problem.message, 600));
    const shown = problem.observation ? digest([problem.observation], evidence, "") : undefined;
    if (shown) exchange(page, 2, shown, 4);
    page.field(2, "hint", problem.hint ?? BLOCKED_HINT[problem.reason]);
  }
};

export const known = ({ page, reading }: Drawing): void => {
  for (const { verdict } of reading.known) {
    page.blank();
    page.line(
      0,
      { text: `${SIGN[verdict.outcome]} ${verdict.outcome}`, style: STYLE[verdict.outcome] },
      `  ${verdict.level}  `,
      { text: verdict.key, style: "bold" },
    );
    const { reason, until, issue, owner } = verdict.known ?? { reason: "" };
    page.field(2, "reason", reason);
    const rest = [until && `until ${until}`, owner && `owner ${owner}`, issue].filter(Boolean).join(", ");
    if (rest) page.field(2, "", rest);
  }
};

export const stale = ({ page, reading }: Drawing): void => {
  for (const entry of reading.stale) {
    page.blank();
    page.line(0, { text: "✗ STALE", style: "red" }, "  ", { text: entry.key, style: "bold" });
    page.line(2, `${entry.why}; ${staleHint(entry)}`);
  }
};

/** Columns as in OUTCOMES; a level or an outcome that does not occur is left out. */
export const counts = ({ page, report }: Drawing): void => {
  const { by_outcome, by_level } = report.summary;
  const number = (count: number | undefined): string => String(count ?? 0).padStart(6);
  const levels = Object.entries(by_level).filter(([, row]) => Object.values(row).some((count) => count > 0));
  const used = OUTCOMES.filter((outcome) => (by_outcome[outcome] ?? 0) > 0);
  page.line(2, {
    text: `${" ".repeat(16)}${"all".padStart(6)}${levels.map(([level]) => level.padStart(Math.max(6, level.length + 2))).join("")}`,
    style: "dim",
  });
  for (const outcome of used) {
    const cells = levels.map(([level, row]) => number(row[outcome]).padStart(Math.max(6, level.length + 2))).join("");
    page.line(
      2,
      { text: `${SIGN[outcome]} ${outcome.padEnd(14)}`, style: STYLE[outcome] },
      { text: number(by_outcome[outcome]), style: "bold" },
      cells.replace(/\b0\b/g, "·"),
    );
  }
};

const VERDICT_STYLE: Record<ProfileReport["verdict"], Outcome> = {
  conformant: "pass",
  "non-conformant": "fail",
  incomplete: "blocked",
};

export const profiles = ({ page, report }: Drawing): void => {
  for (const profile of report.profiles) {
    const { word, sign } = PROFILE_VERDICT[profile.verdict];
    const { must, should, coverage } = profile;
    page.line(2, { text: `${sign} ${word.toUpperCase()}`, style: STYLE[VERDICT_STYLE[profile.verdict]] }, "  ", {
      text: `${profile.name}@${profile.revision}`,
      style: "bold",
    });
    page.line(4, profile.title);
    page.line(
      4,
      `MUST ${must.met} of ${must.applicable} met, SHOULD ${should.met} of ${should.applicable} met; ${coverage.judged} of ${coverage.testable} testable clauses judged, ${coverage.cited} cited by checks`,
    );
  }
};

export const foot = ({ page, report, options }: Drawing): void => {
  page.blank();
  const deviations = deviationsText(report);
  if (deviations) page.field(0, "gate", deviations);
  const confirmation = confirmationText(report);
  if (confirmation) page.field(0, "confirmed", shorten(confirmation, 600));
  for (const file of options.files ?? []) page.copy(0, "report", forShell(file));
  page.field(0, "exit", { text: String(report.exit_code), style: "bold" }, `  ${EXIT[report.exit_code]}`);
};
