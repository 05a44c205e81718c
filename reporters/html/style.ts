/** The page's own style, as text: its hash stands in the Content-Security-Policy. */
export const STYLE = `:root {
  color-scheme: light dark;
  --bg: #f5f6f8; --panel: #fff; --sunk: #f3f5f7; --text: #1c2128; --quiet: #57606a; --line: #d5dbe1; --link: #0a4fb3; --focus: #0a4fb3;
  --fail: #a40e26; --fail-bg: #fde8e8; --error: #86198f; --error-bg: #f9e6fb; --blocked: #4a3aa7; --blocked-bg: #eae8fb; --warn: #774900; --warn-bg: #fdf0cf;
  --pass: #0e6232; --pass-bg: #ddf3e4; --observed: #0b5c68; --observed-bg: #dcf1f4; --none: #4d5761; --none-bg: #e8ebee;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #0e1217; --panel: #161b22; --sunk: #10151b; --text: #e1e6ec; --quiet: #9ba6b2; --line: #2b333d; --link: #84b6ff; --focus: #84b6ff;
    --fail: #ffa39b; --fail-bg: #43171b; --error: #eeb0f5; --error-bg: #3d1744; --blocked: #c0b8ff; --blocked-bg: #272150; --warn: #f2c461; --warn-bg: #3a2c08;
    --pass: #7fd99f; --pass-bg: #0f331f; --observed: #7fd3e0; --observed-bg: #0d3138; --none: #b4bec9; --none-bg: #272e37;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; overflow-wrap: anywhere; }
main, header, footer { max-width: 70rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.25rem; }
footer { padding-top: .5rem; padding-bottom: 3rem; }
h1, h2, h3, h4, p, ul, ol, dl, dd, pre, fieldset { margin: 0; padding: 0; border: 0; }
ul { list-style: none; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.015em; font-weight: 650; }
h2 { font-size: 1.15rem; font-weight: 650; margin: 2.25rem 0 .6rem; }
h3 { font-size: 1rem; font-weight: 600; line-height: 1.35; }
h4 { font-size: .8rem; font-weight: 600; color: var(--quiet); margin-bottom: .4rem; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .15em; }
code, pre, .id { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .87em; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--panel); padding: .4rem .8rem; z-index: 3; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.over { color: var(--quiet); font-size: .85rem; margin-bottom: .2rem; }
.who { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; color: var(--quiet); margin-top: .45rem; font-size: .9rem; }
.banner { margin-top: 1rem; padding: .6rem .9rem; background: var(--warn-bg); color: var(--warn); border-radius: 6px; }
.lead, .quiet, .because, .missing { color: var(--quiet); }
.lead { margin-bottom: .9rem; }
.quiet, .because { font-size: .87rem; font-weight: 400; }

.badge { display: inline-block; padding: .05rem .5rem; border-radius: 4px; font-size: .8rem; font-weight: 600; line-height: 1.5; white-space: nowrap; color: var(--none); background: var(--none-bg); }
.badge.fail { color: var(--fail); background: var(--fail-bg); }
.badge.error { color: var(--error); background: var(--error-bg); }
.badge.blocked { color: var(--blocked); background: var(--blocked-bg); }
.badge.warn { color: var(--warn); background: var(--warn-bg); }
.badge.pass { color: var(--pass); background: var(--pass-bg); }
.badge.observed { color: var(--observed); background: var(--observed-bg); }
.badge.known { color: var(--quiet); background: none; box-shadow: inset 0 0 0 1px var(--line); }
.level { font-weight: 650; font-size: .82rem; }
.basis { font-size: .82rem; color: var(--warn); }

.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .9rem; margin-top: 1.6rem; }
.card { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .95rem 1.1rem; }
.card h3 { font-weight: 600; }
.card .about { color: var(--quiet); font-size: .85rem; }
.card .verdict { font-size: 1.3rem; font-weight: 650; line-height: 1.3; margin: .1rem 0 .7rem; }
.card.conformant .verdict { color: var(--pass); }
.card.non-conformant .verdict { color: var(--fail); }
.card.incomplete .verdict { color: var(--blocked); }
.card dl { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin-bottom: .6rem; }
.ratio dt { font-size: .8rem; color: var(--quiet); }
.ratio dd { font-variant-numeric: tabular-nums; }
.bar { display: block; width: 100%; height: 4px; margin-top: .3rem; border-radius: 2px; }
.track { fill: var(--none-bg); } .bar .full { fill: var(--pass); } .bar .part { fill: var(--quiet); }
.card.non-conformant .ratio:first-child .part { fill: var(--fail); }
.stack { display: block; width: 100%; height: 8px; margin-top: 1.5rem; border-radius: 4px; }
.fill { fill: var(--line); } .fill.fail { fill: var(--fail); } .fill.error { fill: var(--error); } .fill.blocked { fill: var(--blocked); }
.fill.warn { fill: var(--warn); } .fill.pass { fill: var(--pass); } .fill.observed { fill: var(--observed); }
.counts li { white-space: nowrap; }
.counts { display: flex; flex-wrap: wrap; gap: .35rem 1.3rem; margin-top: .65rem; font-variant-numeric: tabular-nums; }

.plain > li, .failures > li { padding: .7rem 0; border-top: 1px solid var(--line); }
.plain > li:last-child, .failures > li:last-child { border-bottom: 1px solid var(--line); }
.failures { list-style: none; }
.failures > li { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: .2rem 1.5rem; }
.failures > li > a { font-weight: 550; }
.hint { color: var(--quiet); }

.filters { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .7rem .9rem; margin-top: 2.5rem; display: grid; gap: .6rem; z-index: 2; }
.bar-row { display: flex; flex-wrap: wrap; align-items: center; gap: .55rem .9rem; }
.views { display: flex; }
button, select, input[type=search] { font: inherit; font-size: .9rem; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 5px; padding: .3rem .65rem; min-height: 2.1rem; }
button { cursor: pointer; }
.views button:first-child { border-radius: 5px 0 0 5px; }
.views button:last-child { border-radius: 0 5px 5px 0; margin-left: -1px; }
.views [aria-pressed=true] { background: var(--text); color: var(--bg); border-color: var(--text); }
.find { flex: 1 1 14rem; }
.find input { width: 100%; }
input::placeholder { color: var(--quiet); opacity: 1; }
.choice { display: flex; align-items: center; gap: .45rem; font-size: .87rem; color: var(--quiet); }
.choice select { color: var(--text); max-width: 13rem; }
.chips { display: flex; flex-wrap: wrap; gap: .35rem; flex: 1 1 20rem; min-width: 0; }
.chip { display: inline-flex; align-items: center; gap: .3rem; padding: .15rem .45rem .15rem .35rem; border: 1px solid var(--line); border-radius: 6px; cursor: pointer; font-variant-numeric: tabular-nums; font-size: .87rem; min-height: 1.9rem; }
.chip input { accent-color: var(--text); margin: 0 .1rem 0 0; width: 1rem; height: 1rem; }
.chip:has(:checked) { border-color: var(--text); box-shadow: inset 0 0 0 1px var(--text); }
.chip.zero:not(:has(:checked)) .count { color: var(--quiet); }
.status { color: var(--quiet); font-size: .87rem; font-variant-numeric: tabular-nums; }
#reset { margin-left: .5rem; padding: .1rem .55rem; min-height: 1.8rem; }
.nothing { padding: 2.5rem 1rem; text-align: center; color: var(--quiet); border: 1px dashed var(--line); border-radius: 8px; }
`;
