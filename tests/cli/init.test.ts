import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, mock, test } from "node:test";
import { command as init } from "../../cli/init.js";
import {
  type Json,
  type Members,
  type Provider,
  PACKAGE_ROOT,
  findProvider,
  lintFile,
  loadProvider,
  loadSuite,
  readYaml,
} from "../../engine/index.js";
import { serveLoopback } from "../../targets/network/loopback-server.js";
import { type Fault, type Target, startReference } from "../../targets/reference.js";
import { ALICE, CALLBACK, channel } from "../front-channel/support.js";
import { STACK, assay } from "../support/cli.js";
import { outcomes, runAll } from "../support/run.js";
import { temporaryFolder, writeFiles } from "../support/suite.js";
import { refusal } from "./capture.js";

const suite = loadSuite();

interface Written {
  file: string;
  text: string;
  value: Members;
  code: number;
  /** What was said, warnings too. */
  said: string;
}

/** Runs `assay init` and keeps what it says; not through standard output itself, where test results go. */
async function told(...args: string[]): Promise<{ code: number; said: string }> {
  let said = "";
  const keep = (text: string): void => void (said += `${text}\n`);
  const mocks = [mock.method(console, "error", keep), mock.method(console, "log", keep)];
  const code = await init.run(args).finally(() => mocks.forEach((one) => one.mock.restore()));
  return { code, said };
}

/** A file that `assay init` wrote for NAME acme, in a folder of its own; lint has nothing to say of it. */
async function written(t: TestContext, issuer: string): Promise<Written> {
  const file = join(temporaryFolder(t), "acme.yaml");
  const done = await told(issuer, "--name", "acme", "--out", file);
  assert.deepEqual(lintFile(file, suite).problems, []);
  return { file, text: readFileSync(file, "utf8"), value: readYaml(file).value as Members, ...done };
}

async function reference(t: TestContext, ...faults: Fault[]): Promise<Target> {
  const target = await startReference({ faults });
  t.after(target.stop);
  return target;
}

/** What a person fills in: the variables of the file, from those of the embedded server. */
function filled({ env }: Target): Record<string, string> {
  const variables: Record<string, string> = {
    ACME_USER: env["ASSAY_REFERENCE_USER"] ?? "",
    ACME_PASSWORD: env["ASSAY_REFERENCE_PASSWORD"] ?? "",
  };
  for (const [name, value] of Object.entries(env)) {
    const own = /^ASSAY_REFERENCE_(\w+)_(ID|SECRET)$/.exec(name);
    if (own) variables[`ACME_${own[1] === "CONFIDENTIAL" ? "" : `${own[1]}_`}CLIENT_${own[2]}`] = value;
  }
  return variables;
}

/** A server that has these JSON documents and nothing else. */
async function documents(t: TestContext, at: Record<string, Json>): Promise<string> {
  const server = await serveLoopback((request, response) => {
    const found = at[request.url ?? ""];
    response
      .writeHead(found === undefined ? 404 : 200, { "content-type": "application/json" })
      .end(JSON.stringify(found ?? {}));
  });
  t.after(server.close);
  return server.url;
}

/** Filled in by `documents`, which knows its own address only afterwards. */
const endpoints = (url = "https://as.example.com"): Members => ({
  issuer: url,
  authorization_endpoint: `${url}/authorize`,
  token_endpoint: `${url}/token`,
});

const CHECKS = [
  "rfc6749-token-response-*",
  "rfc6749-authorization-response*",
  "rfc6749-authorization-denied",
  "rfc6749-code-replay",
  "rfc6749-code-of-other-client*",
  "rfc6749-code-parameter-missing*",
  "rfc6749-client-credentials-wrong-secret",
  "rfc7009-get",
  "rfc7009-unknown*",
  "rfc7636-verifier-wrong*",
  "rfc8628-polling-approved",
  "rfc8628-polling-denied",
  "rfc9700-login-redirect",
];

