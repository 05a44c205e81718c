/** The top of the page: who, verdict by profile, counts, problems, what fails. */
import {
  type DocumentationReport,
  type Outcome,
  OUTCOMES,
  type ProfileReport,
  type Report,
} from "../../engine/types/report.js";

import {
  BLOCKED_HINT,
  confirmationText,
  DOCUMENTATION_VERDICT,
  duration,
  MEANING,
  plural,
  PROFILE_VERDICT,
  promisesKept,
  providerName,
  staleHint,
} from "../model/words.js";
import type { Reading } from "../model/reading.js";
import type { Exchanges } from "./exchange.js";
import { anchor, link, markup, type Markup } from "./markup.js";
import { badge, doubtBadge } from "./words.js";

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

export const header = ({ assay, provider, summary, checks, facts }: Report): Markup => {
  const issuer = text(provider["issuer"]) ?? text(facts.find((fact) => fact.name === "issuer")?.value);
  const version = text(provider["version"]);
  const day = assay.started.slice(0, 16).replace("T", " ");
  return markup`<header><p class="over">Assay conformance report</p>
    <h1>${providerName(provider)}</h1>
    <p class="who">${issuer && markup`<code>${issuer}</code>`}${version && markup` <span>version ${version}</span>`} <span>${day} UTC</span> <span>${plural(checks.length, "check")}, ${plural(summary.verdicts, "verdict")} in ${duration(Date.parse(assay.finished) - Date.parse(assay.started))}</span></p>
${provider["stand_in"] === true && markup`<p class="banner">This run was against a stand-in built from the vendor's documentation, not against the vendor's server.</p>`}${!assay.complete && markup`<p class="banner">Incomplete run: ${assay.why_incomplete ?? "it ended before every selected check had run"}.</p>`}</header>`;
};

const ratio = (label: string, { met, applicable }: { met: number; applicable: number }): Markup => {
  const share = applicable > 0 ? Math.floor((met / applicable) * 1000) / 10 : 0;
  return markup`<div class="ratio">
    <dt>${label}</dt>
    <dd><b>${met}</b> of ${applicable} met<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="4"/><rect class="${met === applicable ? "full" : "part"}" width="${share}" height="4"/></svg></dd></div>`;
};

const card = (profile: ProfileReport): Markup => {
  const { word, sign } = PROFILE_VERDICT[profile.verdict];
  const { testable, judged } = profile.coverage;
  return markup`<article class="card ${profile.verdict}"><h3>${profile.name} <span class="quiet">revision ${profile.revision}</span></h3>
    <p class="about">${profile.title}</p>
    <p class="verdict"><span aria-hidden="true">${sign}</span> ${word}</p>
    <dl>${ratio("MUST", profile.must)}${ratio("SHOULD", profile.should)}</dl>
    <p class="quiet">${judged} of ${testable} testable clauses judged in this run</p></article>`;
};

const documentationCard = (found: DocumentationReport): Markup => {
  const { word, sign } = DOCUMENTATION_VERDICT[found.verdict];
  const verdict = { kept: "conformant", broken: "non-conformant", "not judged": "incomplete" }[found.verdict];
  return markup`<article class="card ${verdict}"><h3>Documentation</h3>
    <p class="about">What the vendor's own documentation promises; no part of a specification's verdict</p>
    <p class="verdict"><span aria-hidden="true">${sign}</span> ${word}</p>
    <dl>${ratio("Promises", { met: found.kept, applicable: found.kept + found.broken + found.unlike })}</dl>
    <p class="quiet">${promisesKept(found)}</p>
    <p class="quiet"><a href="#documentation">The promises, and what contradicts what</a></p></article>`;
};

const counts = (report: Report, reading: Reading): Markup => {
  const known = (outcome: Outcome): number => reading.known.filter(({ verdict }) => verdict.outcome === outcome).length;
  const used = OUTCOMES.filter((outcome) => (report.summary.by_outcome[outcome] ?? 0) > 0);
  const total = used.reduce((sum, outcome) => sum + (report.summary.by_outcome[outcome] ?? 0), 0) || 1;
  let x = 0;
  const bars = used.map((outcome) => {
    const share = ((report.summary.by_outcome[outcome] ?? 0) / total) * 1000;
    const bar = markup`<rect class="fill ${outcome}" x="${x.toFixed(1)}" width="${Math.max(share - 1.5, 1).toFixed(1)}" height="10"/>`;
    x += share;
    return bar;
  });
  return markup`<svg class="stack" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>
    <ul class="counts">${used.map((outcome) => markup`<li><b>${(report.summary.by_outcome[outcome] ?? 0).toLocaleString("en")}</b> ${badge(outcome)}${known(outcome) > 0 && markup` <span class="quiet">${known(outcome)} known</span>`}</li>`)}</ul>`;
};

