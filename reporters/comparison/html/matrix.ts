/** Rules against providers, and the bar that narrows them. Without script the bar stays hidden and all rows are shown. */
import { LEVELS } from "../../../engine/types/suite.js";
import { link, markup, type Markup } from "../../html/markup.js";
import { level } from "../../html/words.js";
import { section, specName } from "../../model/words.js";
import { groupBy } from "../group.js";
import { type Cell, type Comparison, type Row, STATE_SIGN } from "../model.js";
import { WORKFLOW_TITLE } from "../words.js";
import { table, type TableRow } from "./table.js";

const isBad = ({ state }: Cell): boolean => state === "broken" || state === "recommended only";

/** For the filters: in which views the row is, and which columns break it. */
const attributes = ({ spec, level: own, cells, differs, only, profiles }: Row): Markup => {
  const views = [
    cells.some(({ state }) => state !== "not asked") && "asked",
    differs && "differs",
    only !== undefined && "only",
    cells.some(({ state }) => state === "not judged") && "open",
  ];
  const by = cells.flatMap((cell, at) => (isBad(cell) ? [at] : []));
  return markup`class="row" data-views="${views.filter(Boolean).join(" ")}" data-by="${by.join(" ")}" data-level="${own}" data-spec="${spec}" data-profiles="${profiles.join(" ")}"`;
};

const rowOf = (row: Row, at: number, { columns }: Comparison): TableRow => ({
  attributes: attributes(row),
  head: markup`<span class="rule">${row.statement}</span> <span class="cite">${level(row.level)} ${link(row.url, `${specName(row.spec)} ${section(row.section)}`)} <span class="id">${row.id}</span></span>`,
  cells: row.cells.map(
    (cell, column) =>
      markup`<button type="button" class="state ${cell.state.replace(" ", "-")}" aria-haspopup="dialog" data-cell="${at}.${column}"><span aria-hidden="true">${STATE_SIGN[cell.state]}</span> ${cell.state}<span class="unseen"> for ${columns[column]?.label}</span></button>${cell.note !== undefined && markup`<span class="note quiet">${cell.note}</span>`}`,
  ),
});

const choice = (id: string, name: string, options: [value: string, text: string][]): Markup =>
  markup`<label class="choice"><span>${name}</span>
  <select id="${id}">${options.map(([value, text]) => markup`<option value="${value}">${text}</option>`)}</select></label>`;

const filters = ({ columns, rows }: Comparison): Markup => {
  const specs = [...new Set(rows.map(({ spec }) => spec))];
  const names = [...new Set(rows.flatMap(({ profiles }) => profiles))];
  const levels = LEVELS.filter((one) => rows.some((row) => row.level === one));
  const any: [string, string] = ["", "any"];
  return markup`<div class="filters" role="search" aria-label="Filter the rules" hidden>
<div class="bar-row"><div class="views" role="group" aria-label="Show">${(
    [
      ["asked", "All"],
      ["differs", "Differs"],
      ["only", "Only one fails"],
      ["open", "Not judged"],
      ["every", "With unasked"],
    ] as const
  ).map(
    ([view, text]) =>
      markup`<button type="button" data-view="${view}" aria-pressed="false">${text} <span class="count" data-count="${view}"></span></button>`,
  )}</div>
<label class="find"><span class="unseen">Search rules</span><input id="q" type="search" placeholder="Search (press / to jump here)" autocomplete="off" spellcheck="false"></label></div>
<div class="bar-row">${choice("by", "Fails at", [any, ...columns.map(({ label }, at): [string, string] => [String(at), label])])}
${choice("level", "Level", [any, ...levels.map((one): [string, string] => [one, one])])}
${choice("spec", "Specification", [any, ...specs.map((one): [string, string] => [one, specName(one)])])}
${names.length > 1 && choice("profile", "Profile", [any, ...names.map((one): [string, string] => [one, one])])}
<p class="status"><span role="status" id="status"></span> <button type="button" class="reset" id="reset">Clear filters</button></p></div></div>`;
};

export const matrix = (comparison: Comparison): Markup => {
  const { columns, rows } = comparison;
  const places = rows.map((row, at) => ({ row, at }));
  return markup`<section aria-labelledby="rules-title" id="matrix"><h2 id="rules-title">Rule by rule</h2>
<p class="lead">Every rule of the chosen profiles in our own words. A cell opens what was expected, what came back, and the exchange.</p>
${filters(comparison)}
${table({
  id: "rules",
  caption: "What each provider comes to for each rule",
  corner: "Rule",
  columns,
  groups: [...groupBy(places, ({ row }) => row.workflow)].map(([workflow, members]) => ({
    title: WORKFLOW_TITLE[workflow],
    rows: members.map(({ row, at }) => rowOf(row, at, comparison)),
  })),
})}
<p class="nothing" hidden>Nothing matches these filters. <button type="button" class="reset">Clear them</button></p></section>
<dialog id="cell" aria-labelledby="cell-title"><div class="dialog-head"><div><p class="over" id="cell-who"></p><h2 id="cell-title"></h2><p class="cite" id="cell-cite"></p></div><button type="button" id="close">Close</button></div>
<div id="cell-inside"></div></dialog>`;
};
