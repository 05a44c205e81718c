import assert from "node:assert/strict";
import { test } from "node:test";
import { NeedsBrowser } from "../../engine/front-channel/front-channel.js";
import type { PageRule } from "../../engine/types/provider.js";
import { makeAuthority } from "../../targets/network/certificates.js";
import { startProxy } from "../../targets/network/forwarding-proxy.js";
import type { LoopbackServer } from "../../targets/network/loopback-server.js";
import { loginServer } from "../../targets/network/login-server.js";
import { server } from "../http/support.js";
import { ALICE, CALLBACK, channel, CONSENT, drive } from "./support.js";

const authority = makeAuthority("Assay test CA");

test("a page that needs script is taken over by Chromium, and the session stays there", async (t) => {
  const target = await server(t, loginServer({ login: "script", consent: "once" }));
  const opened = channel(t, { driver: "auto" });
  const session = opened.newSession();
  const first = await drive(opened, target.url, { session, choose: { patient: "p2" } });
  assert.equal(first.stuck, undefined);
  assert.deepEqual(first.result, {
    redirect: { code: "c", user: "alice", patient: "p2", granted: "read", state: "s" },
    delivered: "query",
    redirect_uri: CALLBACK,
    redirect_status: 302,
    acted: ["login", "consent"],
    shown: ["Sign in", "The app would like to read your data Ada Ben CancelAllow"],
    driver: "browser",
  });
  assert.deepEqual(
    target.seen.map((line) => line.split("?")[0]),
    ["GET /authorize", "GET /login", "GET /app.js", "POST /api/login", "GET /resume", "POST /consent"],
    "the page is not asked for twice",
  );
  assert.equal(first.exchanges.length, 5, "the script is not recorded, the calls and pages are");
  const again = await drive(opened, target.url, { session });
  assert.deepEqual([again.result.driver, again.result.acted], ["browser", undefined]);
  await opened.closeSession(session);
});

test("deny, none and a wrong password mean the same in Chromium", async (t) => {
  const pages = loginServer({ login: "script", consent: "always" });
  const target = await server(t, pages);
  const opened = channel(t, { driver: "auto" });
  const denied = await drive(opened, target.url, { act: "deny" });
  assert.deepEqual(denied.result.redirect, { error: "access_denied", state: "s" });
  const none = await drive(opened, target.url, { act: "none" });
  assert.equal(none.result.page, "login");
  pages.passwords.length = 0;
  const wrong = await drive(opened, target.url, { user: { ...ALICE, password: "wrong" } });
  assert.deepEqual([wrong.result.page, wrong.stuck?.key], ["stuck", "users"]);
  assert.deepEqual(pages.passwords, ["wrong", "wrong"]);
});

test("Chromium takes every kind of response to one of ours, without requesting it", async (t) => {
  const opened = channel(t, { driver: "browser" });
  for (const response of ["query", "fragment", "form_post", "refresh", "script"] as const) {
    for (const redirect_uri of [CALLBACK, "com.example.app:/cb"]) {
      await t.test(`${response} to "${redirect_uri}"`, async (row) => {
        const target = await server(row, loginServer({ login: "none", response }));
        const { result, transport } = await drive(opened, target.url, {
          parameters: { redirect_uri },
          redirectUris: [CALLBACK, redirect_uri],
        });
        assert.equal(transport, undefined);
        assert.deepEqual(result.redirect, { code: "c", user: "nobody", state: "s" });
        assert.equal(result.delivered, response === "fragment" || response === "form_post" ? response : "query");
        assert.equal(result.redirect_uri, redirect_uri);
        assert.equal(target.seen.length, 1);
      });
    }
  }
});

test("a fragment and a form_post made by script are seen too", async (t) => {
  const target = await server(t, (request, response) => {
    const script = request.url?.includes("fragment")
      ? `location.href = "${CALLBACK}#access_token=a&state=s"`
      : `const form = document.createElement("form"); form.method = "post"; form.action = "${CALLBACK}"; form.innerHTML = '<input name="code" value="c d">'; document.body.append(form); form.submit()`;
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(`<body><div></div><script>setTimeout(() => { ${script} }, 100)</script>`);
  });
  const opened = channel(t, { driver: "auto" });
  const fragment = await drive(opened, target.url, { parameters: { state: "fragment" } });
  assert.deepEqual(
    [fragment.result.redirect, fragment.result.delivered],
    [{ access_token: "a", state: "s" }, "fragment"],
  );
  const post = await drive(opened, target.url);
  assert.deepEqual([post.result.redirect, post.result.delivered], [{ code: "c d" }, "form_post"]);
});

