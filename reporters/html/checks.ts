/** Check by check: verdict blocks, then the steps with their exchanges. */
import { OUTCOMES, type CheckReport, type Outcome, type Report, type Verdict } from "../../engine/types/report.js";
import type { RenderOptions } from "../reporter.js";

import { forShell } from "../escape.js";
import { again, type Block, blocksOf, isKnown, type Reading } from "../model/reading.js";
import { BLOCKED_HINT, duration, plural, unstableRuns } from "../model/words.js";
import type { Exchanges } from "./exchange.js";
import { anchor, markup, type Markup } from "./markup.js";
import { badge, basisNote, doubtBadge, level, specOf, where } from "./words.js";

/** Beyond this many, failing checks start closed too. */
const OPEN_AT_MOST = 12;

interface Context {
  report: Report;
  reading: Reading;
  exchanges: Exchanges;
  options: RenderOptions;
}

const clause = (verdict: Verdict, { reading }: Context): Markup => {
  const requirement = reading.requirements.get(verdict.requirement);
  return markup`<li class="clause" data-outcome="${verdict.outcome}" data-level="${verdict.level}" data-spec="${specOf(verdict, requirement)}">
    <p class="cite">${level(verdict.level)}${basisNote(verdict.basis)} ${where(verdict, requirement)} <a class="id" href="#${anchor("req", verdict.requirement)}">${verdict.requirement}</a></p>
    ${requirement && markup`<p class="statement">${requirement.statement}</p>`}</li>`;
};

const knownNote = (verdict: Verdict | undefined, report: Report): Markup | false => {
  if (!verdict?.known) return false;
  const { reason, issue, owner, until, outcome } = verdict.known;
  const rest = [until && `until ${until}`, owner && `owner ${owner}`, issue].filter(Boolean).join(", ");
  const title = isKnown(verdict, report) ? "known deviation" : `stale known deviation, expected ${outcome}`;
  return markup`<dt>${title}</dt><dd>${reason}${rest && markup` <span class="quiet">(${rest})</span>`}</dd>`;
};

const judgedOn = (block: Block, { exchanges }: Context): Markup | false => {
  const last = block.observations.at(-1);
  return (
    last !== undefined &&
    markup`<dt>judged on</dt>
      <dd>${exchanges.link(last)}${block.observations.length > 1 && markup` <span class="quiet">the last of ${block.observations.length}</span>`}</dd>`
  );
};

/** Of an unstable verdict both runs, with their exchanges. */
const runsOf = (verdict: Verdict, { exchanges }: Context): Markup[] =>
  unstableRuns(verdict).map(
    ({ title, text, observation }) => markup`<dt>${title}</dt>
    <dd>${text}${observation !== undefined && markup` <span class="quiet">${exchanges.link(observation)}</span>`}</dd>`,
  );

const block = (one: Block, context: Context): Markup => {
  const first = one.verdicts[0];
  return markup`<section class="block ${one.outcome}">
    <div class="block-head">${badge(one.outcome)}${first && isKnown(first, context.report) && markup` <span class="badge known">known deviation</span>`}${first && doubtBadge(first)}</div>
    <ul class="clauses">${one.verdicts.map((verdict) => clause(verdict, context))}</ul>
<dl class="judged"><dt>expected</dt><dd>${one.expected}</dd>
  <dt>actual</dt><dd class="actual">${one.actual}</dd>
  ${
    first?.unconfirmed !== undefined &&
    markup`<dt>not confirmed</dt>
    <dd>${first.unconfirmed}</dd>`
  }${
    one.reason &&
    markup`<dt>${first?.blocked ?? "because"}</dt>
    <dd>${one.reason}</dd>`
  }${
    first?.blocked &&
    markup`<dt>hint</dt>
    <dd>${BLOCKED_HINT[first.blocked]}</dd>`
  }${
    first?.value !== undefined &&
    markup`<dt>value</dt>
    <dd><code>${JSON.stringify(first.value)}</code></dd>`
  }${first && runsOf(first, context)}${knownNote(first, context.report)}${judgedOn(one, context)}</dl></section>`;
};

/** The exchange that a failure was judged on is open from the start; all others on demand. */
const openAtOnce = (check: CheckReport, report: Report): Set<string> =>
  new Set(
    check.verdicts
      .filter((verdict) => verdict.outcome === "fail" && !isKnown(verdict, report))
      .flatMap((verdict) => [verdict, ...(verdict.unstable ? (verdict.runs ?? []) : [])])
      .flatMap(({ observations }) => observations.slice(-1)),
  );

