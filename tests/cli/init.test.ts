import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { command as init } from "../../cli/init.js";
import { type Json, type Members, PACKAGE_ROOT, findProvider, loadProvider, readYaml } from "../../engine/index.js";
import { serveLoopback } from "../../targets/network/loopback-server.js";
import { type Fault, startReference } from "../../targets/reference.js";
import { STACK, assay } from "../support/cli.js";
import { outcomes, runAll } from "../support/run.js";
import { temporaryFolder, writeFiles } from "../support/suite.js";
import { refusal } from "./capture.js";
import { ENDPOINTS, documents, endpoints, filled, passes, reference, suite, told, written } from "./init-support.js";

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
  const passed = Object.values(outcomes(mine.report.checks)).filter((outcome) => outcome === "pass");
  assert.ok(passed.length > 40, String(passed.length));
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

const VARIANTS = readYaml(join(PACKAGE_ROOT, "targets", "variants", "deployment.yaml")).value as unknown as (Fault & {
  variant: string;
})[];
const variant = (name: string): Fault =>
  ({ do: [], ...VARIANTS.find((one) => one.variant === name) }) as unknown as Fault;

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

test("a server without metadata gets a file all the same, a warning, and variables for its endpoints", async (t) => {
  const target = await reference(t, variant("metadata-nowhere"));
  const { file, value, code, said } = await written(t, target.issuer);
  assert.equal(code, 0);
  assert.match(
    said,
    /^warning: "http:\S+" has no metadata: name its endpoints by the variables that end in _ENDPOINT$/m,
  );
  assert.match(said, /^ {2}ACME_TOKEN_ENDPOINT=$/m);
  assert.match(said, /^ {2}ACME_REVOCATION_ENDPOINT$/m);
  assert.equal(value["discovery"], "none");
  assert.deepEqual(
    (value["clients"] as Members[]).map(({ name }) => name),
    ["confidential", "other", "public", "native", "service", "device", "resource_server"],
  );
  assert.throws(() => loadProvider(file, filled(target)), /"ACME_AUTHORIZATION_ENDPOINT"[^]*"ACME_TOKEN_ENDPOINT"/);
  await passes(target, file, ENDPOINTS);
});

