import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import {
  AssayError,
  PACKAGE_ROOT,
  findProvider,
  loadProvider,
  loadSuite,
  readSecretsFile,
  writeParsedYaml,
  type Json,
  type Members,
  type Problem,
} from "../../engine/index.js";
import { parsedYaml } from "../../engine/load/yaml-cache.js";
import { parseYaml } from "../../engine/load/yaml.js";
import { providerFile } from "../support/run.js";
import { check, clause, inventory, plan, profile, suiteFolder, temporaryFolder, writeFiles } from "../support/suite.js";

/** The problems that a call throws, their files shortened to what the test wrote. */
function problems(folder: string, act: () => unknown): Problem[] {
  try {
    act();
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return error.problems.map((one) => ({
      ...one,
      file: one.file?.replace(/^.*assay-test-[^/]+\//, "").replace(`${folder}/`, ""),
    }));
  }
  return [];
}

const suiteProblems = (t: TestContext, files: Record<string, string | Json>): Problem[] => {
  const folder = suiteFolder(t, files);
  return problems(folder, () => loadSuite({ folder }));
};

const providerProblems = (t: TestContext, file: string | Json, variables: Record<string, string> = {}): Problem[] => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { "p.yaml": file });
  return problems(folder, () => loadProvider(join(folder, "p.yaml"), variables));
};

const PLAN = `plan: demo-plan
title: A plan
spec: demo
checks:
  - id: demo-a
    title: A rule
    steps:
      - token: client_credentials
        expect:
          - { cite: demo-1-must, status: 200 }
`;
const changed = (from: string, to: string): Record<string, string> => ({ "demo/x.plan.yaml": PLAN.replace(from, to) });

