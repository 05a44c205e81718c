import assert from "node:assert/strict";
import { test } from "node:test";
import { makeAuthority } from "../../targets/network/certificates.js";
import { startProxy } from "../../targets/network/forwarding-proxy.js";
import type { LoopbackServer } from "../../targets/network/loopback-server.js";
import { loginServer } from "../../targets/network/login-server.js";
import { server } from "../http/support.js";
import { channel, drive, LOGIN } from "./support.js";

const authority = makeAuthority("Assay test CA");

test("a login on a second host is reached when network.hosts names it, and refused when not", async (t) => {
  const pages = loginServer({ loginAt: () => `http://localhost:${login.port}`, home: () => home.url });
  const home: LoopbackServer = await server(t, pages);
  const login: LoopbackServer = await server(t, pages);
  const network = { resolve: { localhost: "127.0.0.1" } };

  const refused = await drive(channel(t, { network }), home.url);
  assert.equal(refused.transport?.code, "host-not-allowed");
  assert.equal(refused.transport?.key, "network.hosts");
  assert.equal(refused.result.page, "other");
  assert.deepEqual(login.seen, []);

  const allowed = await drive(channel(t, { network: { ...network, hosts: ["localhost"] } }), home.url);
  assert.equal(allowed.result.redirect?.["code"], "c");
});

test("pages behind a private authority, a client certificate and a proxy with a password are driven like others", async (t) => {
  const site = authority.issue(["127.0.0.1"]);
  const own = authority.issue(["tester"]);
  const target = await server(t, loginServer({ consent: "always" }), {
    ...site,
    ca: authority.cert,
    requestCert: true,
    rejectUnauthorized: true,
  });
  const proxy = await startProxy({ credentials: "build:pw" });
  t.after(() => proxy.close());
  const { result } = await drive(
    channel(t, { network: { ca: authority.cert, client_certificate: own.cert, key: own.key, proxy: proxy.url } }),
    target.url,
  );
  assert.equal(result.redirect?.["code"], "c");
  assert.ok(proxy.seen.length > 0);
  const untrusted = await drive(channel(t, { network: { proxy: proxy.url } }), target.url);
  assert.equal(untrusted.transport?.key, "network.ca");
  assert.equal(untrusted.result.page, undefined);
});

test("pages are named by what they are", async (t) => {
  const answers: Record<string, { status: number; type: string; body: string; page: string }> = {
    error: {
      status: 400,
      type: "text/html",
      body: "<title>Oops</title><form><input name=q></form><p>invalid redirect_uri</p>",
      page: "error",
    },
    json: { status: 400, type: "application/json", body: '{"error":"invalid_request"}', page: "error" },
    words: { status: 200, type: "text/html", body: "<p>The request is not valid.</p>", page: "other" },
    data: { status: 200, type: "application/json", body: "{}", page: "other" },
    app: { status: 200, type: "text/html", body: '<div id="root"></div><script src="app.js"></script>', page: "stuck" },
    unknown: { status: 200, type: "text/html", body: "<form><button>Go</button></form>", page: "stuck" },
    refused: {
      status: 401,
      type: "text/html",
      body: '<form method="post"><input type="password" name="password"></form>',
      page: "login",
    },
  };
  const target = await server(t, (request, response) => {
    const { status, type, body } = answers[request.url?.slice(1) ?? ""] ?? {
      status: 404,
      type: "text/plain",
      body: "",
    };
    response.writeHead(status, { "content-type": type }).end(body);
  });
  const opened = channel(t);
  for (const [name, { page, body }] of Object.entries(answers)) {
    const { result } = await opened.drive(
      { method: "GET", url: `${target.url}/${name}`, headers: {} },
      { session: opened.newSession(), redirectUris: [], act: "none" },
    );
    assert.equal(result.page, page, name);
    if (name === "json") assert.equal(result.page_text, body);
  }
});

