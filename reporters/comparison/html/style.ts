/** What a comparison has beside the style of a report. */
export const STYLE_COMPARISON = `
main, header, footer { max-width: 100rem; }
.cards.apart { grid-template-columns: repeat(auto-fit, minmax(14.5rem, 1fr)); margin-top: 0; align-items: start; }
.apart ul { margin: .3rem 0 .8rem; }
.apart li { padding: .45rem 0; border-top: 1px solid var(--line); }
.apart .part { font-weight: 550; margin-top: .35rem; }
.apart .offer { margin-top: .6rem; border-top: 1px solid var(--line); padding-top: .5rem; }
table { border-collapse: separate; border-spacing: 0; width: 100%; table-layout: fixed; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; font-weight: 400; border-top: 1px solid var(--line); }
thead th { border-top: 0; background: var(--panel); border-bottom: 1px solid var(--line); border-radius: 8px 8px 0 0; }
thead th .name { font-weight: 650; display: block; }
thead th .quiet { display: block; }
thead + tbody > tr:first-child > * { border-top: 0; }
th:first-child { width: 20%; }
#rules th:first-child { width: 34%; }
tr.group th { background: var(--sunk); width: auto; }
tr.group h3 { font-size: .95rem; }
.mark { display: inline-block; font-size: .8rem; color: var(--warn); margin-top: .15rem; }
.date { white-space: nowrap; }
.rule { display: block; }
tbody th .cite { font-size: .82rem; margin-top: .1rem; color: var(--quiet); }
.id { overflow-wrap: anywhere; }
.of { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.state { font-size: .85rem; font-weight: 600; color: var(--none); }
button.state { border: 0; border-radius: 4px; padding: .12rem .5rem; min-height: 1.6rem; text-align: left; background: var(--none-bg); }
button.state:hover { text-decoration: underline; }
.state.broken, .state.non-conformant { color: var(--fail); }
.state.recommended-only { color: var(--warn); }
.state.met, .state.offered, .state.conformant { color: var(--pass); }
.state.recorded, .state.seen { color: var(--observed); }
.state.not-judged, .state.incomplete { color: var(--blocked); }
button.broken { background: var(--fail-bg); } button.recommended-only { background: var(--warn-bg); } button.met { background: var(--pass-bg); }
button.recorded { background: var(--observed-bg); } button.not-judged { background: var(--blocked-bg); }
button.not-offered, button.not-asked { background: none; padding-left: 0; }
.note, .source { display: block; font-size: .78rem; }
#profiles .quiet { display: block; }
#notes { margin-top: 1rem; }
.views { flex-wrap: wrap; }
.views button + button { margin-left: -1px; }
.views button:not(:first-child, :last-child) { border-radius: 0; }
#rules thead .name, #rules thead .quiet { max-height: 4.6em; overflow: hidden; }
#rules td button { scroll-margin-top: 13rem; }
#rules thead .mark, #rules thead .quiet { font-size: .75rem; line-height: 1.3; }
/* With many columns their words need the room. */
#rules:has(thead th:nth-child(7)) th:first-child { width: 23%; }
#rules:has(thead th:nth-child(7)) :is(th, td) { padding-left: .35rem; padding-right: .35rem; }
#rules:has(thead th:nth-child(7)) button.state { padding: .12rem .3rem; font-size: .8rem; }
#profiles .quiet { line-height: 1.4; }
.count { font-variant-numeric: tabular-nums; font-weight: 400; opacity: .85; }
#rules { margin-top: 1rem; }
dialog { width: min(64rem, calc(100vw - 2rem)); max-height: calc(100vh - 3rem); padding: 0 1.2rem 1.2rem; border: 1px solid var(--line); border-radius: 10px; background: var(--panel); color: var(--text); }
dialog::backdrop { background: rgb(0 0 0 / .45); }
.dialog-head { position: sticky; top: 0; display: flex; gap: 1rem; justify-content: space-between; align-items: start; background: var(--panel); padding: 1rem 0 .7rem; border-bottom: 1px solid var(--line); z-index: 1; }
.dialog-head h2 { margin: 0 0 .2rem; }
#close { flex: none; }
.filters { position: static !important; }
@media (min-width: 62rem) and (min-height: 40rem) { #rules thead th { position: sticky; top: 0; z-index: 1; } }
@media (max-width: 62rem) {
  table, thead, tbody, tr, th, td { display: block; width: auto !important; }
  thead { position: absolute; width: 1px !important; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr.row, #features tr, #profiles tr { border-top: 1px solid var(--line); padding: .4rem 0; }
  td, th { border: 0; }
  td { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0 .8rem; align-items: start; padding: .15rem .6rem; }
  td > * { grid-column: 2; justify-self: start; }
  .of { position: static; width: auto; height: auto; clip-path: none; white-space: normal; overflow: visible; grid-column: 1; grid-row: 1 / span 6; color: var(--quiet); font-size: .85rem; }
  .cards.apart { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 48rem) {
  .views { display: grid; grid-template-columns: 1fr 1fr; gap: .3rem; }
  .views button, .views button:not(:first-child, :last-child) { border-radius: 5px; margin: 0; }
  dialog { width: calc(100vw - 1rem); max-height: calc(100dvh - 1rem); padding: 0 .8rem .8rem; }
}
`;