const BROKEN: [what: string, files: Record<string, string | Json>, expected: Partial<Problem>][] = [
  [
    "broken YAML",
    changed("title: A rule", 'title: "A rule'),
    { code: "YAML_SYNTAX", file: "demo/x.plan.yaml", message: 'Missing closing "quote' },
  ],
  ["a tab as indentation", changed("    title: A rule", "\t  title: A rule"), { code: "YAML_SYNTAX", line: 6 }],
  ["the same key twice", changed("spec: demo", "spec: demo\nspec: demo"), { code: "YAML_SYNTAX", line: 4, column: 1 }],
  ["two documents", changed("checks:", "---\nchecks:"), { code: "YAML_SYNTAX" }],
  [
    "an anchor that is not there",
    changed("title: A rule", "title: *gone"),
    { code: "YAML_SYNTAX", file: "demo/x.plan.yaml", line: 6, column: 12 },
  ],
  [
    "an empty file",
    { "demo/x.plan.yaml": "" },
    { code: "FORMAT", file: "demo/x.plan.yaml", message: "the file must be object" },
  ],
  [
    "an unknown key",
    changed("title: A rule", "titel: A rule"),
    { code: "UNKNOWN_KEY", line: 6, column: 5, hint: 'did you mean "title"?' },
  ],
  [
    "an unknown key at the top",
    changed("title: A plan", "titel: A plan"),
    { code: "UNKNOWN_KEY", line: 2, column: 1, message: 'unknown key "titel" in the file' },
  ],
  [
    "an unknown step",
    changed("- token:", "- tokn:"),
    { code: "UNKNOWN_KEY", line: 8, column: 9, hint: 'did you mean "token"?' },
  ],
  [
    "an unknown matcher",
    changed("status: 200", "statuss: 200"),
    { code: "UNKNOWN_KEY", line: 10, column: 34, hint: 'did you mean "status"?' },
  ],
  [
    "a key far from any",
    changed("title: A rule", "title: A rule\n    wholly_new: 1"),
    {
      code: "UNKNOWN_KEY",
      line: 7,
      column: 5,
      hint: "known keys: disturbs, id, intrusive, matrix, needs, renamed, rows, steps, title",
    },
  ],
  [
    "a wrong type",
    changed("checks:", "needs: 3\nchecks:"),
    { code: "FORMAT", line: 4, column: 8, message: '"needs" must be array' },
  ],
  [
    "a matcher of the wrong type",
    changed("status: 200", "status: 200, absent: code"),
    { code: "FORMAT", line: 10, column: 55, message: '"checks.0.steps.0.expect.0.absent" must be array' },
  ],
  [
    "a word that is none of the choices",
    changed("title: A rule", "title: A rule\n    disturbs: grants"),
    {
      code: "FORMAT",
      line: 7,
      column: 15,
      message: '"checks.0.disturbs" must be equal to one of the allowed values: session, grant, keys, client',
    },
  ],
  [
    "an empty expect",
    changed("{ cite: demo-1-must, status: 200 }", "{ cite: demo-1-must }"),
    { code: "FORMAT", line: 10, message: '"checks.0.steps.0.expect.0" must NOT have fewer than 2 properties' },
  ],
  [
    "a step that does nothing",
    changed("- token: client_credentials", "- as: nothing"),
    { code: "FORMAT", file: "demo/x.plan.yaml", line: 8, column: 9 },
  ],
  [
    "a step that does two things",
    changed("- token: client_credentials", "- call: metadata\n        token: client_credentials"),
    { code: "FORMAT", file: "demo/x.plan.yaml", line: 8 },
  ],
  ["a check without steps", { "demo/x.plan.yaml": plan([check("demo-a", [])]) }, { code: "FORMAT", line: 9 }],
  [
    "a check id twice in a plan",
    { "demo/x.plan.yaml": plan([check("demo-a", [{ wait: 0 }]), check("demo-a", [{ wait: 0 }])]) },
    { code: "DUPLICATE_ID", file: "demo/x.plan.yaml", message: '"demo-a" exists already' },
  ],
  [
    "a check id of another plan",
    { ...changed("", ""), "demo/y.plan.yaml": PLAN },
    { code: "DUPLICATE_ID", file: "demo/y.plan.yaml", line: 5 },
  ],
  [
    "a row twice",
    { "demo/x.plan.yaml": plan([check("demo-a", [{ wait: 0 }], { rows: [{ row: "x" }, { row: "x" }] })]) },
    { code: "DUPLICATE_ID", message: '"demo-a/x" exists already' },
  ],
  [
    "a clause twice",
    { "demo/requirements.yaml": inventory([clause("must"), clause("must")]) },
    { code: "DUPLICATE_ID", message: '"demo-1-must" exists already', file: "demo/requirements.yaml" },
  ],
  [
    "a base twice",
    { "bases/again.yaml": { base: "client_credentials", title: "x", step: "token", endpoint: "token" } },
    { code: "DUPLICATE_ID" },
  ],
  [
    "a text with a value that a row lacks",
    { "demo/x.plan.yaml": plan([check("demo-a", [{ wait: 0 }], { title: "No ${row.y}", rows: [{ row: "x" }] })]) },
    { code: "UNRESOLVED_ROW", message: 'row "x" has no "row.y"', file: "demo/x.plan.yaml" },
  ],
  [
    "a row that leaves a step without a deed",
    { "demo/x.plan.yaml": plan([check("demo-a", [{ token: "${row.y}" }], { rows: [{ row: "x" }] })]) },
    { code: "FORMAT", file: "demo/x.plan.yaml" },
  ],
  [
    "a cited clause that does not exist",
    changed("demo-1-must,", "demo-1-mast,"),
    { code: "UNRESOLVED_CITE", file: "demo/x.plan.yaml", line: 10, hint: 'did you mean "demo-1-must"?' },
  ],
  [
    "a base that does not exist",
    changed("client_credentials", "client_credential"),
    { code: "UNRESOLVED_BASE", file: "demo/x.plan.yaml", hint: 'did you mean "token/client_credentials"?' },
  ],
  [
    "a fragment that does not exist",
    changed("token: client_credentials", "use: token-alife"),
    { code: "UNRESOLVED_FRAGMENT", hint: 'did you mean "token-alive"?' },
  ],
  [
    "a fragment that cleans up and does not exist",
    changed("token: client_credentials", "token: client_credentials\n        finally: gone"),
    { code: "UNRESOLVED_FRAGMENT", message: 'no fragment "gone"' },
  ],
  [
    "a response schema that does not exist",
    changed("status: 200", "schema: responses/tokens.json"),
    { code: "UNRESOLVED_SCHEMA", line: 10 },
  ],
  [
    "a step that does not exist",
    changed("status: 200", 'same: ["${frist.body.a}", 1]'),
    { code: "UNRESOLVED_STEP", line: 10, message: 'check "demo-a": no earlier step is called "frist"' },
  ],
  [
    "a condition on a step that does not exist",
    changed("expect:", "given: { gone: { status: 200 } }\n        expect:"),
    { code: "UNRESOLVED_STEP", line: 9 },
  ],
  [
    "a specification that does not exist",
    { "profiles/demo.yaml": profile({ includes: [{ spec: "dmo" }] }) },
    { code: "UNRESOLVED_CITE", file: "profiles/demo.yaml" },
  ],
  [
    "a profile's clause that does not exist",
    { "profiles/demo.yaml": profile({ includes: [{ spec: "demo", except: ["demo-1-mist"] }] }) },
    { code: "UNRESOLVED_CITE", file: "profiles/demo.yaml", hint: 'did you mean "demo-1-must"?' },
  ],
];
for (const [what, files, expected] of BROKEN)
  test(`a suite with ${what} is refused`, (t) => {
    const found = suiteProblems(t, files);
    assert.ok(found.length > 0, "nothing was found");
    const [first] = found;
    assert.deepEqual({ ...first, ...expected }, first, JSON.stringify(found));
    assert.equal(found.length, 1, JSON.stringify(found));
  });

