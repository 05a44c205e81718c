// What docs/results/ says of a vendor comes from a stand-in, and says so wherever somebody may begin to read.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PACKAGE_ROOT, findProvider, loadProvider } from "../../engine/index.js";
import { standIns, startStandIn } from "../../targets/vendors.js";

const read = (name: string): string => readFileSync(join(PACKAGE_ROOT, "docs", "results", name), "utf8");

for (const name of standIns())
  test(`the results of ${name} are said to be a stand-in's, and are of today's contract`, async (t) => {
    const target = await startStandIn(name);
    t.after(target.stop);
    const provider = loadProvider(findProvider(name), target.env);
    const page = read(`${name}.md`);
    assert.match(page, /^# .+ \(stand-in made from its documentation\)\n/);
    for (const { title } of provider.documentation_issues)
      assert.ok(page.replaceAll("\\", "").includes(title), `"${title}" is not on the page; npm run results writes it`);
    const comparison = read("comparison.md");
    assert.match(comparison, new RegExp(`\\| ${provider.name} \\(stand-in\\) \\|`));
    assert.ok(!comparison.includes(`| ${provider.name} |`));
  });