test("private authority, client certificate, proxy, headers, resolve and hosts hold in Chromium", async (t) => {
  const site = authority.issue(["as.example.com", "login.example.com"]);
  const own = authority.issue(["tester"]);
  const tls = { ...site, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
  const pages = loginServer({
    login: "script",
    loginAt: () => `https://login.example.com:${login.port}`,
    home: () => `https://as.example.com:${home.port}`,
  });
  const keys: (string | string[] | undefined)[] = [];
  const listener: typeof pages = Object.assign(
    (...[request, response]: Parameters<typeof pages>) => (
      keys.push(request.headers["x-api-key"]),
      pages(request, response)
    ),
    { passwords: [] },
  );
  const home: LoopbackServer = await server(t, listener, tls);
  const login: LoopbackServer = await server(t, listener, tls);
  const proxy = await startProxy({ credentials: "build:pw" });
  t.after(() => proxy.close());
  const network = {
    ca: authority.cert,
    client_certificate: own.cert,
    key: own.key,
    proxy: proxy.url,
    headers: { "x-api-key": "k" },
    resolve: { "as.example.com": "127.0.0.1", "login.example.com": "127.0.0.1" },
  };
  const origin = `https://as.example.com:${home.port}`;
  const hosts = ["as.example.com", "login.example.com"];
  const { result } = await drive(channel(t, { driver: "browser", hosts, network }), origin);
  assert.equal(result.redirect?.["code"], "c");
  assert.ok(keys.length >= 4 && keys.every((key) => key === "k"));
  assert.ok(proxy.seen.length > 0);

  const refused = await drive(channel(t, { driver: "browser", hosts: hosts.slice(0, 1), network }), origin);
  assert.deepEqual([refused.transport?.code, refused.result.page], ["host-not-allowed", "other"]);
  const untrusted = await drive(
    channel(t, { driver: "browser", hosts, network: { ...network, ca: undefined } }),
    origin,
  );
  assert.equal(untrusted.transport?.key, "network.ca");
});

test("a rule's JSON login works from Chromium too", async (t) => {
  const target = await server(t, loginServer({ login: "json", consent: "always" }));
  const login: PageRule = {
    name: "login",
    has: "#app",
    request: {
      url: "/api/login",
      json: { username: "${user.username}", password: "${user.password}", request: "${page.request}" },
      csrf: { cookie: "XSRF-TOKEN", header: "x-xsrf-token" },
    },
  };
  const { result } = await drive(channel(t, { driver: "browser", pages: [login, CONSENT] }), target.url);
  assert.deepEqual(result.acted, ["login", "consent"]);
  assert.equal(result.redirect?.["user"], "alice");
});

test("redirects in Chromium keep method and cookies, and one to an unknown scheme is refused", async (t) => {
  const target = await server(t, (request, response) => {
    const url = request.url ?? "";
    if (url.startsWith("/authorize?") && url.includes("evil"))
      response.writeHead(302, { location: "evil.app:/cb?code=1" }).end();
    else if (url.startsWith("/authorize?"))
      response
        .writeHead(200, { "content-type": "text/html", "set-cookie": ["a=1; HttpOnly", "b=2"] })
        .end(
          `<form method="post" action="/kept"><input type="password" name="password"><button>Sign in</button></form>`,
        );
    else if (url === "/kept") response.writeHead(307, { location: "/final", "set-cookie": "c=3" }).end();
    else {
      let body = "";
      request
        .on("data", (chunk) => (body += chunk))
        .on("end", () =>
          response
            .writeHead(303, {
              location: `${CALLBACK}?code=${encodeURIComponent(`${request.method} ${body} ${request.headers.cookie} ${request.headers.origin === target.url}`)}`,
            })
            .end(),
        );
    }
  });
  const opened = channel(t, {
    driver: "browser",
    pages: [{ name: "login", has: "password", fill: { password: "${user.password}" } }],
  });
  const { result } = await drive(opened, target.url);
  assert.equal(result.redirect?.["code"], "POST password=secret a=1; b=2; c=3 true");
  const evil = await drive(opened, target.url, { parameters: { state: "evil" } });
  assert.equal(evil.transport?.code, "host-not-allowed");
});

test("without Chromium a page that needs script raises NeedsBrowser, and no other page does", async (t) => {
  const script = await server(t, loginServer({ login: "script" }));
  const forms = await server(t, loginServer());
  const opened = channel(t, { driver: "auto", chromium: () => "/nowhere/chromium" });
  await assert.rejects(
    drive(opened, script.url),
    (error) => error instanceof NeedsBrowser && error.code === "needs-browser" && error.exchanges.length === 2,
  );
  assert.equal((await drive(opened, forms.url)).result.driver, "http");
});

test("a page whose only button does nothing without script goes to Chromium, however much it says", async (t) => {
  const words = "These are the terms of the service. ".repeat(10);
  const script = `document.body.innerHTML = '<p role="alert">unknown client</p>'`;
  const target = await server(t, (_, response) => {
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(`<body><p>${words}</p><button type="button">Top</button><script>${script}</script></body>`);
  });
  const pages: PageRule[] = [{ name: "error", text: "unknown client", end: true }];
  const { result } = await drive(channel(t, { driver: "auto", pages }), target.url);
  assert.deepEqual([result.page, result.driver], ["error", "browser"]);
});
