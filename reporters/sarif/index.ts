/**
 * SARIF 2.1.0: what deviates is a result, the clause its rule, the plan's line its place. What could not be judged is a
 * notification of the run: it says nothing about the server. All other outcomes are counted in the run's properties.
 */
import type { Report, RequirementReport, Verdict } from "../../engine/types/report.js";
import type { Reporter } from "../reporter.js";

import { forTerminal, linkable } from "../escape.js";
import { isKnown, read } from "../model/reading.js";
import { EXIT, providerName, section, specName } from "../model/words.js";
import { notifications } from "./notifications.js";
import { locations, message, without } from "./parts.js";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

type Level = "error" | "warning";
const LEVEL: Partial<Record<Verdict["outcome"], Level>> = { fail: "error", warn: "warning" };

/** What a clause comes to when it is broken. */
const usual = ({ level, basis }: RequirementReport): Level | "note" => {
  if (level === "MAY") return "note";
  return level.startsWith("SHOULD") || basis === "inferred" || basis === "unchecked" ? "warning" : "error";
};

const rule = (id: string, found: RequirementReport | undefined): object => {
  if (!found) return { id: forTerminal(id) };
  const place = `${specName(found.spec)} ${section(found.section)}`;
  return without({
    id: forTerminal(id),
    shortDescription: message(`${place}: ${found.statement}`),
    helpUri: linkable(found.url),
    help: message(`${found.level}, ${place} (basis: ${found.basis}). ${found.statement}`),
    defaultConfiguration: { level: usual(found) },
    properties: {
      tags: [found.spec, found.level].map(forTerminal),
      section: forTerminal(found.section),
      basis: found.basis,
    },
  });
};

const suppression = ({ reason, issue, owner, until }: NonNullable<Verdict["known"]>): object =>
  without({
    kind: "external",
    status: "accepted",
    justification: forTerminal(reason),
    properties: without({
      issue: issue && linkable(issue),
      owner: owner && forTerminal(owner),
      until: until && forTerminal(until),
    }),
  });

const results = (report: Report, rules: string[]): object[] =>
  report.checks.flatMap((check) =>
    check.verdicts.flatMap((verdict) => {
      const level = LEVEL[verdict.outcome];
      if (!level) return [];
      const because = verdict.reason ? `\nbecause: ${verdict.reason}` : "";
      return [
        without({
          ruleId: forTerminal(verdict.requirement),
          ruleIndex: rules.indexOf(verdict.requirement),
          level,
          message: message(`${check.title}.\nexpected: ${verdict.expected}\nactual: ${verdict.actual}${because}`),
          locations: locations(check),
          partialFingerprints: { "verdict/v1": forTerminal(verdict.key) },
          suppressions: isKnown(verdict, report) && verdict.known ? [suppression(verdict.known)] : undefined,
          properties: without({
            outcome: verdict.outcome,
            level: verdict.level,
            basis: verdict.basis,
            unstable: verdict.unstable,
            unconfirmed: verdict.unconfirmed && forTerminal(verdict.unconfirmed),
          }),
        }),
      ];
    }),
  );

export const sarif: Reporter = {
  file: "report.sarif",
  render(report) {
    const { assay, provider, summary, exit_code } = report;
    const reading = read(report);
    const rules = [
      ...new Set(
        report.checks.flatMap((check) =>
          check.verdicts
            .filter(({ outcome }) => ["fail", "warn", "error", "blocked"].includes(outcome))
            .map(({ requirement }) => requirement),
        ),
      ),
    ];
    const { descriptors, notes } = notifications(report, reading, rules);
    const run = {
      tool: {
        driver: {
          name: "Assay",
          version: assay.version,
          rules: rules.map((id) => rule(id, reading.requirements.get(id))),
          notifications: descriptors,
        },
      },
      automationDetails: {
        id: `assay/${encodeURIComponent(forTerminal(provider.provider))}/`,
        description: message(providerName(provider)),
      },
      columnKind: "utf16CodeUnits",
      invocations: [
        {
          commandLine: forTerminal(assay.command),
          startTimeUtc: assay.started,
          endTimeUtc: assay.finished,
          exitCode: exit_code,
          exitCodeDescription: EXIT[exit_code],
          executionSuccessful: assay.complete && exit_code !== 2,
          toolExecutionNotifications: notes,
        },
      ],
      results: results(report, rules),
      properties: {
        outcomes: summary.by_outcome,
        profiles: report.profiles.map(({ name, revision, verdict }) => ({
          name: forTerminal(name),
          revision,
          verdict,
        })),
      },
    };
    return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, null, 2)}\n`;
  },
};
