// How a wrong setting of the network, the clock or the client's method is told from the others.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { type IncomingMessage, type ServerResponse, request as send } from "node:http";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { makeAuthority } from "../../targets/network/certificates.js";
import { startProxy } from "../../targets/network/forwarding-proxy.js";
import { readBody, serveLoopback } from "../../targets/network/loopback-server.js";
import { type Target, startReference } from "../../targets/reference.js";
import { type Reply, authorizationServer, metadata, SECRET_OF } from "../support/authorization-server.js";
import { temporaryFolder } from "../support/suite.js";
import { type Diagnosis, type File, diagnose, rightFile } from "./doctor-support.js";

async function secured(t: TestContext, tls: NonNullable<Parameters<typeof startReference>[0]>["tls"]): Promise<Target> {
  const target = await startReference({ tls });
  t.after(target.stop);
  return target;
}

/** A file that says nothing but where the server is. */
const file = (issuer: string, network: object = {}, more: object = {}): object => ({
  provider: "mine",
  name: "Mine",
  issuer,
  clients: [
    { client_id: "service", client_secret: SECRET_OF["service"], grants: ["client_credentials"], name: "service" },
  ],
  network,
  ...more,
});

function accuses({ accused, wrong, findings, out }: Diagnosis, subject: string, key: string, says: RegExp): void {
  assert.deepEqual([wrong?.subject, accused], [subject, [key]], out);
  assert.match(`${wrong.message} ${wrong.hint ?? ""}`, says);
  const rest = findings.slice(findings.indexOf(wrong) + 1);
  assert.deepEqual(
    [...new Set(rest.map(({ ok }) => ok))],
    ["not tried"],
    "nothing is tried of a server that is not found",
  );
}

test("a host that does not exist", async (t) => {
  const diagnosis = await diagnose(t, file("http://as.nowhere.invalid"), {});
  accuses(diagnosis, "network", "issuer", /"as\.nowhere\.invalid" does not resolve.*slip in the host name/);
  assert.deepEqual(diagnosis.wrong.also, ["network.proxy", "network.resolve"]);
});

test("a port where nobody listens", async (t) => {
  const diagnosis = await diagnose(t, file("http://127.0.0.1:1"), {});
  accuses(diagnosis, "network", "issuer", /ECONNREFUSED.*is the port right/);
});

test("a server that takes longer than it may", async (t) => {
  const slow = await serveLoopback(() => undefined);
  t.after(slow.close);
  const diagnosis = await diagnose(t, file(slow.url, { timeout: 0.1 }), {});
  accuses(diagnosis, "network", "network.timeout", /no complete answer.*give the server more seconds/);
});

test("https where the server speaks http, and http where it speaks https", async (t) => {
  const plain = await authorizationServer(t);
  const tls = await diagnose(t, file(plain.url.replace("http:", "https:")), {});
  accuses(tls, "TLS", "issuer", /is it an http address/);
  const { issuer } = await secured(t, true);
  accuses(
    await diagnose(t, file(issuer.replace("https:", "http:")), {}),
    "network",
    "issuer",
    /is it an https address/,
  );
});

test("a private authority that the file does not name, or whose file is not there", async (t) => {
  const { issuer, env } = await secured(t, true);
  const right = rightFile(issuer, env);
  assert.deepEqual((await diagnose(t, right.file, right.secrets)).accused, []);
  const unnamed = await diagnose(t, file(issuer), {});
  accuses(unnamed, "TLS", "network.ca", /not trusted.*openssl s_client -connect 127\.0\.0\.1:\d+ -showcerts/);
  assert.equal(unnamed.wrong.at?.absent, true);
  accuses(
    await diagnose(t, file(issuer, { ca: "absent.pem" }), {}),
    "network",
    "network.ca",
    /"absent\.pem".*does not exist/,
  );
});

test("a host that the certificate is not for", async (t) => {
  const { issuer, env } = await secured(t, { host: "as.example.com" });
  const diagnosis = await diagnose(t, file(issuer, { ca: env["ASSAY_REFERENCE_CA"] }), {});
  accuses(diagnosis, "TLS", "issuer", /made out to another name.*the name that the certificate is for/);
});

test("a certificate that has expired is no matter of the file", async (t) => {
  const authority = makeAuthority("Assay test CA");
  const [from, to] = [new Date(Date.now() - 2 * 86_400_000), new Date(Date.now() - 86_400_000)];
  const old = await serveLoopback((_, response) => response.end(), authority.issue(["127.0.0.1"], { from, to }));
  t.after(old.close);
  accuses(await diagnose(t, file(old.url, { ca: authority.cert }), {}), "TLS", "", /CERT_HAS_EXPIRED.*must be renewed/);
});