test("with secrets filled in, a run with the file judges as one with the package's own file", async (t) => {
  const target = await reference(t);
  const { file, text, code } = await written(t, target.issuer);
  assert.equal(code, 0);
  const options = { suite, profiles: ["oauth2", "oauth2-bcp"], checks: CHECKS };
  const mine = await runAll({ ...options, provider: loadProvider(file, filled(target)) });
  const own = loadProvider(findProvider("reference"), target.env);
  assert.deepEqual(outcomes(mine.report.checks), outcomes((await runAll({ ...options, provider: own })).report.checks));
  assert.ok(mine.report.checks.filter(({ outcome }) => outcome === "pass").length > 30);
  assert.equal(readFileSync(file, "utf8"), text);
});

test("variables that are not set block what needs them, and nothing else", async (t) => {
  const target = await reference(t);
  const { file } = await written(t, target.issuer);
  const { ACME_CLIENT_ID = "", ACME_CLIENT_SECRET = "", ACME_USER = "", ACME_PASSWORD = "" } = filled(target);
  const provider = loadProvider(file, { ACME_CLIENT_ID, ACME_CLIENT_SECRET, ACME_USER, ACME_PASSWORD });
  const { check } = await runAll({ suite, provider, checks: ["rfc6749-code-replay", "rfc6749-client-credentials-*"] });
  assert.equal(check("rfc6749-code-replay").outcome, "pass");
  const [verdict] = check("rfc6749-client-credentials-wrong-secret").verdicts;
  assert.match(verdict?.reason ?? "", /"ACME_SERVICE_CLIENT_ID", "ACME_SERVICE_CLIENT_SECRET" of client/);
});

for (const style of ["two-step", "reworded", "same-place"] as const)
  test(`the page rules fit ${style} pages, for consent and for refusal`, async (t) => {
    const fault = { fault: style, do: [{ at: "page", pages: style }] } as unknown as Fault;
    const target = await reference(t, fault);
    const { file } = await written(t, target.issuer);
    const checks = ["rfc6749-code-replay", "rfc6749-authorization-denied"];
    const { report } = await runAll({ suite, provider: loadProvider(file, filled(target)), checks });
    assert.deepEqual(
      report.checks.map(({ id, outcome }) => [id, outcome]),
      [
        ["rfc6749-authorization-denied", "pass"],
        ["rfc6749-code-replay", "pass"],
      ],
    );
  });

const LOGINS: [name: string, form: string][] = [
  [
    "user name and password, button as an input",
    `<form method="get" action="/find"><input name="q"><button>Find</button></form><form method="post"><input id="username" name="username" type="text" autofocus>
     <input type="password" name="password"><input type="checkbox" name="rememberMe"><input type="hidden" name="credentialId"><input name="login" type="submit" value="Sign In"></form>`,
  ],
  [
    "e-mail and a password of another name",
    `<form method="post" novalidate><input type="email" name="session[email]" autocomplete="email username"><input type="password" name="session[pass]"><button>Anmelden</button></form>`,
  ],
];
for (const [name, form] of LOGINS)
  for (const driver of ["http", "browser"] as const)
    test(`the page rules fit a login with ${name} (${driver})`, async (t) => {
      const sent: string[] = [];
      const server = await serveLoopback((request, response) => {
        let body = "";
        request.on("data", (chunk) => (body += chunk));
        request.on("end", () => {
          if (request.method === "POST") sent.push(decodeURIComponent(body));
          const ask = `<p>Do you grant these access privileges?</p><form method="post" action="/consent"><input type="submit" name="cancel" value="No"><input type="submit" name="accept" value="Yes"></form>`;
          if (request.url?.startsWith("/consent"))
            response
              .writeHead(302, { location: `${CALLBACK}?${body.includes("accept") ? "code=1" : "error=no"}` })
              .end();
          else
            response
              .writeHead(200, { "content-type": "text/html" })
              .end(`<title>Log in</title>${request.method === "POST" ? ask : form}`);
        });
      });
      t.after(server.close);
      const { file } = await written(t, server.url);
      const { pages } = loadProvider(file, {});
      const opened = channel(t, { pages, driver });
      const request = { method: "GET", url: `${server.url}/authorize?client_id=a`, headers: {} };
      const how = { redirectUris: [CALLBACK], user: ALICE };
      const allowed = await opened.drive(request, { ...how, session: opened.newSession(), act: "approve" });
      assert.deepEqual(allowed.result.acted, ["login", "consent"], allowed.stuck?.because);
      assert.equal(allowed.result.redirect?.["code"], "1");
      assert.match(sent[0] ?? "", /=alice&.*=secret/);
      const denied = await opened.drive(request, { ...how, session: opened.newSession(), act: "deny" });
      assert.equal(denied.result.redirect?.["error"], "no");
    });

