// The page rules that assay init writes, on pages that it has not seen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadProvider } from "../../engine/index.js";
import { serveLoopback } from "../../targets/network/loopback-server.js";
import type { Fault } from "../../targets/reference.js";
import { ALICE, CALLBACK, channel } from "../front-channel/support.js";
import { runAll } from "../support/run.js";
import { ENDPOINTS, filled, reference, suite, written } from "./init-support.js";

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
      const { pages } = loadProvider(file, ENDPOINTS);
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

test("the page rules end a device's login at the page that says so, without a browser", async (t) => {
  const done = "<p>Device Login Successful</p><p>You may close this page.</p><script src=/logo.js></script>";
  const server = await serveLoopback((request, response) => {
    if (request.url?.includes("/.well-known/oauth-authorization-server"))
      response.writeHead(200, { "content-type": "application/json" }).end(
        JSON.stringify({
          issuer: server.url,
          authorization_endpoint: `${server.url}/authorize`,
          token_endpoint: `${server.url}/token`,
          device_authorization_endpoint: `${server.url}/device`,
        }),
      );
    else if (request.url?.startsWith("/authorize"))
      response.writeHead(200, { "content-type": "text/html" }).end(`<title>Device</title>${done}`);
    else response.writeHead(404).end();
  });
  t.after(server.close);
  const { file } = await written(t, server.url);
  const opened = channel(t, { pages: loadProvider(file, {}).pages, driver: "auto", chromium: () => assert.fail() });
  const { result } = await opened.drive(
    { method: "GET", url: `${server.url}/authorize`, headers: {} },
    { redirectUris: [CALLBACK], user: ALICE, session: opened.newSession(), act: "approve" },
  );
  assert.deepEqual([result.page, result.driver], ["device_done", "http"]);
});

test("the page rules tick the scopes of a consent page that asks for each, and of none of them when refusing", async (t) => {
  const sent: string[] = [];
  const server = await serveLoopback((request, response) => {
    const box = (scope: string): string => `<input type="checkbox" name="scope" value="${scope}">`;
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    if (url.pathname === "/consent") {
      sent.push(url.searchParams.getAll("scope").join(" "));
      response.writeHead(302, { location: `${CALLBACK}?${url.searchParams.has("yes") ? "code=1" : "error=no"}` }).end();
    } else
      response
        .writeHead(200, { "content-type": "text/html" })
        .end(
          `<title>Consent required</title><form action="/consent">${box("read")}${box("write")}<button name="yes" value="1">Submit Consent</button><button>Cancel</button></form>`,
        );
  });
  t.after(server.close);
  const { pages } = loadProvider((await written(t, server.url)).file, ENDPOINTS);
  const opened = channel(t, { pages });
  const request = { method: "GET", url: `${server.url}/authorize?client_id=a`, headers: {} };
  for (const act of ["approve", "deny"] as const)
    await opened.drive(request, { redirectUris: [CALLBACK], user: ALICE, session: opened.newSession(), act });
  assert.deepEqual(sent, ["read write", ""]);
});

const PAGES: [name: string, html: string, named: string][] = [
  [
    "a question that a script puts in, by its buttons",
    `<form action="/sent"><h3 data-text="consent"></h3><button name="yes" value="1">Accept</button><button name="no" value="1">Refuse</button></form>`,
    "decision",
  ],
  [
    "an error that is sent with status 200 and a button that leads away",
    `<div id="errorcontent" role="alert">Error: unknown client</div><a role="button" href="/">Go to portal</a><button type="button">Top</button>`,
    "error",
  ],
];
for (const [name, html, named] of PAGES)
  for (const driver of ["http", "browser"] as const)
    test(`the page rules fit ${name} (${driver})`, async (t) => {
      const server = await serveLoopback((request, response) => {
        if (request.url?.startsWith("/sent"))
          response.writeHead(302, { location: `${CALLBACK}?${request.url.includes("yes=") ? "code=1" : "error=no"}` });
        else response.writeHead(200, { "content-type": "text/html" });
        response.end(`<title>Portal</title>${html}<script src=/words.js></script>`);
      });
      t.after(server.close);
      const { pages } = loadProvider((await written(t, server.url)).file, ENDPOINTS);
      const opened = channel(t, { pages, driver });
      const request = { method: "GET", url: `${server.url}/authorize?client_id=a`, headers: {} };
      for (const [act, answer] of [
        ["approve", { code: "1" }],
        ["deny", { error: "no" }],
      ] as const) {
        const how = { redirectUris: [CALLBACK], user: ALICE, session: opened.newSession(), act };
        const { result, stuck } = await opened.drive(request, how);
        if (named === "error") assert.equal(result.page, "error", stuck?.because);
        else assert.deepEqual({ ...result.redirect }, answer, stuck?.because);
      }
    });
