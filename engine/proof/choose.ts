import { citesOf } from "../load/suite.js";
import { needsOf } from "../load/needs.js";
import { unmetNeed } from "../observe/facts.js";
import type { StoredRun } from "../judge/stored-run.js";
import type { Check, Suite } from "../types/suite.js";
import type { Deviating } from "./compare.js";
import type { Baseline } from "./prove.js";

/**
 * The checks that a deviation can turn: those whose exchanges it acts on, those that read otherwise what the server
 * says of itself, and those of the clauses that it breaks. Of a scenario's rows one stands for all, unless a row cites a clause that is broken: what
 * acts on the flow that the rows share acts on each of them.
 */
export function chooseChecks(baseline: Baseline, fault: Deviating, now: StoredRun): Check[] {
  const { suite, stored, touched } = baseline;
  const saysOther = touched.discovery.has(fault.slug) ? otherFacts(stored, now) : undefined;
  const breaks = new Set(fault.breaks);
  const cites = (check: Check): boolean => citesOf(check).some((id) => breaks.has(id));
  const reached = [...suite.checks.values()].filter(
    (check) => touched.byCheck.get(check.id)?.has(fault.slug) || saysOther?.(check, suite) || cites(check),
  );
  const stands = new Set<string>();
  return reached.filter((check) => {
    const scenario = check.id.split("/")[0] ?? check.id;
    if (cites(check)) return true;
    return !stands.has(scenario) && stands.add(scenario);
  });
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