const steps = (check: CheckReport, { report, exchanges }: Context): Markup => {
  const open = openAtOnce(check, report);
  const told = new Set(check.steps.flatMap((step) => step.observations));
  const written = new Set<string>();
  const inside = (id: string): Markup => {
    if (written.has(id)) return markup`<p class="shared-link">As above: ${exchanges.link(id)}</p>`;
    written.add(id);
    return exchanges.inside(id, open.has(id));
  };
  const rested = check.verdicts.flatMap(({ observations, unstable, runs = [] }) => [
    ...observations,
    ...(unstable ? runs.flatMap((run) => run.observations) : []),
  ]);
  const untold = [...new Set(rested)].filter((id) => !told.has(id));
  return markup`<div class="steps"><h4>Steps</h4>
    <ol>${check.steps.map(
      (
        step,
      ) => markup`<li><p class="step">${step.text}${step.state !== "done" && markup` <span class="state">${step.state}</span>`}</p>
    ${step.because && markup`<p class="because">${step.because}</p>`}${step.observations.map(inside)}</li>`,
    )}</ol>
    ${untold.map(inside)}</div>`;
};

const tally = (check: CheckReport): string => {
  const count = (outcome: Outcome): number => check.verdicts.filter((verdict) => verdict.outcome === outcome).length;
  return OUTCOMES.filter((outcome) => count(outcome) > 0)
    .map((outcome) => `${count(outcome)} ${outcome}`)
    .join(", ");
};

const checkMarkup = (check: CheckReport, open: boolean, context: Context): Markup => {
  const known = check.verdicts.some((verdict) => isKnown(verdict, context.report));
  return markup`<details class="check item" id="${anchor("check", check.id)}" data-outcome="${check.outcome}"${open && markup` open`}>
    <summary>${badge(check.outcome)}<span class="head">
    <h3>${check.title}</h3>
    <span class="meta"><code>${check.id}</code> <span class="tally">${tally(check)}${known && ", known deviation"}</span></span></span></summary>
<div class="inside">${blocksOf(check.verdicts)
    .sort((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome))
    .map((one) => block(one, context))}${steps(check, context)}
      <p class="again"><span class="quiet">Run it again</span> <code>${again(context.report, check.id, forShell, context.options)}</code></p>
      ${check.again && markup`<p class="quiet">done ${plural(check.again.length + 1, "time")}, the last counts: ${check.again.join("; ")}</p>`}
      <p class="quiet">plan ${check.plan}, ${check.source}, took ${duration(check.duration_ms)}</p></div></details>
`;
};

/** Failing checks first, those with only known deviations after the blocked and warned ones. */
const rank = (check: CheckReport, report: Report): number => {
  const worst = check.verdicts
    .filter((verdict) => !isKnown(verdict, report))
    .map((verdict) => OUTCOMES.indexOf(verdict.outcome));
  const known = worst.length < check.verdicts.length;
  const own = worst.length > 0 ? Math.min(...worst) : OUTCOMES.indexOf(check.outcome);
  return known ? Math.min(own, OUTCOMES.indexOf("warn") + 0.5) : own;
};

export const checks = (context: Context): Markup => {
  const { report, reading } = context;
  const failing = new Set(reading.failing.map(({ check }) => check.id));
  const open = failing.size <= OPEN_AT_MOST;
  const ranked = report.checks.map((check) => ({ check, rank: rank(check, report) })).sort((a, b) => a.rank - b.rank);
  return markup`<section id="checks" class="view" aria-labelledby="checks-title"><h2 id="checks-title">Checks</h2>
    <p class="lead">${plural(report.checks.length, "scenario")}, those that fail first. Open one to see its verdicts, its steps and every exchange.</p>
${ranked.map(({ check }) => checkMarkup(check, open && failing.has(check.id), context))}
  <p class="nothing" hidden>Nothing matches these filters. <button type="button" class="reset">Clear them</button></p></section>`;
};

export const sharedExchanges = (exchanges: Exchanges): Markup | false => {
  const ids = exchanges.shared();
  return (
    ids.length > 0 &&
    markup`<section aria-labelledby="shared-title"><h2 id="shared-title">Shared exchanges</h2>
      <p class="lead">Requests that several checks rest on: controls, which show that the unchanged request succeeds, and shared setup.</p>
      ${ids.map(
        (id) => markup`<div class="shared"><p class="quiet"><code>${id}</code></p>
      ${exchanges.whole(id, false)}</div>`,
      )}</section>`
  );
};
