/** Tables whose columns are the providers. On a narrow screen each row stands alone, and cells name their column. */
import { markup, type Markup, type Part } from "../../html/markup.js";
import { type Column, STAND_IN } from "../model.js";

export interface TableRow {
  head: Part;
  cells: Part[];
  /** Attributes of the row, as markup. */
  attributes?: Markup;
}

export interface TableGroup {
  title?: string;
  rows: TableRow[];
}

export interface Table {
  id: string;
  caption: string;
  /** What the first column holds. */
  corner: string;
  columns: readonly Column[];
  groups: TableGroup[];
}

export const table = ({ id, caption, corner, columns, groups }: Table): Markup => {
  const row = ({ head, cells, attributes }: TableRow): Markup => markup`<tr${attributes && markup` ${attributes}`}>
<th scope="row">${head}</th>
${cells.map((cell, at) => markup`<td><span class="of">${columns[at]?.label}</span> ${cell}</td>`)}</tr>
`;
  return markup`<table id="${id}"><caption class="unseen">${caption}</caption>
<thead><tr><th scope="col">${corner}</th>${columns.map(columnHead)}</tr></thead>
${groups.map(
  ({ title, rows }) =>
    markup`<tbody>${title !== undefined && markup`<tr class="group"><th scope="rowgroup" colspan="${columns.length + 1}"><h3>${title}</h3></th></tr>`}
${rows.map(row)}</tbody>`,
)}</table>`;
};

/** `8.2.1, 2026-03-02` */
export const identity = ({ version, date }: Column): Markup =>
  markup`${version ?? "version not stated"}, <span class="date">${date.slice(0, 10)}</span>`;

const SHORT: Record<Column["judged"], string> = { today: "see note", again: "judged again", other: "other plans" };

const columnHead = (column: Column): Markup => markup`<th scope="col"><span class="name">${column.label}</span>
  <span class="quiet">${identity(column)}</span>
  ${column.stand_in && markup`<span class="mark">${STAND_IN}</span>`}${column.marks.length > 0 && markup` <a class="mark" href="#notes">${SHORT[column.judged]}</a>`}</th>`;
