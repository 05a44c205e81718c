/** Style of checks, exchanges and clauses, and what a phone and a printer change. */
export const STYLE_DETAILS = `
summary { cursor: pointer; }
.check { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; margin-bottom: .5rem; scroll-margin-top: 8.5rem; }
.check > summary { display: grid; grid-template-columns: 7.6rem minmax(0, 1fr) 1rem; gap: .2rem .8rem; align-items: start; padding: .6rem .9rem; list-style: none; border-radius: 8px; }
.check > summary::-webkit-details-marker { display: none; }
.check > summary::after { content: ""; width: .5rem; height: .5rem; margin-top: .35rem; border: solid var(--quiet); border-width: 0 1.5px 1.5px 0; transform: rotate(45deg); }
.check[open] > summary::after { transform: translateY(.25rem) rotate(225deg); }
.check > summary > .badge { justify-self: start; margin-top: .05rem; }
.check > summary:hover h3 { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .15em; }
.head { display: block; }
.meta { display: flex; flex-wrap: wrap; gap: 0 1rem; color: var(--quiet); font-size: .87rem; }
.inside { padding: 0 .9rem .9rem; }
.block { display: grid; grid-template-columns: 7.6rem minmax(0, 1fr); gap: .2rem .8rem; padding: .85rem 0; border-top: 1px solid var(--line); }
.block > :not(.block-head) { grid-column: 2; }
.block-head { grid-row: 1 / span 2; display: flex; flex-direction: column; align-items: start; gap: .3rem; }
.clause + .clause { margin-top: .6rem; }
.cite { display: flex; flex-wrap: wrap; gap: 0 .7rem; align-items: baseline; font-size: .9rem; }
.cite .id { color: var(--quiet); text-decoration: none; }
.cite a.id:hover { text-decoration: underline; }
.statement { max-width: 46rem; }
.judged, .derived, .legend { display: grid; grid-template-columns: minmax(4.6rem, max-content) minmax(0, 1fr); gap: .15rem .9rem; font-size: .92rem; }
.judged { margin-top: .55rem; }
.judged dt, .derived dt { color: var(--quiet); font-size: .87rem; padding-top: .05rem; }
.block.fail .actual { color: var(--fail); }
.block.warn .actual { color: var(--warn); }
.steps { border-top: 1px solid var(--line); padding-top: .8rem; }
.steps ol { padding-left: 1.5rem; }
.steps li { padding: .1rem 0 .45rem .1rem; }
.steps li::marker { color: var(--quiet); font-variant-numeric: tabular-nums; }
.state { font-size: .82rem; font-weight: 600; color: var(--blocked); }
.shared-link { font-size: .87rem; color: var(--quiet); }
.again { margin-top: .9rem; }
.again code { background: var(--sunk); padding: .2rem .45rem; border-radius: 4px; }

.observation { margin: .3rem 0; border: 1px solid var(--line); border-radius: 6px; background: var(--sunk); scroll-margin-top: 8.5rem; }
.observation > summary { padding: .3rem .7rem; font-size: .92rem; }
.arrow, .more { color: var(--quiet); }
.more { font-size: .85rem; margin-left: .4rem; }
.derived { padding: .4rem .7rem; border-top: 1px solid var(--line); }
.raw { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .8rem; white-space: pre-wrap; }
.exchange { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); border-top: 1px solid var(--line); }
.exchange > div { padding: .5rem .7rem .7rem; min-width: 0; }
.exchange > div + div { border-left: 1px solid var(--line); }
.side { font-size: .82rem; font-weight: 600; margin-bottom: .25rem; }
.at { color: var(--quiet); font-weight: 400; margin-left: .35rem; }
.message { font-size: .8rem; line-height: 1.5; white-space: pre-wrap; unicode-bidi: isolate; }
.message .name { color: var(--quiet); }
.message b { font-weight: 650; }
.message.none { color: var(--fail); }
.cut { color: var(--quiet); font-style: italic; }
.shared { margin-bottom: .7rem; }

.spec h3 { margin: 1.3rem 0 .4rem; }
.rows { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; }
.requirement { display: grid; grid-template-columns: 8.2rem minmax(0, 1fr) minmax(0, 15rem); gap: .2rem .9rem; padding: .55rem .9rem; scroll-margin-top: 8.5rem; content-visibility: auto; contain-intrinsic-size: auto 4.5rem; }
.requirement + .requirement { border-top: 1px solid var(--line); }
.verdict-links { font-size: .84rem; }
.fold { border-top: 1px solid var(--line); }
.fold > summary { padding: .55rem 0; }
.fold > dl { padding: 0 0 1rem 1rem; border: 0; }
.fold + p { border-top: 1px solid var(--line); padding-top: 1.2rem; }
.legend dt { padding: .1rem 0; }

@media (min-width: 48rem) and (min-height: 34rem) { .filters { position: sticky; top: .5rem; box-shadow: 0 3px 12px rgb(0 0 0 / .07); } }
@media (max-width: 48rem) {
  main, header, footer { padding-left: .9rem; padding-right: .9rem; }
  header { padding-top: 1.4rem; }
  h1 { font-size: 1.5rem; }
  .check > summary { grid-template-columns: minmax(0, 1fr) 1rem; }
  .check > summary > .head { grid-row: 2; grid-column: 1 / -1; }
  .check, .observation, .requirement { scroll-margin-top: .5rem; }
  .block, .requirement, .exchange, .failures > li { grid-template-columns: minmax(0, 1fr); }
  .block > :not(.block-head) { grid-column: 1; }
  .block-head { flex-direction: row; grid-row: auto; margin-bottom: .2rem; }
  .exchange > div + div { border-left: 0; border-top: 1px dashed var(--line); }
  .steps ol { padding-left: 1.2rem; }
  .derived { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .judged { grid-template-columns: 4.6rem minmax(0, 1fr); gap: .15rem .6rem; }
  .derived dd { margin-bottom: .35rem; }
  .find { flex-basis: 100%; }
  .choice { flex: 1 1 8rem; flex-direction: column; align-items: stretch; gap: .1rem; }
  .choice select { max-width: none; width: 100%; }
  .views { flex: 1 1 100%; }
  .views button { flex: 1; }
}
@media print {
  .filters, .skip { display: none !important; }
  body { background: #fff; }
  .check, .card { break-inside: avoid-page; }
}
.wide { overflow-x: auto; }
.promises { border-collapse: collapse; width: 100%; font-size: .9rem; }
.promises th { text-align: left; font-weight: 600; color: var(--quiet); }
.promises th, .promises td { padding: .5rem .8rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; min-width: 6rem; }
.against { color: var(--warn); font-size: .87rem; }
`;