test("a suite that is right is loaded", (t) => {
  assert.deepEqual(suiteProblems(t, changed("", "")), []);
});

test("every problem of every file is told at once", (t) => {
  const found = suiteProblems(t, {
    ...changed("title: A rule", "titel: A rule"),
    "demo/y.plan.yaml": "a: [",
    "profiles/demo.yaml": profile({ revisoin: 1 }),
  });
  assert.deepEqual(found.map(({ code, file }) => `${code} ${file}`).sort(), [
    "UNKNOWN_KEY demo/x.plan.yaml",
    "UNKNOWN_KEY profiles/demo.yaml",
    "YAML_SYNTAX demo/y.plan.yaml",
  ]);
});

test("an alias bomb is refused, not expanded", (t) => {
  const bomb = [
    "a: &a [x,x,x,x,x,x,x,x]",
    ..."bcdefgh".split("").map((name, at) => `${name}: &${name} [${Array(8).fill(`*${"abcdefg"[at]}`).join(",")}]`),
  ].join("\n");
  const [found] = suiteProblems(t, { "demo/x.plan.yaml": bomb });
  assert.equal(found?.code, "YAML_SYNTAX");
  assert.equal(found?.file, "demo/x.plan.yaml");
});

test("a suite folder that does not exist is refused", () => {
  assert.equal(problems("", () => loadSuite({ folder: "/nowhere/at/all" }))[0]?.code, "FILE_NOT_FOUND");
});

const PROVIDER = providerFile("https://as.example.com");
const DESCRIPTION = `provider: p
name: P
issuer: "\${env:ISSUER}"
clients:
  - { name: app, client_id: "\${env:APP_ID}", client_secret: "\${secret:APP_SECRET}" }
  - { name: spa, client_id: spa }
users:
  - { username: joe, password: "\${secret:PASSWORD}", nickname: Joe }
`;
const VARIABLES = { ISSUER: "https://as.example.com", APP_ID: "app-1", APP_SECRET: "s3cr3t-1", PASSWORD: "pa55word" };

