/** The bar that narrows both views. Without script it stays hidden and everything is shown. */
import { OUTCOMES, type Report } from "../../engine/types/report.js";
import { LEVELS } from "../../engine/types/suite.js";

import { specName } from "../model/words.js";
import { markup, type Markup } from "./markup.js";
import { badge } from "./words.js";

export const filters = (report: Report): Markup => {
  const requirementOutcomes = new Set(report.requirements.map((requirement) => requirement.outcome));
  const outcomes = OUTCOMES.filter(
    (outcome) => (report.summary.by_outcome[outcome] ?? 0) > 0 || requirementOutcomes.has(outcome),
  );
  const usedLevels = new Set(
    [...report.requirements, ...report.checks.flatMap((check) => check.verdicts)].map((one) => one.level),
  );
  const specs = [...new Set(report.requirements.map((requirement) => requirement.spec))];
  return markup`<div class="filters" role="search" aria-label="Filter the verdicts" hidden>
<div class="bar-row">
  <div class="views" role="group" aria-label="View"><button type="button" data-view="checks" aria-pressed="true">Checks</button><button type="button" data-view="requirements" aria-pressed="false">Requirements</button></div>
<label class="find"><span class="unseen">Search titles, clauses, statements and answers</span><input id="q" type="search" placeholder="Search (press / to jump here)" autocomplete="off" spellcheck="false"></label>
<label class="choice"><span>Level</span>
  <select id="level"><option value="">all</option>${LEVELS.filter((level) => usedLevels.has(level)).map((level) => markup`<option>${level}</option>`)}</select></label>
<label class="choice"><span>Specification</span>
  <select id="spec"><option value="">all</option>${specs.map((spec) => markup`<option value="${spec}">${specName(spec)}</option>`)}</select></label></div>
<div class="bar-row"><fieldset class="chips"><legend class="unseen">Outcome</legend>
  ${outcomes.map((outcome) => markup`<label class="chip"><input type="checkbox" name="outcome" value="${outcome}">${badge(outcome)} <span class="count" data-count="${outcome}">0</span></label>`)}</fieldset>
<p class="status"><span role="status" id="status"></span> <button type="button" class="reset" id="reset">Clear filters</button></p></div></div>`;
};
