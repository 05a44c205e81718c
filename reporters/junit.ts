/**
 * JUnit XML: a suite per plan, a test case per check, so that a check is one row with one history, as in the
 * Playwright door. Clause by clause detail stands in the text of the failure.
 */
import type { CheckReport, Evidence, Outcome, Report, Verdict } from "../engine/types/report.js";
import type { Reporter } from "./reporter.js";

import { forXml, forXmlAttribute } from "./escape.js";
import { blocksOf, isKnown, read, type Reading } from "./model/reading.js";
import { plural, shorten, SIGN } from "./model/words.js";
import { full } from "./terminal/blocks.js";
import { Page } from "./terminal/page.js";

const COLUMNS = 100;

type Result =
  | { state: "passed" | "failure" | "error"; verdicts: Verdict[]; stale?: string }
  | { state: "skipped"; why: string };

interface Case {
  name: string;
  classname: string;
  seconds: number;
  result: Result;
  text: string;
}

const SKIPPED: readonly Outcome[] = ["not-supported", "not-applicable", "not-selected", "untested"];

const resultOf = (check: CheckReport, report: Report): Result => {
  const known = check.verdicts.filter((verdict) => isKnown(verdict, report));
  const open = check.verdicts.filter((verdict) => !known.includes(verdict));
  const having = (...outcomes: Outcome[]): Verdict[] => open.filter((verdict) => outcomes.includes(verdict.outcome));
  const failed = having("fail");
  if (failed.length > 0) return { state: "failure", verdicts: failed };
  const stale = report.summary.stale.filter(({ key }) => key.startsWith(`${check.id}#`));
  if (stale.length > 0)
    return { state: "failure", verdicts: [], stale: stale.map(({ key, why }) => `${key}: ${why}`).join("; ") };
  const unjudged = having("error", "blocked");
  if (unjudged.length > 0) return { state: "error", verdicts: unjudged };
  if (known.length > 0)
    return {
      state: "skipped",
      why: `known deviation: ${known.map((verdict) => `${verdict.requirement}: ${verdict.known?.reason ?? ""}`).join("; ")}`,
    };
  if (check.verdicts.length === 0 && check.outcome === "fail") return { state: "failure", verdicts: [] };
  if (check.verdicts.length === 0 && (check.outcome === "error" || check.outcome === "blocked"))
    return { state: "error", verdicts: [] };
  if (SKIPPED.includes(check.outcome))
    return {
      state: "skipped",
      why: [check.outcome, check.verdicts.find((verdict) => verdict.reason)?.reason].filter(Boolean).join(": "),
    };
  return { state: "passed", verdicts: having("warn", "observed") };
};

const headline = (verdicts: Verdict[], check: CheckReport): string => {
  const first = verdicts[0];
  if (!first) return check.outcome;
  const more = verdicts.length > 1 ? ` (and ${verdicts.length - 1} more)` : "";
  if (first.outcome === "blocked")
    return shorten(`blocked: ${first.blocked ?? ""}: ${first.reason ?? first.actual}${more}`, 400);
  return shorten(`${first.level} ${first.requirement}: expected ${first.expected}, got ${first.actual}${more}`, 400);
};

const textOf = (
  check: CheckReport,
  verdicts: Verdict[],
  report: Report,
  evidence: Evidence,
  reading: Reading,
  target?: string,
): string => {
  if (verdicts.length === 0) return "";
  const page = new Page();
  full({ page, report, evidence, reading, options: { target } }, { check, blocks: blocksOf(verdicts) });
  return page.draw(COLUMNS, false).trim();
};

const attributes = (values: Record<string, string | number>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${forXmlAttribute(String(value))}"`)
    .join("");

const caseXml = (one: Case, check?: CheckReport): string => {
  const open = `    <testcase${attributes({ name: one.name, classname: one.classname, time: one.seconds.toFixed(3) })}`;
  const { result } = one;
  if (result.state === "skipped") return `${open}><skipped${attributes({ message: result.why })}/></testcase>`;
  if (result.state === "passed")
    return one.text ? `${open}>\n      <system-out>${forXml(one.text)}</system-out>\n    </testcase>` : `${open}/>`;
  const first = result.verdicts[0];
  const type = result.state === "failure" ? (first?.level ?? "fail") : (first?.blocked ?? first?.outcome ?? "error");
  const message = result.stale
    ? shorten(`a known deviation no longer holds: ${result.stale}`, 400)
    : check
      ? headline(result.verdicts, check)
      : "";
  return `${open}>\n      <${result.state}${attributes({ message, type })}>${forXml(one.text)}</${result.state}>\n    </testcase>`;
};

const totals = (cases: Case[]): Record<string, string | number> => {
  const count = (state: Result["state"]): number => cases.filter((one) => one.result.state === state).length;
  return {
    tests: cases.length,
    failures: count("failure"),
    errors: count("error"),
    skipped: count("skipped"),
    time: cases.reduce((sum, one) => sum + one.seconds, 0).toFixed(3),
  };
};

export const junit: Reporter = {
  file: "junit.xml",
  render(report, evidence, options = {}) {
    const reading = read(report);
    const checks = new Map(report.checks.map((check) => [check.id, check]));
    const cases = report.checks.map((check): Case => {
      const result = resultOf(check, report);
      const text =
        result.state === "skipped" ? "" : textOf(check, result.verdicts, report, evidence, reading, options.target);
      return { name: check.id, classname: check.plan, seconds: check.duration_ms / 1000, result, text };
    });
    for (const { id, why } of report.not_selected)
      if (!checks.has(id))
        cases.push({
          name: id,
          classname: "not-selected",
          seconds: 0,
          result: { state: "skipped", why: `not-selected: ${why}` },
          text: "",
        });

    const suites = new Map<string, Case[]>();
    for (const one of cases) suites.set(one.classname, [...(suites.get(one.classname) ?? []), one]);
    const suite = ([plan, members]: [string, Case[]]): string =>
      [
        `  <testsuite${attributes({ name: plan, timestamp: report.assay.started.replace(/(\.\d+)?Z$/, ""), hostname: report.provider.provider, ...totals(members) })}>`,
        ...members.map((one) => caseXml(one, checks.get(one.name))),
        ...(report.problems.length > 0 && plan === cases[0]?.classname
          ? [`    <system-err>${forXml(problems(report))}</system-err>`]
          : []),
        "  </testsuite>",
      ].join("\n");
    const name = `assay ${report.provider.provider}${report.provider["stand_in"] === true ? " (stand-in)" : ""}`;
    // The schema of Jenkins counts what was skipped on each suite, not on all of them.
    const { skipped: _, ...all } = totals(cases);
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name, ...all })}>\n${[...suites].map(suite).join("\n")}\n</testsuites>\n`;
  },
};

/** Said once, with the first suite: no format of JUnit has a place for the run as a whole. */
const problems = (report: Report): string =>
  [
    `${plural(report.problems.length, "problem")} of the run`,
    ...report.problems.map(
      ({ code, message, hint }) => `${SIGN.blocked} ${code}: ${message}${hint ? `\n  ${hint}` : ""}`,
    ),
  ].join("\n");