const BROKEN_PROVIDERS: [what: string, file: string | Json, expected: Partial<Problem>][] = [
  ["broken YAML", "a: [", { code: "YAML_SYNTAX", file: "p.yaml", line: 1 }],
  ["an unknown key", { ...PROVIDER, isuer: "x" }, { code: "UNKNOWN_KEY", hint: 'did you mean "issuer"?' }],
  [
    "an unknown key in network",
    { ...PROVIDER, network: { timeot: 1 } },
    { code: "UNKNOWN_KEY", hint: 'did you mean "timeout"?' },
  ],
  [
    "a wrong type",
    { ...PROVIDER, discovery: "rfc8414" },
    { code: "FORMAT", message: '"discovery" must be equal to one of the allowed values: openid, oauth, smart, none' },
  ],
  ["no clients", { ...PROVIDER, clients: [] }, { code: "FORMAT" }],
  ["an issuer that is no URL", { ...PROVIDER, issuer: "as.example.com" }, { code: "FORMAT", file: "p.yaml" }],
  ["an issuer of another scheme", { ...PROVIDER, issuer: "ftp://as.example.com" }, { code: "FORMAT" }],
  ["an endpoint that cannot be a URL", { ...PROVIDER, endpoints: { token: "https://[" } }, { code: "FORMAT" }],
  ["a resource that cannot be a URL", { ...PROVIDER, resource: { url: "https://[" } }, { code: "FORMAT" }],
  [
    "keys in a file that is not there",
    { ...PROVIDER, clients: [{ client_id: "a", jwks: "gone.json" }] },
    { code: "FILE_NOT_FOUND", file: "p.yaml" },
  ],
  [
    "keys that are no JSON",
    { ...PROVIDER, clients: [{ client_id: "a", jwks: "{ not json" }] },
    { code: "FORMAT", file: "p.yaml" },
  ],
];
for (const [what, file, expected] of BROKEN_PROVIDERS)
  test(`a provider file with ${what} is refused`, (t) => {
    const found = providerProblems(t, file);
    assert.deepEqual({ ...found[0], ...expected }, found[0], JSON.stringify(found));
    assert.equal(found.length, 1, JSON.stringify(found));
  });

test("an unset variable of the whole run is refused, with its place", (t) => {
  const { ISSUER: _, ...rest } = VARIABLES;
  assert.deepEqual(providerProblems(t, DESCRIPTION, rest), [
    {
      code: "VARIABLE_NOT_SET",
      message: 'variable "ISSUER" is not set, and the whole run needs it',
      file: "p.yaml",
      line: 3,
      column: 10,
      hint: "set it in the environment, or in a file given with --secrets",
    },
  ]);
  assert.equal(
    providerProblems(t, DESCRIPTION, { ...rest, ISSUER: "" })[0]?.code,
    "VARIABLE_NOT_SET",
    "empty is not set",
  );
});

const DEFAULTED: [what: string, variables: Record<string, string>, ca: string | undefined][] = [
  ["set", { CA: "ca.pem" }, "ca.pem"],
  ["empty", { CA: "" }, undefined],
  ["not set", {}, undefined],
];
for (const [what, variables, ca] of DEFAULTED)
  test(`a variable with an empty default that is ${what} gives ${ca ?? "no setting"}`, (t) => {
    const folder = temporaryFolder(t);
    const network = { ca: "${env:CA:-}", headers: { x: "${env:X:-otherwise}" } };
    writeFiles(folder, { "p.yaml": JSON.stringify({ ...PROVIDER, network }) });
    const provider = loadProvider(join(folder, "p.yaml"), { ...VARIABLES, ...variables });
    assert.equal(provider.network.ca, ca);
    assert.deepEqual(provider.network.headers, { x: "otherwise" });
  });

test("the rate may be a variable; one that is no number of requests is refused where it stands", (t) => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { "p.yaml": JSON.stringify({ ...PROVIDER, network: { rate: "${env:RATE:-}" } }) });
  const rate = (RATE: string): number | undefined =>
    loadProvider(join(folder, "p.yaml"), { ...VARIABLES, RATE }).network.rate;
  assert.deepEqual([rate(""), rate("0"), rate("2.5")], [undefined, 0, 2.5]);
  for (const wrong of ["fast", "-1"])
    assert.throws(() => rate(wrong), /"network\.rate" expected requests a second.*got/);
});