test("relative redirects, cookies on the way and a form that submits itself are followed; a circle is left", async (t) => {
  const target = await server(t, (request, response) => {
    const url = request.url ?? "";
    if (url.startsWith("/authorize"))
      response.writeHead(303, { location: "deep/next?x=1", "set-cookie": "hop=1; Path=/" }).end();
    else if (url === "/deep/next?x=1")
      response
        .writeHead(200, { "content-type": "text/html" })
        .end(
          `<form method="post" action="../sso"><input type="hidden" name="SAMLRequest" value="a&amp;b"></form><script>document.forms[0].submit();</script>`,
        );
    else if (url === "/sso") response.writeHead(307, { location: "/final" }).end();
    else if (url === "/final") {
      let body = "";
      request
        .on("data", (chunk) => (body += chunk))
        .on("end", () =>
          response
            .writeHead(302, {
              location: `https://app.example.com/cb?code=${encodeURIComponent(`${request.method} ${body} ${request.headers.cookie}`)}`,
            })
            .end(),
        );
    } else response.writeHead(302, { location: "/circle" }).end();
  });
  const opened = channel(t);
  const { result } = await drive(opened, target.url);
  assert.equal(result.redirect?.["code"], "POST SAMLRequest=a%26b hop=1");
  const circle = await opened.drive(
    { method: "GET", url: `${target.url}/circle`, headers: {} },
    { session: opened.newSession(), redirectUris: [], act: "none" },
  );
  assert.equal(circle.transport?.code, "invalid-response");
  assert.equal(circle.exchanges.length, 21);
});

test("a redirect to a scheme or host that nobody named is not followed", async (t) => {
  const target = await server(t, (request, response) =>
    response
      .writeHead(302, {
        location: request.url?.includes("scheme") ? "evil.app:/cb?code=1" : "https://evil.example/cb?code=1",
      })
      .end(),
  );
  for (const state of ["scheme", "host"]) {
    const { result, transport } = await drive(channel(t), target.url, { parameters: { state } });
    assert.equal(result.page, "other");
    assert.equal(transport?.code, "host-not-allowed");
  }
});

test("an authorization request may be a POST, and a server that is silent, huge or down is told apart", async (t) => {
  const target = await server(t, loginServer());
  const opened = channel(t);
  const body = new URLSearchParams({
    redirect_uri: "https://app.example.com/cb",
    state: "s",
    client_id: "app",
  }).toString();
  const posted = await opened.drive(
    {
      method: "POST",
      url: `${target.url}/authorize`,
      headers: { "content-type": ["application/x-www-form-urlencoded"] },
      body,
    },
    {
      session: opened.newSession(),
      redirectUris: ["https://app.example.com/cb"],
      user: { username: "alice", password: "secret", missing: [] },
      act: "approve",
    },
  );
  assert.equal(posted.result.redirect?.["state"], "s");

  const bad = await server(
    t,
    (request, response) => void (request.url?.includes("huge") && response.end("x".repeat(2_000_000))),
  );
  const impatient = channel(t, { network: { timeout_ms: 200 } });
  assert.equal((await drive(impatient, bad.url)).transport?.code, "timeout");
  assert.equal((await drive(impatient, bad.url, { parameters: { state: "huge" } })).transport?.code, "too-large");
  await bad.close();
  assert.equal((await drive(impatient, bad.url)).transport?.code, "unreachable");
});

test("a rule without a button's name presses the form's first", async (t) => {
  const target = await server(t, (request, response) => {
    if (request.method === "POST") response.writeHead(302, { location: "https://app.example.com/cb?code=1" }).end();
    else
      response
        .writeHead(200, { "content-type": "text/html" })
        .end(
          `<form action="/search"><input name="q"><button>Search</button></form><table><form method="post"><tr><td><input type="password" name="password"><td><button>Go</button></tr></form></table>`,
        );
  });
  const { result } = await drive(channel(t, { pages: [{ ...LOGIN, press: undefined }] }), target.url);
  assert.equal(result.redirect?.["code"], "1");
});