test("a server that demands a client certificate", async (t) => {
  const authority = makeAuthority("Assay test CA");
  const demanding = {
    ...authority.issue(["127.0.0.1"]),
    ca: authority.cert,
    requestCert: true,
    rejectUnauthorized: true,
  };
  const server = await serveLoopback((_, response) => response.end("{}"), demanding);
  t.after(server.close);
  const folder = temporaryFolder(t);
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, authority.cert);
  const diagnosis = await diagnose(t, file(server.url, { ca }), {});
  accuses(diagnosis, "TLS", "network.client_certificate", /certificate/);
});

test("a proxy that is down, and one that wants a password", async (t) => {
  const { url } = await authorizationServer(t);
  const down = await diagnose(t, file(url, { proxy: "http://127.0.0.1:1" }), {});
  accuses(down, "network", "network.proxy", /cannot use the proxy "127\.0\.0\.1:1".*take the key out/);
  const proxy = await startProxy({ credentials: "build:right" });
  t.after(proxy.close);
  const wrong = await diagnose(t, file(url, { proxy: `http://build:wrong-one@${proxy.host}` }), {});
  accuses(wrong, "network", "network.proxy", /refuses the name and password.*percent-encoded/);
  assert.doesNotMatch(wrong.out, /wrong-one/);
  assert.deepEqual((await diagnose(t, file(url, { proxy: proxy.url }), {})).accused, []);
});