test("an unset variable of one client or user is kept with it", (t) => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { "p.yaml": DESCRIPTION });
  const provider = loadProvider(join(folder, "p.yaml"), { ISSUER: VARIABLES.ISSUER, APP_ID: "app-1" });
  assert.deepEqual(
    provider.clients.map((client) => client.missing),
    [["APP_SECRET"], []],
  );
  assert.deepEqual(
    provider.users.map((user) => user.missing),
    [["PASSWORD"]],
  );
});

test("a provider file is read with its variables, its defaults and all that is secret in it", (t) => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { "p.yaml": DESCRIPTION });
  const provider = loadProvider(join(folder, "p.yaml"), VARIABLES);
  const [app, spa] = provider.clients;
  assert.equal(provider.issuer, VARIABLES.ISSUER);
  assert.deepEqual(
    [app?.client_id, app?.client_secret, app?.token_endpoint_auth_method],
    ["app-1", "s3cr3t-1", "client_secret_basic"],
  );
  assert.deepEqual([spa?.name, spa?.token_endpoint_auth_method, spa?.grants], ["spa", "none", ["authorization_code"]]);
  assert.equal(provider.users[0]?.["nickname"], "Joe");
  assert.deepEqual(provider.profiles, ["oauth2"]);
  assert.deepEqual(provider.secrets.toSorted(), ["pa55word", "s3cr3t-1"]);
});

test("a provider is found by path or by name, else guessed", (t) => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { "p.yaml": DESCRIPTION });
  assert.equal(findProvider(join(folder, "p.yaml")), join(folder, "p.yaml"));
  assert.match(findProvider("reference"), /providers\/reference\.yaml$/);
  const [found] = problems("", () => findProvider("refrence"));
  assert.deepEqual([found?.code, found?.hint], ["PROVIDER_NOT_FOUND", 'did you mean "reference"?']);
});

test("a secrets file has lines of KEY=value, with comments, quotes and export", (t) => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { s: "# comment\nA=1\n export B = \"two words\" \r\nC='x=y'\nnot a line\nD=\n" });
  assert.deepEqual(readSecretsFile(join(folder, "s")), { A: "1", B: "two words", C: "x=y", D: "" });
  assert.equal(problems("", () => readSecretsFile(join(folder, "gone")))[0]?.code, "FILE_NOT_FOUND");
});

test("certificates are looked for beside the provider file, wherever the command runs", (t) => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { "sub/p.yaml": providerFile("http://127.0.0.1:1") });
  assert.equal(loadProvider(join(folder, "sub", "p.yaml"), VARIABLES).folder, join(folder, "sub"));
});

test("a misspelt matcher is found in conditions and tolerances too", (t) => {
  const steps: Members[] = [
    { token: "client_credentials", as: "first" },
    {
      token: "client_credentials",
      given: { first: { statuss: 200 } },
      expect: [{ cite: "demo-1-must", status: 200, tolerate: { reason: "it is said so in section 1", bodyy: {} } }],
    },
  ];
  const folder = suiteFolder(t, { "demo/x.plan.yaml": plan([check("demo-a", steps)]) });
  assert.throws(
    () => loadSuite({ folder }),
    (error) => error instanceof AssayError && /"statuss"[^]*"bodyy"/.test(error.message),
  );
});

test("the parsed form that a build leaves says the same as the text, values and places", () => {
  writeParsedYaml();
  for (const [file, source] of loadSuite().sources) {
    const text = readFileSync(join(PACKAGE_ROOT, file), "utf8");
    const parsed = parsedYaml(text);
    assert.ok(parsed, file);
    const whole = parseYaml(text, file);
    assert.deepEqual(parsed.value, whole.value, file);
    const checks = (whole.value as { checks?: unknown[] }).checks ?? [];
    for (const index of checks.keys())
      assert.deepEqual(source.position(["checks", index, "id"]), whole.position(["checks", index, "id"]), file);
    assert.deepEqual(source.position(["nothing", "there"]), whole.position(["nothing", "there"]), file);
  }
  assert.equal(parsedYaml("plan: changed\n"), undefined, "a text that changed is parsed anew");
});
