/** Clause by clause, grouped by specification, each with links to the checks that judged it. */
import type { Report, RequirementReport, Verdict } from "../../engine/types/report.js";

import { isKnown } from "../model/reading.js";
import { plural, section, specName } from "../model/words.js";
import { anchor, link, markup, type Markup } from "./markup.js";
import { badge, basisNote, level } from "./words.js";

const verdictLink = (key: string, known: Set<string>): Markup => {
  const check = key.slice(0, key.lastIndexOf("#"));
  return known.has(check)
    ? markup`<li><a href="#${anchor("check", check)}">${check}</a></li>`
    : markup`<li>${check}</li>`;
};

const row = (
  requirement: RequirementReport,
  checks: Set<string>,
  known: boolean,
): Markup => markup`<li class="requirement item" id="${anchor("req", requirement.id)}" data-outcome="${requirement.outcome}" data-level="${requirement.level}" data-spec="${requirement.spec}">
  <div class="outcome">${badge(requirement.outcome)}${known && markup` <span class="badge known">known</span>`}</div>
  <div class="clause-text">
    <p class="cite">${level(requirement.level)}${basisNote(requirement.basis)} ${link(requirement.url, section(requirement.section))} <span class="id">${requirement.id}</span></p>
  <p class="statement">${requirement.statement}</p>
  ${requirement.excluded && markup`<p class="quiet">No black box can judge it: ${requirement.excluded}</p>`}</div>
  ${requirement.verdicts.length > 0 ? markup`<ul class="verdict-links" aria-label="Checks that judged it">${requirement.verdicts.map((key) => verdictLink(key, checks))}</ul>` : markup`<p class="verdict-links quiet">${requirement.testable === "no" ? "not testable from outside" : "no check of this run"}</p>`}</li>
`;

export const requirements = (report: Report): Markup => {
  const checks = new Set(report.checks.map((check) => check.id));
  const specs = [...new Set(report.requirements.map((requirement) => requirement.spec))];
  const verdictsOf = new Map<string, Verdict[]>();
  for (const { verdicts } of report.checks)
    for (const one of verdicts) verdictsOf.set(one.requirement, [...(verdictsOf.get(one.requirement) ?? []), one]);
  /** What gives the clause its outcome is a known deviation, all of it. */
  const isKnownOnly = ({ id, outcome }: RequirementReport): boolean => {
    const worst = verdictsOf.get(id)?.filter((verdict) => verdict.outcome === outcome) ?? [];
    return worst.length > 0 && worst.every((verdict) => isKnown(verdict, report));
  };
  const group = (spec: string): Markup => {
    const members = report.requirements.filter((requirement) => requirement.spec === spec);
    return markup`<section class="spec"><h3>${specName(spec)} <span class="quiet">${plural(members.length, "clause")}</span></h3>
      <ul class="rows">${members.map((requirement) => row(requirement, checks, isKnownOnly(requirement)))}</ul></section>`;
  };
  return markup`<section id="requirements" class="view" aria-labelledby="requirements-title"><h2 id="requirements-title">Requirements</h2>
    <p class="lead">Every clause of the chosen profiles in our own words, with a link to its section.</p>
${specs.map(group)}<p class="nothing" hidden>Nothing matches these filters. <button type="button" class="reset">Clear them</button></p></section>`;
};
