/** The top of the page: who, what sets each apart, verdict by profile, what they offer. */
import { markup, type Markup, type Part } from "../../html/markup.js";
import { groupBy } from "../group.js";
import {
  type Comparison,
  type Feature,
  type Highlight,
  type Sentence,
  STATE_MEANING,
  STATE_SIGN,
  STATES,
  STAND_IN,
} from "../model.js";
import { listing, numberWord } from "../highlights.js";
import { documentationText, featureSign, profileLines, stateTally } from "../words.js";
import { PROFILE_VERDICT, plural } from "../../model/words.js";
import { identity, table } from "./table.js";

/** More would not be read. */
const SENTENCES = 8;

export const header = ({ columns, rows, profile }: Comparison): Markup => {
  const stand = columns.filter(({ stand_in }) => stand_in).map(({ label }) => label);
  const count = numberWord(columns.length);
  return markup`<header><p class="over">Assay comparison</p>
    <h1>${count.charAt(0).toUpperCase() + count.slice(1)} authorization servers beside each other</h1>
    <p class="who"><span>${listing(columns.map(({ label }) => label))}</span> <span>${plural(rows.length, "rule")}${profile !== undefined && ` of the profile ${profile}`}, ${rows.filter(({ differs }) => differs).length} on which they differ</span></p>
${stand.length > 0 && markup`<p class="banner"><b>${listing(stand)}:</b> ${STAND_IN}.</p>`}</header>`;
};

const sentence = ({ rule, note }: Sentence): Markup =>
  markup`<li><p class="rule">${rule}</p><p class="quiet">${note}</p></li>`;

const apart = (highlight: Highlight, at: number, { columns }: Comparison): Markup => {
  const column = columns[at];
  if (!column) return markup``;
  const { breaks, recommendations, offers } = highlight;
  const all = [...breaks, ...recommendations];
  const bad = column.states.broken + column.states["recommended only"];
  const shown = all.slice(0, SENTENCES);
  const more = all.length - shown.length;
  const part = (title: string, list: Sentence[]): Part =>
    list.length > 0 && markup`<p class="part">${title}</p><ul>${list.map(sentence)}</ul>`;
  return markup`<article class="card"><h3>${column.label}</h3>
<p class="quiet">${identity(column)}</p>
${all.length === 0 && markup`<p class="part">Breaks no rule alone that others meet.</p>`}
${part(`Alone breaks ${plural(breaks.length, "rule")} that others meet:`, shown.slice(0, breaks.length))}
${part(`Alone does not follow ${plural(recommendations.length, "recommendation")} that others follow:`, shown.slice(breaks.length))}
${more > 0 && markup`<p><a href="#show=only&amp;by=${at}">and ${more} more; see them all</a></p>`}
${bad > 0 && markup`<p><a href="#by=${at}">${plural(bad, "rule")} in all that it does not keep</a></p>`}
${offers.map((one) => markup`<p class="offer">${one}</p>`)}</article>`;
};

export const inShort = (comparison: Comparison): Markup =>
  markup`<section aria-labelledby="short-title"><h2 id="short-title">What sets each apart</h2>
<div class="cards apart">${comparison.highlights.map((one, at) => apart(one, at, comparison))}</div></section>`;

export const profiles = (comparison: Comparison): Markup => {
  const { columns } = comparison;
  const verdicts = profileLines(comparison).map(({ name }) => ({
    head: name,
    cells: columns.map((column) => {
      const own = column.profiles.find((one) => one.name === name);
      if (!own) return markup`<span class="state">· not asked</span>`;
      const { sign, word } = PROFILE_VERDICT[own.verdict];
      return markup`<span class="state ${own.verdict}">${sign} ${word}</span>
        <span class="quiet">MUST ${own.must.met} of ${own.must.applicable}</span> <span class="quiet">SHOULD ${own.should.met} of ${own.should.applicable}</span> <span class="quiet">revision ${own.revision}</span>`;
    }),
  }));
  const documentation = columns.some((column) => column.documentation)
    ? [
        {
          head: "the vendor's own documentation",
          cells: columns.map((column): Part => documentationText(column.documentation)),
        },
      ]
    : [];
  const rules = {
    head: "rules",
    cells: columns.map((column): Part => markup`<span class="quiet">${stateTally(column)}</span>`),
  };
  return markup`<section aria-labelledby="profiles-title"><h2 id="profiles-title">Verdict by profile</h2>
${table({ id: "profiles", caption: "Verdict of each provider by profile", corner: "Profile", columns, groups: [{ rows: [...verdicts, ...documentation, rules] }] })}
${notes(comparison)}</section>`;
};

const notes = ({ columns }: Comparison): Markup | false => {
  const marked = columns.filter(({ marks }) => marks.length > 0);
  return (
    marked.length > 0 &&
    markup`<div id="notes" tabindex="-1"><h3>Columns that are less comparable</h3>
      <ul class="plain">${marked.map(({ label, marks }) => markup`<li><b>${label}</b>: ${marks.join("; ")}.</li>`)}</ul></div>`
  );
};

const featureCell = (cell: Feature["cells"][number]): Markup =>
  markup`<span class="state ${cell.state.replace(" ", "-")}">${featureSign(cell)} ${cell.state === "seen" ? cell.value : cell.state}</span>${cell.state === "offered" && cell.value !== undefined && markup` <span>${cell.value}</span>`}
    <span class="source quiet">${cell.source}</span>`;

export const features = ({ columns, features: all }: Comparison): Markup =>
  markup`<section aria-labelledby="features-title"><h2 id="features-title">What they offer</h2>
<p class="lead"><b>Not offered</b>: the server's metadata or the provider file say so. <b>Not stated</b>: neither says anything. Under each answer stands where it is known from.</p>
${table({
  id: "features",
  caption: "Supported features of each provider",
  corner: "Feature",
  columns,
  groups: [...groupBy(all, ({ group }) => group)].map(([title, members]) => ({
    title,
    rows: members.map((one) => ({ head: one.name, cells: one.cells.map(featureCell) })),
  })),
})}</section>`;

export const footer = ({ assay }: Comparison): Markup => markup`<footer><h2>What the cells mean</h2>
<dl class="legend">${STATES.map((state) => markup`<dt><span class="state ${state.replace(" ", "-")}">${STATE_SIGN[state]} ${state}</span></dt><dd>${STATE_MEANING[state]}</dd>`)}</dl>
<p class="quiet">Assay ${assay.version}, plans ${assay.plans_digest.slice(0, 16)}. Values that are secret are pseudonyms. What a report does not show, it does not say: a rule that is not broken here may be broken in what no check asks.</p></footer>`;