test("what cannot be known of a server is a variable, of which one may stand for several entries", async (t) => {
  const url = await documents(t, {});
  const { file } = await written(t, url);
  const plain = loadProvider(file, ENDPOINTS);
  const [confidential] = plain.clients;
  assert.deepEqual(confidential?.redirect_uris, [
    "https://app.example.com/cb",
    "https://app.example.com/cb?tenant=1&mode=a",
  ]);
  assert.deepEqual([confidential.grants, plain.supports, plain.lacks], [["authorization_code"], [], []]);
  assert.deepEqual([plain.scope, plain.second_scope, plain.resource], [undefined, undefined, undefined]);
  assert.deepEqual(plain.endpoints, { authorization: "/auth", token: "/token" });
  const provider = loadProvider(file, {
    ...ENDPOINTS,
    ACME_REDIRECT_URIS: "https://mine.example.com/cb",
    ACME_GRANTS: "authorization_code refresh_token",
    ACME_SUPPORTS: "feature:pkce feature:iss",
    ACME_SERVICE_SCOPE: "system",
    ACME_RESOURCE_URL: "/api/me",
    ACME_REVOCATION_ENDPOINT: "/revoke",
  });
  const [mine] = provider.clients;
  assert.deepEqual(mine?.redirect_uris, ["https://mine.example.com/cb"]);
  assert.deepEqual(mine.grants, ["authorization_code", "refresh_token"]);
  assert.deepEqual(provider.supports, ["feature:pkce", "feature:iss"]);
  assert.equal(provider.clients.find(({ name }) => name === "service")?.scope, "system");
  assert.deepEqual([provider.resource?.url, provider.endpoints["revocation"]], ["/api/me", "/revoke"]);
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
      scopes_supported: ["launch", "user/*.read", "orders:read", "orders:write"],
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
  assert.equal(value["scope"], "${env:ACME_SCOPE:-orders:read}");
  assert.match(text, /^# Another scope .*, such as orders:write:$/m);
});

test("an OpenID provider is asked for what its userinfo endpoint and its refresh tokens need; a service for its own scope", async (t) => {
  const url = await documents(t, {
    "/.well-known/openid-configuration": {
      ...endpoints(),
      userinfo_endpoint: "https://as.example.com/userinfo",
      grant_types_supported: ["authorization_code", "client_credentials", "refresh_token", "implicit"],
      scopes_supported: ["acr", "email", "offline_access", "openid", "profile"],
    },
  });
  const { value } = await written(t, url);
  assert.equal(value["scope"], "${env:ACME_SCOPE:-openid offline_access}");
  const authorization = { prompt: "${env:ACME_PROMPT:-consent}" };
  assert.deepEqual(value["grants"], { authorization_code: { authorization } });
  assert.equal(value["second_scope"], "${env:ACME_SECOND_SCOPE:-email}");
  assert.deepEqual(value["resource"], { url: "${env:ACME_RESOURCE_URL:-https://as.example.com/userinfo}" });
  const scopeOf = (client: string) => (value["clients"] as Members[]).find(({ name }) => name === client)?.["scope"];
  assert.equal(scopeOf("service"), "${env:ACME_SERVICE_SCOPE:-openid}");
  assert.equal(scopeOf("implicit"), "${env:ACME_IMPLICIT_SCOPE:-openid profile}");
});

test("prompt=consent goes with offline_access only, and not where the server lists other prompts", async (t) => {
  const servers: Members[] = [
    { scopes_supported: ["openid", "profile"] },
    { scopes_supported: ["openid", "offline_access"], prompt_values_supported: ["none", "login"] },
  ];
  for (const members of servers) {
    const url = await documents(t, { "/.well-known/openid-configuration": { ...endpoints(), ...members } });
    const { value } = await written(t, url);
    assert.equal(value["grants"], undefined);
  }
});

test("what the OAuth metadata leave out, the OpenID metadata of the same issuer tell", async (t) => {
  const at: Record<string, Json> = { "/.well-known/oauth-authorization-server": endpoints() };
  const url = await documents(t, at);
  at["/.well-known/oauth-authorization-server"] = { ...endpoints(), issuer: url };
  const openid = { scopes_supported: ["openid"], userinfo_endpoint: "https://as.example.com/userinfo" };
  at["/.well-known/openid-configuration"] = { ...endpoints(), ...openid, issuer: url };
  const { value } = await written(t, url);
  assert.equal(value["discovery"], "oauth");
  assert.equal(value["scope"], "${env:ACME_SCOPE:-openid}");
  assert.deepEqual(value["resource"], { url: "${env:ACME_RESOURCE_URL:-https://as.example.com/userinfo}" });
  at["/.well-known/openid-configuration"] = { ...endpoints(), ...openid, issuer: "https://other.example.com" };
  assert.equal((await written(t, url)).value["scope"], "${env:ACME_SCOPE:-}");
});

test("public clients are described where PKCE is offered, though no list names them; a device is none on that ground", async (t) => {
  const url = await documents(t, {
    "/.well-known/oauth-authorization-server": {
      ...endpoints(),
      grant_types_supported: ["authorization_code"],
      device_authorization_endpoint: "https://as.example.com/device",
      token_endpoint_auth_methods_supported: ["client_secret_basic"],
      code_challenge_methods_supported: ["S256"],
    },
  });
  const clients = (await written(t, url)).value["clients"] as Members[];
  assert.deepEqual(
    clients.map(({ name, token_endpoint_auth_method }) => [name, token_endpoint_auth_method]),
    [
      ["confidential", "client_secret_basic"],
      ["other", "client_secret_basic"],
      ["public", "none"],
      ["native", "none"],
      ["device", "client_secret_basic"],
    ],
  );
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
