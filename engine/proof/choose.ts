import { citesOf } from "../load/suite.js";
import { needsOf } from "../load/needs.js";
import { unmetNeed } from "../run/facts.js";
import type { Fact } from "../types/evidence.js";
import type { Check, Suite } from "../types/suite.js";
import type { Deviating } from "./compare.js";
import type { Baseline } from "./prove.js";

/**
 * The checks that a deviation can turn: those whose exchanges it acts on, and those that read otherwise what the
 * server says of itself. Of a scenario's rows one stands for all, unless a row cites a clause that is broken: what
 * acts on the flow that the rows share acts on each of them.
 */
export function chooseChecks(baseline: Baseline, fault: Deviating, now: ReadonlyMap<string, Fact>): Check[] {
  const { suite, stored, touched } = baseline;
  const inDiscovery = touched.discovery.has(fault.slug);
  const reached = [...suite.checks.values()].filter(
    (check) =>
      touched.byCheck.get(check.id)?.has(fault.slug) ||
      (inDiscovery && affectedByFacts(check, suite, stored.facts, now)),
  );
  const breaks = new Set(fault.breaks);
  const stands = new Set<string>();
  return reached.filter((check) => {
    const scenario = check.id.split("/")[0] ?? check.id;
    if (citesOf(check).some((id) => breaks.has(id))) return true;
    return !stands.has(scenario) && stands.add(scenario);
  });
}

/** Checks that may come out differently because the server says other things of itself. */
function affectedByFacts(
  check: Check,
  suite: Suite,
  before: ReadonlyMap<string, Fact>,
  after: ReadonlyMap<string, Fact>,
): boolean {
  const needs = needsOf(check, suite);
  if (unmetNeed(needs, before)?.need !== unmetNeed(needs, after)?.need) return true;
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => JSON.stringify(before.get(name)?.value) !== JSON.stringify(after.get(name)?.value),
  );
  if (changed.some((name) => name.startsWith("endpoint:") || name.startsWith("client:"))) return true;
  const text = JSON.stringify(check.steps);
  return (
    changed.some((name) => text.includes(`\${metadata.${name.slice("metadata:".length)}`)) ||
    check.steps.some((step) => step.needs.some((need) => changed.includes(need)))
  );
}
