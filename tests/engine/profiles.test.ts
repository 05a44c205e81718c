import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { AssayError, findProfile, loadSuite } from "../../engine/index.js";
import { runInline } from "../support/run.js";
import { check, profile, suiteFolder, temporaryFolder, writeFiles } from "../support/suite.js";

const step = { token: "client_credentials", expect: [{ cite: ["demo-1-must", "demo-1-should"], status: 200 }] };

test("a file of one's own is a profile", async (t) => {
  const folder = temporaryFolder(t);
  const { digest: _, ...mine } = profile({
    profile: "must-haves",
    title: "What we buy",
    includes: [{ spec: "demo", only: ["demo-1-should"] }],
  });
  writeFiles(folder, { "mine.yaml": mine });
  const { report } = await runInline(t, {
    checks: [check("demo-a", [step])],
    options: { profiles: [join(folder, "mine.yaml")] },
  });
  assert.deepEqual(
    report.profiles.map(({ name, title, verdict }) => [name, title, verdict]),
    [["must-haves", "What we buy", "conformant"]],
  );
  assert.deepEqual(
    report.checks[0]?.verdicts.map((one) => one.requirement),
    ["demo-1-should"],
  );
});

test("an older revision stands in a file of its own name and can still be asked for", (t) => {
  const older = profile({ includes: [{ spec: "demo", only: ["demo-1-must"] }] });
  const suite = loadSuite({
    folder: suiteFolder(t, { "profiles/demo.yaml": profile({ revision: 2 }), "profiles/demo@1.yaml": older }),
  });
  assert.equal(findProfile(suite, "demo").revision, 2);
  assert.equal(findProfile(suite, "demo@2").revision, 2);
  assert.deepEqual(findProfile(suite, "demo@1").requirements, ["demo-1-must"]);
  assert.throws(() => findProfile(suite, "demo@3"), /no profile "demo@3"/);
});

test("a profile says which documents it stands on, with their editions", (t) => {
  const suite = loadSuite({ folder: suiteFolder(t) });
  assert.deepEqual(findProfile(suite, "demo").documents, ["Demo"]);
});

test("a misspelt clause in a file of one's own is refused with its place and a guess", (t) => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { "mine.yaml": profile({ includes: [{ spec: "demo", only: ["demo-1-mus"] }] }) });
  const suite = loadSuite({ folder: suiteFolder(t) });
  assert.throws(
    () => findProfile(suite, join(folder, "mine.yaml")),
    (error: unknown) =>
      error instanceof AssayError &&
      error.problems[0]?.code === "UNRESOLVED_CITE" &&
      error.problems[0].hint === 'did you mean "demo-1-must"?',
  );
});