const problems = (report: Report, exchanges: Exchanges): Markup | false =>
  report.problems.length > 0 &&
  markup`<section aria-labelledby="problems-title"><h2 id="problems-title">Problems of the run</h2>
    <ul class="plain">${report.problems.map(
      (problem) => markup`<li class="problem"><p><b>${problem.code}</b> <span class="quiet">${problem.reason}</span></p>
    <p>${problem.message}</p>
    <p class="hint">${problem.hint ?? BLOCKED_HINT[problem.reason]}</p>
    ${problem.observation && markup`<p>${exchanges.link(problem.observation)}</p>`}</li>`,
    )}</ul></section>`;

const failures = (reading: Reading): Markup | false =>
  reading.failing.length > 0 &&
  markup`<section aria-labelledby="failures-title"><h2 id="failures-title">What fails</h2>
    <ol class="failures">${reading.failing.map(
      ({ check, blocks }) => markup`<li><a href="#${anchor("check", check.id)}">${check.title}</a>
      <ul>${blocks.flatMap((block) => block.verdicts).map((verdict) => markup`<li><span class="level">${verdict.level}</span> <code>${verdict.requirement}</code>${doubtBadge(verdict)}</li>`)}</ul></li>`,
    )}</ol></section>`;

const known = ({ known: entries, stale }: Reading): Markup | false =>
  entries.length + stale.length > 0 &&
  markup`<section aria-labelledby="known-title"><h2 id="known-title">Known deviations</h2>
    <p class="lead">Accepted in the provider file, or by the baseline. They are run and judged like everything else; only the exit code of the run leaves them out.</p>
    <ul class="plain">${stale.map(
      (entry) => markup`<li class="problem"><p><b>Stale</b> <code>${entry.key}</code></p>
    <p>${entry.why}; ${staleHint(entry)}</p></li>`,
    )}${entries.map(
      ({ check, verdict }) => markup`<li class="deviation">
        <p>${badge(verdict.outcome)} <span class="level">${verdict.level}</span> <a href="#${anchor("check", check.id)}"><code>${verdict.key}</code></a></p>
    <p>${verdict.known?.documentation_issue && markup`<a href="#issue-${verdict.known.documentation_issue}">documentation issue</a>: `}${verdict.known?.reason}${verdict.known?.until && markup` <span class="quiet">until ${verdict.known.until}</span>`}${verdict.known?.owner && markup` <span class="quiet">owner ${verdict.known.owner}</span>`}${verdict.known?.issue && markup` ${link(verdict.known.issue, verdict.known.issue)}`}</p></li>`,
    )}</ul></section>`;

export const summary = (report: Report, reading: Reading, exchanges: Exchanges): Markup => {
  const confirmation = confirmationText(report);
  return markup`<section aria-labelledby="summary-title"><h2 id="summary-title" class="unseen">Summary</h2>
  <div class="cards">${report.profiles.map(card)}${report.documentation && documentationCard(report.documentation)}</div>
  ${counts(report, reading)}${confirmation !== undefined && markup`<p class="quiet">${confirmation}</p>`}</section>
${problems(report, exchanges)}${failures(reading)}${known(reading)}`;
};

const fold = (title: string, inside: Markup): Markup =>
  markup`<details class="fold"><summary>${title}</summary>${inside}</details>`;

export const footer = (report: Report): Markup =>
  markup`<footer><h2>About this run</h2>${fold(
    "What the outcomes mean",
    markup`<dl class="legend">${OUTCOMES.map((outcome) => markup`<dt>${badge(outcome)}</dt><dd>${MEANING[outcome]}</dd>`)}</dl>`,
  )}${
    report.facts.length > 0 &&
    fold(
      `What is known about the server (${report.facts.length})`,
      markup`<dl class="derived">${report.facts.map(
        (fact) => markup`<dt>${fact.name}</dt>
        <dd class="raw">${typeof fact.value === "string" ? fact.value : JSON.stringify(fact.value)} <span class="quiet">${fact.source}</span></dd>`,
      )}</dl>`,
    )
  }${
    report.not_selected.length > 0 &&
    fold(
      `Checks that were not selected (${report.not_selected.length})`,
      markup`<dl class="derived">${report.not_selected.map((entry) => markup`<dt><code>${entry.id}</code></dt><dd>${entry.why}</dd>`)}</dl>`,
    )
  }<p class="quiet"><code>${report.assay.command}</code></p>
    <p class="quiet">Assay ${report.assay.version}, plans ${report.assay.plans_digest.slice(0, 16)}, exit code ${report.exit_code}. Values that are secret are pseudonyms. The whole evidence is in evidence.jsonl beside this file.</p></footer>`;
