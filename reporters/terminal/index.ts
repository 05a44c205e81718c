/** What a person reads after a run: failures first, then the rest, then the verdict. */
import type { Reporter } from "../reporter.js";
import { read } from "../model/reading.js";
import { plural } from "../model/words.js";
import { brief, type Drawing, full } from "./blocks.js";
import { Page } from "./page.js";
import { documentation } from "./documentation.js";
import { blocked, counts, foot, head, known, problems, profiles, stale } from "./summary.js";

const MIN = 40;
const MAX = 120;

const verdicts = (entries: { blocks: { verdicts: unknown[] }[] }[]): number =>
  entries.reduce((sum, { blocks }) => sum + blocks.reduce((inner, block) => inner + block.verdicts.length, 0), 0);

export const terminal: Reporter = {
  file: "report.txt",
  render(report, evidence, options = {}) {
    const page = new Page();
    const reading = read(report);
    const drawing: Drawing = { page, report, evidence, reading, options };
    const { failing, errors, warnings } = reading;
    const groups = reading.blocked;

    head(drawing);
    if (failing.length > 0) {
      page.heading(
        "Failures",
        `${plural(verdicts(failing), "clause")} broken in ${plural(failing.length, "check")}`,
        "red",
      );
      for (const entry of failing) full(drawing, entry);
    }
    if (errors.length > 0) {
      page.heading("Errors of Assay", "not the server's fault; please report them", "magenta");
      for (const entry of errors) full(drawing, entry);
    }
    if (warnings.length > 0) {
      page.heading("Warnings", plural(verdicts(warnings), "clause"), "yellow");
      for (const entry of warnings) brief(drawing, entry);
    }
    if (groups.length > 0) {
      page.heading(
        "Blocked",
        `${plural(
          groups.reduce((sum, group) => sum + group.verdicts.length, 0),
          "verdict",
        )} could not be given, ${plural(groups.length, "cause")}`,
        "yellow",
      );
      blocked(drawing);
    }
    if (report.problems.length > 0) {
      page.heading("Problems of the run", plural(report.problems.length, "problem"), "yellow");
      problems(drawing);
    }
    if (reading.known.length > 0) {
      page.heading(
        "Known deviations",
        `${reading.known.length}, accepted in the provider file, or by the baseline`,
        "dim",
      );
      known(drawing);
    }
    if (reading.stale.length > 0) {
      page.heading("Stale known deviations", plural(reading.stale.length, "entry", "entries"), "red");
      stale(drawing);
    }
    page.heading(
      "Outcomes",
      `${plural(report.summary.verdicts, "verdict")} in ${plural(report.summary.checks, "check")}`,
      "dim",
    );
    counts(drawing);
    if (report.not_selected.length > 0)
      page.line(2, { text: `${plural(report.not_selected.length, "check")} not selected`, style: "dim" });
    page.heading("Profiles", plural(report.profiles.length, "profile"), "dim");
    profiles(drawing);
    documentation(drawing);
    foot(drawing);
    return page.draw(Math.min(Math.max(options.columns ?? 80, MIN), MAX), options.color ?? false);
  },
};
