/** What a cell of the table opens: its verdicts, and the exchanges that they rest on, written once. */
import type { Evidence, Report } from "../../../engine/types/report.js";
import { forScriptData } from "../../escape.js";
import { Exchanges } from "../../html/exchange.js";
import { markup, Markup } from "../../html/markup.js";
import { badge } from "../../html/words.js";
import { plural } from "../../model/words.js";
import type { Cell, CellVerdict, Comparison } from "../model.js";

/** Markup by place: `cells["3.1"]` is row 3, column 1; where it says `data-exchange="7"`, `exchanges[7]` belongs. */
export interface CellData {
  cells: Record<string, string>;
  exchanges: string[];
}

/** Drawn here, by the template that escapes; the page puts it in when a cell is opened. */
export function cellData(comparison: Comparison, reports: readonly Report[], evidence: readonly Evidence[]): CellData {
  const data: CellData = { cells: {}, exchanges: [] };
  comparison.columns.forEach((_, column) => {
    const [report, own] = [reports[column], evidence[column]];
    if (!report || !own) return;
    const drawn = new Exchanges(report, own);
    const places = new Map<string, number>();
    const place = (id: string): number => {
      const known = places.get(id);
      if (known !== undefined) return known;
      places.set(id, data.exchanges.push(drawn.whole(id, true).text) - 1);
      return data.exchanges.length - 1;
    };
    comparison.rows.forEach(({ cells }, row) => {
      const cell = cells[column];
      if (cell) data.cells[`${row}.${column}`] = inside(cell, place).text;
    });
  });
  return data;
}

export const dataScript = (data: CellData): Markup =>
  markup`<script type="application/json" id="data">${new Markup(forScriptData(data))}</script>`;

function inside(cell: Cell, place: (observation: string) => number): Markup {
  const seen = new Set<string>();
  const exchange = ({ observation }: CellVerdict): Markup | false => {
    if (observation === undefined) return false;
    if (seen.has(observation)) return markup`<p class="quiet">Judged on the exchange above.</p>`;
    seen.add(observation);
    return markup`<div data-exchange="${place(observation)}"></div>`;
  };
  return markup`${cell.verdicts.length === 0 && cell.because && markup`<p>${cell.because}</p>`}
${cell.verdicts.map(
  (verdict) => markup`<section class="block ${verdict.outcome}"><div class="block-head">${badge(verdict.outcome)}</div>
    <h3>${verdict.title} <code class="quiet">${verdict.check}</code></h3>
    <dl class="judged"><dt>expected</dt><dd>${verdict.expected}</dd>
      <dt>actual</dt><dd class="actual">${verdict.actual}</dd>
      ${verdict.reason && markup`<dt>because</dt><dd>${verdict.reason}</dd>`}
      ${verdict.known && markup`<dt>known deviation</dt><dd>${verdict.known}</dd>`}</dl></section>
    ${exchange(verdict)}`,
)}${cell.more > 0 && markup`<p class="quiet">${plural(cell.more, "further verdict")} on this rule in the provider's own report.</p>`}`;
}
