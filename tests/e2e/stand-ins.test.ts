// Each vendor's stand-in keeps what its documentation promises, and departs from the standard only where that asks for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findProvider, loadProvider, loadSuite, readableEvidence, storedRun } from "../../engine/index.js";
import { REPORTERS } from "../../reporters/index.js";
import { standIns, startStandIn } from "../../targets/vendors.js";
import { runAll } from "../support/run.js";

const suite = loadSuite();
const VENDORS = ["medblocks", "medirecords", "openemr", "patients-know-best"];

test("there is a stand-in for each of the four vendors", () => {
  assert.deepEqual(standIns(), VENDORS);
});

for (const name of VENDORS)
  test(`the stand-in of ${name} keeps its promises, and what else it breaks names a documentation issue`, async (t) => {
    const target = await startStandIn(name);
    t.after(target.stop);
    const provider = { ...loadProvider(findProvider(name), target.env), stand_in: true };
    const { report, records } = await runAll({ suite, provider, intrusive: true });
    const { documentation, summary, profiles } = report;

    assert.deepEqual(
      profiles.map((profile) => profile.name),
      ["oauth2", "oauth2-bcp"],
    );
    assert.equal(report.exit_code, 0);
    assert.deepEqual(summary.stale, []);
    const open = report.checks
      .flatMap(({ verdicts }) => verdicts)
      .filter(({ outcome, known }) => (outcome === "fail" || outcome === "blocked") && !known?.documentation_issue);
    assert.deepEqual(
      open.map(({ key, outcome }) => `${outcome} ${key}`),
      [],
    );

    assert.ok(documentation);
    assert.deepEqual([documentation.verdict, documentation.broken, documentation.unlike], ["kept", 0, 0]);
    const promised = report.checks.flatMap(({ verdicts }) => verdicts).filter(({ level }) => level === "DOCUMENTED");
    assert.ok(promised.length >= 15);
    assert.deepEqual(
      documentation.promises.filter(({ verdicts }) => verdicts.length === 0).map(({ id }) => id),
      [],
      "each promise has a verdict",
    );
    for (const key of ["vendor", "product", "version", "documentation", "contact"])
      assert.ok(report.provider[key], `${key} is stated`);

    const evidence = readableEvidence(storedRun(records).observations);
    for (const format of ["html", "terminal"])
      assert.match(REPORTERS[format]?.render(report, evidence, {}) ?? "", /stand-in made from its\s+documentation/);
  });
