/** `diff.html`: one file without a network, made of the parts of a report's page. */
import type { Evidence, Report } from "../../engine/types/report.js";
import { Exchanges } from "../html/exchange.js";
import { link, markup, type Markup } from "../html/markup.js";
import { page } from "../html/page.js";
import { STYLE_DETAILS } from "../html/style-details.js";
import { STYLE } from "../html/style.js";
import { badge } from "../html/words.js";
import { type Change, type Diff, KIND, type Kind, KINDS, type Seen, type Side } from "./model.js";
import { placeText, sideText, tally, titleOf } from "./words.js";

const STYLE_DIFF = `
.sides { list-style: none; padding: 0; }
.check.item > summary { grid-template-columns: minmax(9rem, max-content) minmax(0, 1fr) 1rem; }
.turn { display: flex; flex-wrap: wrap; gap: .3rem; align-items: center; }
.beside { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: .2rem 1rem; margin-top: .5rem; }
.beside .exchange { grid-template-columns: minmax(0, 1fr); }
.beside .exchange > div + div { border-left: 0; border-top: 1px solid var(--line); }
.beside h4 { margin: 0 0 .2rem; }
@media (max-width: 60rem) { .beside { grid-template-columns: minmax(0, 1fr); } }
`;

type Sided<T> = Record<"old" | "new", T>;

/** `reports` and `evidence` (readable) of the old and of the new run; those of a run without evidence are empty. */
export function drawHtml(diff: Diff, reports: Sided<Report>, evidence: Sided<Evidence>): string {
  const exchanges: Sided<Drawn> = {
    old: drawnOnce("old", reports.old, evidence.old),
    new: drawnOnce("new", reports.new, evidence.new),
  };
  return page({
    title: `${titleOf(diff)}: Assay`,
    style: STYLE + STYLE_DETAILS + STYLE_DIFF,
    script: "",
    body: markup`<a class="skip" href="#changes">Skip to the changes</a>
<header><p class="over">Assay: two runs</p>
  <h1>${titleOf(diff)}</h1>
  <p class="who"><span>${tally(diff)}</span></p>
  <ul class="sides">${side("old", diff.old)}${side("new", diff.new)}</ul></header>
<main id="changes">
${diff.changes.length === 0 && markup`<section><h2>No change</h2><p class="lead">Every verdict is as it was, and so is what the server answered.</p></section>`}
${KINDS.map((kind) => section(kind, diff, exchanges))}
</main>
<footer><p class="quiet">Assay ${diff.assay.version}, plans ${diff.assay.plans_digest.slice(0, 16)}. Values that are secret are pseudonyms; addresses, random values and times that differ are no changed evidence.</p></footer>`,
  });
}

const side = (name: string, one: Side): Markup =>
  markup`<li><b>${name}</b> ${sideText(one)}${one.marks.map((mark) => markup` <span class="quiet">${mark}</span>`)}</li>`;

function section(kind: Kind, diff: Diff, exchanges: Sided<Drawn>): Markup | false {
  const changes = diff.changes.filter((change) => change.kind === kind);
  return (
    changes.length > 0 &&
    markup`<section aria-labelledby="${kind}-title"><h2 id="${kind}-title">${KIND[kind].sign} ${KIND[kind].title} (${changes.length})</h2>
<p class="lead">${KIND[kind].meaning}</p>
${changes.map((change) => item(change, exchanges))}</section>`
  );
}

const item = (change: Change, exchanges: Sided<Drawn>): Markup => {
  const { old, new: now } = change;
  const known = now?.known;
  return markup`<details class="check item" data-outcome="${(now ?? old)?.outcome}"${change.kind === "regression" && markup` open`}>
<summary><span class="turn">${turn(old, now)}</span><span class="head">
  <h3>${change.statement || change.title}</h3>
  <span class="meta"><code>${change.key}</code>${known !== undefined && markup` <span class="badge known">known deviation</span>`}</span></span></summary>
<div class="inside"><p class="cite">${link(change.url, placeText(change))}</p>
  <dl class="judged"><dt>check</dt><dd>${change.title}</dd>
  <dt>expected</dt><dd>${(now ?? old)?.expected}</dd>
  ${known !== undefined && markup`<dt>accepted</dt><dd>${known}</dd>`}</dl>
  <div class="beside">${half("was", old, exchanges.old)}${half("is", now, exchanges.new)}</div></div></details>
`;
};

const turn = (old: Seen | undefined, now: Seen | undefined): Markup => {
  const one = (seen: Seen | undefined): Markup =>
    seen
      ? markup`${badge(seen.outcome)}${seen.unstable && markup` <span class="badge known">unstable</span>`}`
      : markup`<span class="quiet">none</span>`;
  return old?.outcome === now?.outcome && old?.unstable === now?.unstable
    ? one(now)
    : markup`${one(old)} <span class="arrow" aria-label="then">→</span> ${one(now)}`;
};

const half = (name: string, seen: Seen | undefined, exchanges: Drawn): Markup =>
  markup`<div><h4>${name}</h4>${
    seen
      ? markup`<p>${seen.actual}</p>${seen.reason !== undefined && markup`<p class="quiet">${seen.reason}</p>`}${seen.observation !== undefined && exchanges(seen.observation)}`
      : markup`<p class="quiet">no verdict</p>`
  }</div>`;

type Drawn = (observation: string) => Markup;

/** Exchanges of one side, each written once. The sides have ids of their own, since both runs have the same checks. */
function drawnOnce(name: string, report: Report, evidence: Evidence): Drawn {
  const exchanges = new Exchanges(report, new Map([...evidence].map(([id, one]) => [`${name}:${id}`, one])));
  const written = new Set<string>();
  return (observation) => {
    const id = `${name}:${observation}`;
    if (!evidence.has(observation)) return markup`<p class="quiet">The run's evidence is not at hand.</p>`;
    if (written.has(id)) return markup`<p class="shared-link">As above: ${exchanges.link(id)}</p>`;
    written.add(id);
    return exchanges.whole(id, false);
  };
}