test("a clock that is wrong is doubtful, and with one-time codes it is their key", async (t) => {
  const ahead = new Date(Date.now() + 3_600_000).toUTCString();
  const server = await authorizationServer(t, {
    "/.well-known/oauth-authorization-server": () => ({ headers: { date: ahead }, body: metadata(server.url) }),
  });
  const clock = async (more: object): Promise<Diagnosis["wrong"] | undefined> => {
    const { findings, accused } = await diagnose(t, file(server.url, {}, more), {});
    assert.deepEqual(accused, []);
    return findings.find(({ subject }) => subject === "clock");
  };
  const plain = await clock({});
  assert.deepEqual([plain?.ok, plain?.key], ["warning", undefined]);
  assert.match(plain?.message ?? "", /^the server's clock is 3(599|600|601) s ahead of ours$/);
  assert.match(plain?.hint ?? "", /no key of the file sets a clock.*Checks count in the server's clock/);
  const codes = await clock({
    users: [{ username: "ann", password: "password-of-ann", totp: "JBSWY3DPEHPK3PXP" }],
    pages: [{ code: { has: "otp", totp: "otp" } }],
  });
  assert.equal(codes?.key, "users[0].totp");
});

test("a method that the server does not take is told from a wrong secret by trying the other, once", async (t) => {
  const server = await authorizationServer(t);
  const post = (secret: string): object =>
    file(
      server.url,
      {},
      {
        clients: [
          {
            client_id: "service",
            client_secret: secret,
            token_endpoint_auth_method: "client_secret_post",
            grants: ["client_credentials"],
          },
        ],
      },
    );
  const method = await diagnose(t, post(SECRET_OF["service"] ?? ""), {});
  assert.deepEqual(method.accused, ["clients[0].token_endpoint_auth_method"], method.out);
  assert.equal(method.wrong.hint, "with client_secret_basic the server accepts the same secret: say so");
  assert.equal(server.at("/token").length, 2);
  await diagnose(t, post("another-secret"), {});
  assert.equal(server.at("/token").length, 4);
});

test("a secret that is refused is sent at most twice, whatever else a client could be tried with", async (t) => {
  const server = await authorizationServer(t);
  const grants = ["authorization_code", "refresh_token", "client_credentials"];
  const clients = [
    { client_id: "app", client_secret: "another-secret", grants, redirect_uris: ["https://app.example.com/cb"] },
    { client_id: "other", client_secret: "yet-another-one", grants: [], roles: ["resource_server"] },
  ];
  const { accused, out } = await diagnose(t, file(server.url, {}, { clients, resource: { url: "/me" } }), {});
  assert.deepEqual(accused, ["clients[0].client_secret"], out);
  assert.ok(server.at("/token").length <= 2);
  assert.deepEqual(server.at("/introspect"), []);
});

test("a password that is refused is sent at most twice, by whatever way", async (t) => {
  const target = await secured(t, undefined);
  const sent: string[] = [];
  const proxy = await serveLoopback((request, response) => {
    void forward(request, response, sent);
  });
  t.after(proxy.close);
  const { file: mine, secrets } = rightFile(target.issuer, target.env);
  const again = { ...mine.clients[2], name: "again" };
  const changed: File = { ...mine, clients: [...mine.clients, again], network: { proxy: proxy.url } };
  const { accused } = await diagnose(t, changed, { ...secrets, USER_PASSWORD: "another-password" });
  assert.deepEqual(accused, ["users[0].password"]);
  assert.equal(sent.filter((body) => body.includes("another-password")).length, 2);
  sent.length = 0;
  const byGrant = { ...changed, clients: changed.clients.slice(2) };
  await diagnose(t, byGrant, { ...secrets, USER_PASSWORD: "another-password" });
  assert.equal(sent.filter((body) => body.includes("another-password")).length, 1);
});

/** Passes a request on and keeps its body. */
async function forward(request: IncomingMessage, response: ServerResponse, sent: string[]): Promise<void> {
  const body = await readBody(request);
  sent.push(body);
  const onward = send(request.url ?? "", { method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.end(body);
}

/** What servers answer to the same mistakes, each in its own way. */
const ANSWERS: Record<string, { path: string; reply: Reply; key: string; says: RegExp }> = {
  "400 for a client that is not authenticated": {
    path: "/token",
    reply: { status: 400, body: { error: "invalid_client" } },
    key: "clients[0].client_secret",
    says: /invalid_client/,
  },
  "a gateway's 403": {
    path: "/token",
    reply: { status: 403, body: "<h1>Forbidden</h1>" },
    key: "network.headers",
    says: /a gateway may want a key in a header/,
  },
  "too many requests": {
    path: "/token",
    reply: { status: 429, body: {} },
    key: "network.rate",
    says: /asked too often/,
  },
  "a page instead of a token": {
    path: "/token",
    reply: { body: "<h1>Welcome</h1>" },
    key: "endpoints.token",
    says: /is this the right address/,
  },
  "a client without the grant, at the token endpoint": {
    path: "/token",
    reply: { status: 400, body: { error: "unauthorized_client" } },
    key: "clients[0].grants",
    says: /register the client for this grant/,
  },
  "a client without the grant, in a redirect": {
    path: "/authorize",
    reply: { status: 302, headers: { location: "https://app.example.com/cb?error=unauthorized_client" } },
    key: "clients[0].grants",
    says: /error unauthorized_client/,
  },
  "a scope, in a redirect": {
    path: "/authorize",
    reply: { status: 302, headers: { location: "https://app.example.com/cb?error=invalid_scope" } },
    key: "scope",
    says: /error invalid_scope/,
  },
  "an error page that says nothing": {
    path: "/authorize",
    reply: { status: 400, body: "<h1>Bad request</h1>" },
    key: "clients[0].client_id",
    says: /does not know the client or the redirect URI/,
  },
  "an error page with status 200 and a button": {
    path: "/authorize",
    reply: { body: "<p>invalid_request: redirect_uri is not valid</p><form><button>Back</button></form>" },
    key: "clients[0].redirect_uris[0]",
    says: /letter by letter/,
  },
  "a redirect to another of the client's addresses": {
    path: "/authorize",
    reply: { status: 302, headers: { location: "https://www.example.com/cb?code=c0de" } },
    key: "clients[0].redirect_uris",
    says: /redirects the user to "https:\/\/www\.example\.com\/cb", which is none/,
  },
  "a login on a host that is not listed": {
    path: "/authorize",
    reply: { status: 302, headers: { location: "https://login.example.com/" } },
    key: "network.hosts",
    says: /list this one if it belongs to the login/,
  },
  "a page that needs script": {
    path: "/authorize",
    reply: { body: "<script src=/app.js></script>" },
    key: "driver",
    says: /a page needs script/,
  },
};

for (const [name, { path, reply, key, says }] of Object.entries(ANSWERS))
  test(`a server may say it so: ${name}`, async (t) => {
    const server = await authorizationServer(t, { [path]: () => reply });
    const clients = [
      { client_id: "app", client_secret: SECRET_OF["app"], redirect_uris: ["https://app.example.com/cb"] },
    ];
    const { accused, wrong, out } = await diagnose(t, file(server.url, {}, { clients, scope: "read" }), {});
    assert.deepEqual(accused, [key], out);
    assert.match(`${wrong.message} ${wrong.hint ?? ""}`, says);
  });

test("a code that gives no refresh token is a matter of the client's grants, not of the address", async (t) => {
  const server = await authorizationServer(t, {
    "/token": () => ({ body: { access_token: "t", token_type: "Bearer" } }),
  });
  const web = {
    client_id: "app",
    client_secret: SECRET_OF["app"],
    grants: ["authorization_code", "refresh_token"],
    redirect_uris: ["https://app.example.com/cb"],
  };
  const { accused, wrong } = await diagnose(t, file(server.url, {}, { clients: [web], scope: "read" }), {});
  assert.deepEqual(accused, ["clients[0].grants"]);
  assert.match(`${wrong.message} ${wrong.hint}`, /no refresh token take refresh_token off the list/);
});