const VARIANTS = readYaml(join(PACKAGE_ROOT, "targets", "variants", "deployment.yaml")).value as unknown as (Fault & {
  variant: string;
})[];
const variant = (name: string): Fault =>
  ({ do: [], ...VARIANTS.find((one) => one.variant === name) }) as unknown as Fault;

async function passes(target: Target, file: string): Promise<void> {
  const provider = loadProvider(file, filled(target));
  const { check } = await runAll({ suite, provider, checks: ["rfc6749-code-replay"] });
  assert.equal(check("rfc6749-code-replay").outcome, "pass", JSON.stringify(check("rfc6749-code-replay").verdicts));
}

test("an issuer with a path is found, by itself and by the address of its metadata", async (t) => {
  const target = await reference(t, variant("issuer-with-path"));
  const { origin } = new URL(target.issuer);
  const inserted = `${origin}/.well-known/oauth-authorization-server/tenant-1`;
  for (const given of [
    target.issuer,
    `${target.issuer}/`,
    inserted,
    `${target.issuer}/.well-known/openid-configuration`,
  ]) {
    const { value, text } = await written(t, given);
    assert.deepEqual([value["issuer"], value["discovery"]], [`${origin}/tenant-1`, "oauth"], given);
    assert.ok(text.includes(`# found at ${inserted}\n`));
  }
  await passes(target, (await written(t, target.issuer)).file);
});

test("the issuer is written as the server states it, with its slash or without", async (t) => {
  const target = await reference(t, variant("issuer-with-trailing-slash"));
  for (const given of [target.issuer, target.issuer.replace(/\/$/, "")])
    assert.equal((await written(t, given)).value["issuer"], target.issuer);
  assert.match(target.issuer, /\/$/);
});

test("metadata of OpenID Connect alone are enough", async (t) => {
  const target = await reference(t, variant("metadata-at-openid-location"));
  const { file, value, said } = await written(t, target.issuer);
  assert.equal(value["discovery"], "openid");
  assert.match(said, /^no {4}oauth .*: status 404\nfound openid/m);
  await passes(target, file);
});

test("a server without metadata gets a file all the same, a warning, and endpoints to fill in", async (t) => {
  const target = await reference(t, variant("metadata-nowhere"));
  const { file, text, value, code, said } = await written(t, target.issuer);
  assert.equal(code, 0);
  assert.match(said, /^warning: "http:\S+" has no metadata: name its endpoints in/m);
  assert.equal(value["discovery"], "none");
  assert.deepEqual(
    (value["clients"] as Members[]).map(({ name }) => name),
    ["confidential", "other", "public", "native"],
  );
  const edited = text
    .replace("# endpoints:\n#   authorization: /authorization\n", "endpoints:\n  authorization: /auth\n")
    .replace("#   token: /token", "  token: /token")
    .replace("# supports:", "supports:")
    .replace(
      /^ {2}# (- name: service\n(?: {2}# {3}.*\n)+)/m,
      (_, lines: string) => `  ${lines.replaceAll("  #   ", "    ")}`,
    );
  writeFileSync(file, edited);
  assert.deepEqual(lintFile(file, suite).problems, []);
  assert.ok((readYaml(file).value as { clients: Members[] }).clients.some(({ name }) => name === "service"));
  await passes(target, file);
});

