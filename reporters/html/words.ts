/** Badges and clause lines, shared by all parts of the page. */
import type { Level, Basis } from "../../engine/types/suite.js";
import type { Outcome, RequirementReport, Verdict } from "../../engine/types/report.js";

import { section, SIGN, specName } from "../model/words.js";
import { link, markup, type Markup } from "./markup.js";

export const badge = (outcome: Outcome): Markup =>
  markup`<span class="badge ${outcome}"><span aria-hidden="true">${SIGN[outcome]}</span> ${outcome}</span>`;

/** Said of what was a matter of luck, and of what was looked at only once. */
export const doubtBadge = ({ unstable, unconfirmed }: Verdict): Markup | false =>
  (unstable || unconfirmed !== undefined) &&
  markup` <span class="badge known">${unstable ? "unstable" : "not confirmed"}</span>`;

export const level = (name: Level): Markup => markup`<span class="level">${name}</span>`;

/** Said only where it weakens the level. */
export const basisNote = (basis: Basis): Markup | false =>
  (basis === "inferred" || basis === "unchecked") && markup` <span class="basis">${basis}</span>`;

export const clauseLink = (requirement: RequirementReport): Markup =>
  link(requirement.url, `${specName(requirement.spec)} ${section(requirement.section)}`);

export const where = (verdict: Verdict, requirement: RequirementReport | undefined): Markup =>
  requirement ? clauseLink(requirement) : markup`${section(verdict.section)}`;

/** Specification of a verdict, for the filter; the clause's id begins with it where the clause is not in the report. */
export const specOf = (verdict: Verdict, requirement: RequirementReport | undefined): string =>
  requirement?.spec ??
  verdict.requirement.slice(0, Math.max(0, verdict.requirement.indexOf(`-${verdict.section}`))) ??
  "";
