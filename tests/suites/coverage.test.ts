// Coverage that cannot be bought by citing: what an inventory that calls itself complete has to show.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Requirement, citesOf, loadSuite } from "../../engine/index.js";
import { loadFaults, loadVariants } from "../../targets/faults.js";

/** Least share of the clauses that a black box can judge in part which must have a verdict. */
const PARTLY = 0.8;

const suite = loadSuite();
const cited = new Set([...suite.checks.values()].flatMap(citesOf));
const faults = loadFaults();
const broken = new Set(faults.flatMap((fault) => fault.breaks));
const named = new Set([...faults, ...loadVariants()].flatMap((one) => [...one.breaks, ...one.also, ...one.frees]));
const complete = [...suite.specifications.values()].filter((spec) => spec.complete);
const ids = (requirements: Requirement[]): string[] => requirements.map(({ id }) => id);

for (const { spec, requirements } of complete) {
  const own = requirements.filter((one) => !one.same_test_as);

  test(`${spec}: each clause that a black box can judge is cited`, () => {
    assert.deepEqual(ids(own.filter((one) => one.testable === "yes" && !cited.has(one.id))), []);
  });

  test(`${spec}: a fault breaks each clause that is scored, and a deviation varies each that is observed`, () => {
    const mine = own.filter((one) => cited.has(one.id));
    assert.deepEqual(ids(mine.filter((one) => one.level !== "MAY" && !broken.has(one.id))), []);
    assert.deepEqual(ids(mine.filter((one) => one.level === "MAY" && !named.has(one.id))), []);
  });

  test(`${spec}: a clause without a verdict says why, one with a verdict does not`, () => {
    assert.deepEqual(ids(own.filter((one) => cited.has(one.id) === (one.excluded !== undefined))), []);
  });
}

test("of the clauses that a black box can judge in part, at least four in five have a verdict", () => {
  const partly = complete.flatMap(({ requirements }) =>
    requirements.filter((one) => one.testable === "partly" && !one.same_test_as),
  );
  const judged = partly.filter((one) => cited.has(one.id));
  const left = ids(partly.filter((one) => !cited.has(one.id)));
  assert.ok(
    judged.length >= PARTLY * partly.length,
    `${judged.length} of ${partly.length}; without: ${left.join(" ")}`,
  );
});