test("a FHIR base is looked at for its smart-configuration", async (t) => {
  const url = await documents(t, {
    "/r4/.well-known/smart-configuration": { ...endpoints(), capabilities: ["launch-standalone"] },
  });
  for (const given of [`${url}/r4`, `${url}/r4/`, `${url}/r4/.well-known/smart-configuration`]) {
    const { value, text, said } = await written(t, given);
    assert.equal(value["discovery"], "smart");
    assert.equal(String(value["issuer"]).replace(/\/$/, ""), `${url}/r4`);
    assert.match(text, /^# A smart-configuration was found/m);
    assert.match(said, /warning: the metadata are of another issuer, "https:\/\/as\.example\.com"/);
  }
});

test("metadata where only some servers have them give endpoints that are written down", async (t) => {
  const url = await documents(t, { "/t1/.well-known/oauth-authorization-server": endpoints() });
  const { value } = await written(t, `${url}/t1`);
  assert.equal(value["discovery"], "none");
  assert.deepEqual(value["endpoints"], {
    authorization: "https://as.example.com/authorize",
    token: "https://as.example.com/token",
  });
});

test("clients, scopes and grants are those that the metadata name", async (t) => {
  const url = await documents(t, {
    "/.well-known/oauth-authorization-server": {
      ...endpoints(),
      introspection_endpoint: "https://as.example.com/introspect",
      grant_types_supported: ["client_credentials", "authorization_code"],
      token_endpoint_auth_methods_supported: ["private_key_jwt"],
      scopes_supported: ["openid", "launch", "user/*.read", "orders:read", "orders:write"],
    },
  });
  const { value, text } = await written(t, url);
  const clients = value["clients"] as Members[];
  assert.deepEqual(
    clients.map(({ name, token_endpoint_auth_method, jwks }) => [name, token_endpoint_auth_method, jwks]),
    [
      ["confidential", "private_key_jwt", "${secret:ACME_JWKS}"],
      ["other", "private_key_jwt", "${secret:ACME_OTHER_JWKS}"],
      ["service", "private_key_jwt", "${secret:ACME_SERVICE_JWKS}"],
      ["resource_server", "private_key_jwt", "${secret:ACME_RESOURCE_SERVER_JWKS}"],
    ],
  );
  assert.equal(value["scope"], "orders:read");
  assert.match(text, /^# second_scope: "orders:write"$/m);
});

const INJECTION = 'x\n- name: evil\nissuer: "https://evil.example"\n#\u2028\u0085\r${secret:HOME}: {"\u001b[31m';
const HOSTILE: [name: string, metadata: (issuer: string) => Members][] = [
  ["texts with line breaks, quotes and variables", () => hostileEverywhere(INJECTION)],
  ["variables alone", () => hostileEverywhere("${env:HOME}${secret:ACME_PASSWORD}")],
  ["huge lists and texts", () => hostileEverywhere("s".repeat(50_000), 20_000)],
  ["numbers, maps and lists in the place of texts", () => ({ ...endpoints(), ...wrongTypes() })],
  ["an issuer of many lines", (issuer) => ({ ...endpoints(), issuer: `${issuer}\nclients: []` })],
  ["lone surrogates", () => hostileEverywhere("\ud800 \udfff")],
];

function hostileEverywhere(text: string, times = 3): Members {
  const list = Array.from({ length: times }, (_, index) => (times > 100 ? `${text.slice(0, 90)}${index}` : text));
  return {
    issuer: text,
    authorization_endpoint: `https://as.example.com/${text}`,
    token_endpoint: `https://as.example.com/?${text}`,
    introspection_endpoint: text,
    [text.slice(0, 1000)]: text,
    scopes_supported: list,
    grant_types_supported: [...list, "authorization_code"],
    token_endpoint_auth_methods_supported: list,
    code_challenge_methods_supported: list,
  };
}

function wrongTypes(): Members {
  return {
    issuer: 7,
    scopes_supported: [1, { a: 2 }, null, ["x"]],
    grant_types_supported: "authorization_code",
    token_endpoint_auth_methods_supported: { none: true },
    introspection_endpoint: ["x"],
  };
}

const KEYS = ["provider", "name", "issuer", "discovery", "profiles", "scope", "clients", "users", "pages"];
const OWN_VARIABLE = /^\$\{(?:env|secret):ACME_[A-Z_]+(?::-)?\}$|^\$\{user\.(?:username|password)\}$/;

for (const [name, metadata] of HOSTILE)
  for (const path of ["/.well-known/oauth-authorization-server", "/t1/.well-known/oauth-authorization-server"])
    test(`hostile metadata put nothing into the file: ${name}, at ${path}`, async (t) => {
      const at: Record<string, Json> = {};
      const url = await documents(t, at);
      const issuer = path.startsWith("/t1") ? `${url}/t1` : url;
      at[path] = metadata(issuer);
      const { file, text, value, said } = await written(t, issuer);
      assert.equal(value["issuer"], issuer);
      assert.deepEqual(
        Object.keys(value).filter((key) => ![...KEYS, "endpoints", "supports"].includes(key)),
        [],
      );
      for (const client of value["clients"] as Members[])
        assert.match(String(client["name"]), /^(?:confidential|other|public|native|resource_server)$/);
      for (const [variable] of text.replaceAll(/^\s*#.*$/gm, "").matchAll(/\$\{[^}]*\}?/g))
        assert.match(variable, OWN_VARIABLE);
      assert.ok(text.length < 15_000, String(text.length));
      assert.match(text, /^[\n -~]*$/);
      assert.match(said, /^[\n -~]*$/);
      const provider: Provider = loadProvider(file, { HOME: "leaked", ACME_PASSWORD: "leaked" });
      const { users: _, secrets: __, ...rest } = provider;
      assert.doesNotMatch(JSON.stringify(rest), /leaked|evil/);
    });

test("a file that is there is kept, unless --force says otherwise", async (t) => {
  const url = await documents(t, {});
  const folder = temporaryFolder(t);
  const file = join(folder, "mine.yaml");
  writeFiles(folder, { "mine.yaml": "mine" });
  const { code, message } = await refusal(init, url, "--out", file);
  assert.equal(code, "USAGE");
  assert.match(message, /mine\.yaml" is there already\n {2}hint: .*--force/);
  assert.equal(readFileSync(file, "utf8"), "mine");
  assert.equal((await told(url, "--out", file, "--force")).code, 0);
  assert.match(readFileSync(file, "utf8"), /^# yaml-language-server: \$schema=\S+provider\.schema\.json\n/);
});

const REFUSED: [args: string[], said: RegExp][] = [
  [[], /takes one issuer, not 0/],
  [["as.example.com"], /"as\.example\.com" is no issuer.*\n {2}hint: did you mean "https:\/\/as\.example\.com"/],
  [["ftp://as.example.com"], /expected an http or https URL/],
  [["https://as.example.com/?tenant=1"], /it has a query or a fragment/],
  [["https://me:pw@as.example.com"], /it holds a user name/],
  [["https://as.example.com", "--name", "A b"], /"--name" takes small letters/],
  [["https://as.example.com", "--out", "x.json"], /"--out" takes a file that ends with \.yaml/],
  [["https://as.example.com", "--ca", "gone.pem"], /FILE_NOT_FOUND .*gone\.pem/],
];
for (const [args, said] of REFUSED)
  test(`"assay init ${args.join(" ")}" is refused before anything is sent`, async () => {
    assert.match((await refusal(init, ...args)).message, said);
  });

test("a server that does not answer is exit code 2, and no file", async (t) => {
  const server = await serveLoopback(() => undefined);
  await server.close();
  const cwd = temporaryFolder(t);
  const { code, all } = await assay(["init", server.url], { cwd });
  assert.equal(code, 2);
  assert.match(all, /^UNREACHABLE "http:\S+" does not answer: .*\n {2}hint: is the server running/m);
  assert.doesNotMatch(all, STACK);
  assert.throws(() => readFileSync(join(cwd, "providers", "127.0.0.1.yaml")));
});

test("a private authority is asked for, and goes into the file", async (t) => {
  const target = await startReference({ tls: true });
  t.after(target.stop);
  const { code, message } = await refusal(init, target.issuer, "--out", join(temporaryFolder(t), "x.yaml"));
  assert.equal(code, "UNREACHABLE");
  assert.match(message, /hint: name the PEM file of its certificate authority with --ca/);
  const cwd = temporaryFolder(t);
  mkdirSync(join(cwd, "certificates"));
  writeFileSync(join(cwd, "certificates", "ca.pem"), target.ca ?? "");
  const done = await assay(["init", target.issuer, "--name", "acme", "--ca", "certificates/ca.pem"], { cwd });
  assert.equal(done.code, 0, done.all);
  assert.match(done.stdout, /wrote providers\/acme\.yaml\n[^]*assay run acme/);
  const file = join(cwd, "providers", "acme.yaml");
  assert.equal((readYaml(file).value as { network: Members }).network["ca"], "../certificates/ca.pem");
  await passes(target, file);
});
