/** One run as Markdown, to be kept beside a project or read in a repository: the date is the only time in it. */
import { OUTCOMES, type Report } from "../../engine/types/report.js";
import { LEVELS } from "../../engine/types/suite.js";
import type { Reporter } from "../reporter.js";

import { forMarkdown } from "../escape.js";
import { read } from "../model/reading.js";
import { confirmationText, EXIT, MEANING, plural, providerName, SIGN } from "../model/words.js";
import { documentation } from "./documentation.js";
import { type Stable, stable } from "./stable.js";
import { blocks, code, link, list, profileTable, table } from "./text.js";
import { blocked, type Drawing, judged } from "./verdicts.js";

const STAND_IN =
  "> This run was against a stand-in built from the vendor's documentation, not against the vendor's server.";

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

const identity = ({ provider, assay, facts }: Report, steady: Stable): string => {
  const { title, version, url } = (provider["documentation"] ?? {}) as Record<string, string | undefined>;
  const contact = text(provider["contact"]);
  const issuer = text(provider["issuer"]) ?? text(facts.find(({ name }) => name === "issuer")?.value);
  return list([
    ...["vendor", "product", "version"].map((name) => {
      const value = text(provider[name]);
      return value && `${name}: ${forMarkdown(value)}`;
    }),
    title && `documentation: ${link(title, url)}${version ? forMarkdown(` (version ${version})`) : ""}`,
    contact && `contact: ${link(contact, contact)}`,
    provider["stand_in"] !== true && issuer && `issuer: ${code(steady(issuer))}`,
    `run: ${assay.started.slice(0, 10)}, Assay ${forMarkdown(assay.version)}, plans ${code(assay.plans_digest.slice(0, 16))}`,
  ]);
};

const counts = ({ summary: { by_outcome, by_level, verdicts, checks }, not_selected }: Report): string => {
  const levels = LEVELS.filter((level) => Object.values(by_level[level] ?? {}).some((count) => count > 0));
  const used = OUTCOMES.filter((outcome) => (by_outcome[outcome] ?? 0) > 0);
  return blocks(
    "## Outcomes",
    `${plural(verdicts, "verdict")} of ${plural(checks, "check")}${not_selected.length > 0 ? `; ${plural(not_selected.length, "check")} not selected` : ""}.`,
    table(
      ["Outcome", "All", ...levels, "What it means"],
      used.map((outcome) => [
        `${SIGN[outcome]} ${outcome}`,
        String(by_outcome[outcome]),
        ...levels.map((level) => String(by_level[level]?.[outcome] ?? 0)),
        MEANING[outcome],
      ]),
    ),
  );
};

const stale = ({ summary }: Report): string | false =>
  summary.stale.length > 0 &&
  blocks(
    "## Stale known deviations",
    list(
      summary.stale.map(
        ({ key, why }) => `${code(key)}: ${forMarkdown(why)}; mend or remove the entry under expected:`,
      ),
    ),
  );

export const markdown: Reporter = {
  file: "report.md",
  render(report, evidence) {
    const { provider, assay } = report;
    const steady = stable(report);
    const confirmation = confirmationText(report);
    const drawing: Drawing = { report, evidence, reading: read(report), stable: steady };
    return `${blocks(
      `# ${forMarkdown(providerName(provider))}`,
      provider["stand_in"] === true && STAND_IN,
      identity(report, steady),
      !assay.complete &&
        `**Incomplete run**: ${forMarkdown(assay.why_incomplete ?? "it ended before every selected check had run")}.`,
      "## Profiles",
      profileTable(report.profiles),
      `Exit code ${report.exit_code}: ${EXIT[report.exit_code]}.`,
      confirmation !== undefined && `Confirmation: ${forMarkdown(steady(confirmation))}.`,
      documentation(report, steady),
      judged("Failures", "fail", drawing),
      judged("Errors of Assay", "error", drawing),
      judged("Warnings", "warn", drawing),
      blocked(drawing),
      stale(report),
      counts(report),
      "Secrets and what was made up for a request are shown by their names; the exchanges are in report.html and evidence.jsonl of the run.",
    )}\n`;
  },
};
