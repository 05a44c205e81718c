import { citesOf } from "../load/suite.js";
import { needsOf } from "../load/needs.js";
import { unmetNeed } from "../observe/facts.js";
import { brokenOutcome } from "../judge/outcome.js";
import type { StoredRun } from "../judge/stored-run.js";
import { waits } from "../run/schedule.js";
import type { Check, Requirement, Suite } from "../types/suite.js";
import type { Deviating } from "./compare.js";
import type { Baseline } from "./prove.js";

/**
 * The checks that a deviation can turn: those of the clauses that it breaks or is free in; and of those whose exchanges it acts on, or
 * that read otherwise what the server says of itself, enough that each clause is asked once whether it turns as well.
 * What acts on the flow that checks share acts on each of them.
 */
export function chooseChecks(baseline: Baseline, fault: Deviating, now: StoredRun): Check[] {
  const { suite, checks, stored, touched } = baseline;
  const saysOther = touched.discovery.has(fault.slug) ? otherFacts(stored, now) : undefined;
  const own = new Set([...fault.breaks, ...fault.frees]);
  const proving = checks.filter((check) => citesOf(check).some((id) => own.has(id)));
  const asked = new Set(proving.flatMap(citesOf));
  // A variant does wrong where it gets a fail, a fault wherever it turns something.
  const matters = (clause: Requirement | undefined): boolean =>
    fault.kind === "fault" || (clause !== undefined && brokenOutcome(clause) === "fail");
  const further = byCites(checks).filter((check) => {
    if (waits(check) || !(touched.byCheck.get(check.id)?.has(fault.slug) || saysOther?.(check, suite))) return false;
    const fresh = citesOf(check).filter((id) => !asked.has(id) && matters(suite.requirements.get(id)));
    for (const id of fresh) asked.add(id);
    return fresh.length > 0;
  });
  const chosen = new Set([...proving, ...further]);
  return checks.filter((check) => chosen.has(check));
}

/** Those that cite most come first, so that few are enough to ask for every clause. */
function byCites(checks: readonly Check[]): Check[] {
  return [...checks].sort((one, other) => new Set(citesOf(other)).size - new Set(citesOf(one)).size);
}

/** Which checks may come out differently because the server says other things of itself. */
function otherFacts(before: StoredRun, after: StoredRun): (check: Check, suite: Suite) => boolean {
  const values = { before: valuesOf(before), after: valuesOf(after) };
  const names = [...new Set([...values.before.keys(), ...values.after.keys()])];
  const changed = names.filter((name) => values.before.get(name) !== values.after.get(name));
  return (check, suite) => {
    const needs = needsOf(check, suite);
    if (needs.some((need) => changed.includes(need))) return true;
    if (unmetNeed(needs, before.facts)?.need !== unmetNeed(needs, after.facts)?.need) return true;
    const text = JSON.stringify(check.steps);
    return (
      changed.some((name) => text.includes(`\${${name.replace(":", ".")}`)) ||
      check.steps.some((step) => step.needs.some((need) => changed.includes(need)))
    );
  };
}

/** Facts as text; each server has a port of its own, which is no difference. */
function valuesOf({ facts, run }: StoredRun): Map<string, string> {
  const issuer = String(run.provider["issuer"]);
  return new Map([...facts.values()].map(({ name, value }) => [name, JSON.stringify(value).replaceAll(issuer, "")]));
}
