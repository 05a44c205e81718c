import { VERSION, type ProfileReport, type Report, type RequirementReport, type Suite } from "../../engine/index.js";
import type { DocumentationReport } from "../../engine/types/report.js";
import { cellsOf } from "./cells.js";
import { featuresOf } from "./features.js";
import { highlightsOf } from "./highlights.js";
import { type Column, type Comparison, type ComparisonInput, type Documentation, type Row, STATES } from "./model.js";
import { WORKFLOWS, workflowsOf } from "./workflow.js";

/**
 * Puts reports beside each other: rows are the clauses of specifications that any of them holds, or those of
 * `profile`. What a vendor's own documentation promises is nobody else's rule and has no row.
 * Pure: the same inputs and plans give the same comparison.
 */
export function compare(inputs: readonly ComparisonInput[], suite: Suite, profile?: string): Comparison {
  const labels = labelsOf(inputs.map(({ report }) => report));
  const requirements = requirementsOf(inputs, profile);
  const workflowOf = workflowsOf(suite);
  const cells = inputs.map(({ report }) => cellsOf(report));
  const rows = requirements
    .map((one): Row =>
      rowOf(
        one,
        workflowOf(one.id),
        cells.map((cell) => cell(one.id)),
      ),
    )
    .toSorted((a, b) => WORKFLOWS.indexOf(a.workflow) - WORKFLOWS.indexOf(b.workflow));
  const columns = inputs.map((input, index): Column => columnOf(input, index, { labels, inputs, rows, profile }));
  const features = featuresOf(inputs);
  return {
    format: 1,
    assay: { version: VERSION, plans_digest: suite.digest },
    ...(profile ? { profile } : {}),
    columns,
    highlights: highlightsOf(columns, rows, features),
    features,
    rows,
  };
}

/** In the order of the reports, the first that has a clause first; profiles of all of them. */
function requirementsOf(inputs: readonly ComparisonInput[], profile: string | undefined): RequirementReport[] {
  const merged = new Map<string, RequirementReport>();
  for (const one of inputs.flatMap(({ report }) => report.requirements)) {
    if (one.level === "DOCUMENTED" || (profile !== undefined && !one.profiles.includes(profile))) continue;
    const known = merged.get(one.id);
    merged.set(one.id, { ...(known ?? one), profiles: [...new Set([...(known?.profiles ?? []), ...one.profiles])] });
  }
  return [...merged.values()];
}

function rowOf(requirement: RequirementReport, workflow: Row["workflow"], cells: Row["cells"]): Row {
  const { id, spec, section, url, level, statement, profiles } = requirement;
  const asked = cells.filter(({ state }) => state !== "not asked");
  const differs = new Set(asked.map(({ state, note }) => (state === "recorded" ? `${state} ${note}` : state))).size > 1;
  const only = oneThat(cells);
  return {
    id,
    workflow,
    spec,
    section,
    url,
    level,
    statement,
    profiles,
    cells,
    differs,
    ...(only === undefined ? {} : { only }),
  };
}

/** The one column that breaks a rule which others meet; of a recommendation, the one that does not follow it. */
function oneThat(cells: Row["cells"]): number | undefined {
  const bad = cells.flatMap(({ state }, index) => (state === "broken" || state === "recommended only" ? [index] : []));
  return bad.length === 1 && cells.some(({ state }) => state === "met") ? bad[0] : undefined;
}

function countsOf({ verdict, kept, broken, unlike, not_judged, total }: DocumentationReport): Documentation {
  return { verdict, kept, broken, unlike, not_judged, total };
}

interface Beside {
  labels: string[];
  inputs: readonly ComparisonInput[];
  rows: readonly Row[];
  profile: string | undefined;
}

function columnOf(input: ComparisonInput, index: number, { labels, inputs, rows, profile }: Beside): Column {
  const { assay, provider, profiles, documentation } = input.report;
  const held = profiles.filter(({ name }) => profile === undefined || name === profile);
  const others = inputs
    .flatMap(({ report }) => report.profiles)
    .filter(({ name }) => profile === undefined || name === profile);
  const version = versionOf(provider);
  return {
    label: labels[index] ?? provider.name,
    provider: provider.provider,
    ...(version ? { version } : {}),
    date: assay.started,
    stand_in: provider["stand_in"] === true,
    plans_digest: assay.plans_digest,
    judged: input.judging.plans,
    marks: [...plansMarks(input), ...profileMarks(held, others), ...completeMarks(input.report)],
    profiles: held,
    ...(documentation ? { documentation: countsOf(documentation) } : {}),
    states: Object.fromEntries(
      STATES.map((state) => [state, rows.filter(({ cells }) => cells[index]?.state === state).length]),
    ) as Column["states"],
  };
}

/** Of the product, else of the documentation that the provider file was written from. */
function versionOf(provider: Report["provider"]): string | undefined {
  const { version, documentation } = provider;
  const of =
    documentation !== null && typeof documentation === "object" && !Array.isArray(documentation) && documentation;
  if (isStated(version)) return version;
  return of && isStated(of["version"]) ? `documentation ${of["version"]}` : undefined;
}

function isStated(version: unknown): version is string {
  return typeof version === "string" && version !== "" && version !== "not stated";
}

function plansMarks({ report, judging }: ComparisonInput): string[] {
  const { plans_digest: digest } = report.assay;
  if (judging.plans === "again") return [`judged again with today's plans; the run had others (${digest})`];
  if (judging.plans === "other") return [`the verdicts of the run, by other plans (${digest}): ${judging.because}`];
  return [];
}

function profileMarks(own: readonly ProfileReport[], all: readonly ProfileReport[]): string[] {
  const names = [...new Set(all.map(({ name }) => name))];
  return names.flatMap((name): string[] => {
    const held = own.find((one) => one.name === name);
    if (!held) return [`not judged by the profile ${name}`];
    const others = [
      ...new Set(all.filter((one) => one.name === name && one.revision !== held.revision).map((one) => one.revision)),
    ];
    return others.length > 0
      ? [`${name} at revision ${held.revision}; others at ${others.toSorted((a, b) => a - b).join(", ")}`]
      : [];
  });
}

const completeMarks = ({ assay }: Report): string[] =>
  assay.complete ? [] : [`incomplete run: ${assay.why_incomplete ?? "it ended before every selected check had run"}`];

/** Names for people; with the date, and the time, where one server stands there twice. */
function labelsOf(reports: readonly Report[]): string[] {
  const started = ({ assay }: Report): string => assay.started.replace("T", " ");
  const writings: ((report: Report) => string)[] = [
    nameOf,
    (report) => `${nameOf(report)}, ${started(report).slice(0, 10)}`,
    (report) => `${nameOf(report)}, ${started(report).slice(0, 16)}`,
    (report) => `${nameOf(report)}, ${started(report)}`,
  ];
  return reports.map((report, index) => {
    const clear = writings.find((write) => reports.filter((other) => write(other) === write(report)).length === 1);
    return clear ? clear(report) : `${nameOf(report)} (${index + 1})`;
  });
}

const nameOf = ({ provider: { name, stand_in: standIn } }: Report): string =>
  standIn === true && !/stand-in/i.test(name) ? `${name} (stand-in)` : name;
