// CI does not run the lab: what it left in the repository is held together here.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { PACKAGE_ROOT } from "../../engine/index.js";
import { type Judgements, names, readJudgements, unjudged } from "../../lab/judgements.js";
import { loadServer, RESULTS, serverNames } from "../../lab/places.js";
import { verdictsFile } from "../../lab/results.js";

/** Most of the applicable MUSTs that may be blocked on a server. */
const BLOCKED_SHARE = 0.05;
const APPLICABLE = new Set(["pass", "fail", "warn", "blocked"]);

interface Row {
  key: string;
  level: string;
  outcome: string;
}

function rowsOf(name: string): Row[] {
  const [head, ...lines] = readFileSync(verdictsFile(name), "utf8").trimEnd().split("\n");
  assert.equal(head, "verdict,level,outcome");
  return lines.map((line) => {
    const [key = "", level = "", outcome = ""] = line.split(",");
    return { key, level, outcome };
  });
}

function judgementsOf(name: string): Judgements {
  const judged = readJudgements(name);
  assert.ok(judged, `docs/results/${name}.judgements.yaml is missing`);
  return judged;
}

const bad = ({ outcome }: Row): boolean => outcome === "fail" || outcome === "warn";

for (const name of serverNames())
  describe(`the lab's ${name}`, () => {
    test("has a provider file, a page, its verdicts and judgements under one name", () => {
      assert.ok(existsSync(join(PACKAGE_ROOT, "providers", `${name}.yaml`)), `providers/${name}.yaml is missing`);
      assert.equal(judgementsOf(name).provider, name);
      assert.ok(rowsOf(name).length > 500, "the stored run is not a whole one");
    });

    test("has no fail, warning or blocked MUST that nobody has judged", () => {
      assert.deepEqual(unjudged(rowsOf(name), judgementsOf(name)), []);
    });

    test("has a judgement for nothing that is gone, and none that is called settled is there", () => {
      const rows = rowsOf(name).filter(bad);
      for (const one of judgementsOf(name).judgements) {
        const there = rows.filter(({ key }) => names(one.verdicts, key)).map(({ key }) => key);
        if (one.judgement === "real-deviation") assert.notDeepEqual(there, [], `"${one.title}" is seen no more`);
        else
          assert.deepEqual(
            there.filter(
              (key) =>
                unjudged(
                  rows.filter((row) => row.key === key),
                  judgementsOf(name),
                ).length > 0,
            ),
            [],
            `"${one.title}" is still there`,
          );
      }
    });

    test("shows every failing real deviation by a command of ten lines or fewer", () => {
      const failing = rowsOf(name).filter(({ outcome }) => outcome === "fail");
      for (const one of judgementsOf(name).judgements) {
        if (one.judgement !== "real-deviation" || !failing.some(({ key }) => names(one.verdicts, key))) continue;
        const lines = (one.curl ?? "").trim().split("\n");
        assert.match(lines.join("\n"), /\bcurl\b/, `"${one.title}" has no curl`);
        assert.ok(lines.length <= 10, `"${one.title}" takes ${lines.length} lines`);
      }
    });

    test("leaves at most one in twenty of the applicable MUSTs blocked", () => {
      const must = rowsOf(name).filter(({ level, outcome }) => level.startsWith("MUST") && APPLICABLE.has(outcome));
      const blocked = must.filter(({ outcome }) => outcome === "blocked");
      assert.ok(blocked.length <= BLOCKED_SHARE * must.length, `${blocked.length} of ${must.length} are blocked`);
    });

    test("has a page of the judged release that says every judgement", async () => {
      const { product, releases } = await loadServer(name);
      const page = readFileSync(join(RESULTS, `${name}.md`), "utf8").replaceAll("\\", "");
      assert.ok(page.includes(`product: ${product} ${releases[0]}`), "the page is of another release");
      assert.ok(!page.includes("## New: not judged yet"));
      for (const { title } of judgementsOf(name).judgements) assert.ok(page.includes(`### ${title}`), `no "${title}"`);
    });
  });

test("the lab has servers in four languages", async () => {
  const servers = await Promise.all(serverNames().map(loadServer));
  assert.ok(new Set(servers.map(({ product }) => product)).size >= 6);
  assert.ok(new Set(servers.map(({ language }) => language)).size >= 4);
});
