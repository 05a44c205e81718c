import assert from "node:assert/strict";
import { test } from "node:test";
import { totp } from "../../engine/front-channel/totp.js";
import { loginServer } from "../../targets/network/login-server.js";
import { server } from "../http/support.js";
import { ALICE, channel, CONSENT, drive, LOGIN } from "./support.js";

test("a login and a consent are filled in and pressed as a browser would", async (t) => {
  const target = await server(t, loginServer({ consent: "always" }));
  const { result, exchanges, transport } = await drive(channel(t), target.url);
  assert.equal(transport, undefined);
  assert.deepEqual(result, {
    redirect: { code: "c", user: "alice", patient: "p1", granted: "read", state: "s" },
    delivered: "query",
    redirect_uri: "https://app.example.com/cb",
    redirect_status: 302,
    login_redirected: [302],
    acted: ["login", "consent"],
    driver: "http",
  });
  assert.deepEqual(
    exchanges.map(({ request, response }) => [request.method, new URL(request.url).pathname, response?.status]),
    [
      ["GET", "/authorize", 302],
      ["GET", "/login", 200],
      ["POST", "/login", 302],
      ["GET", "/resume", 200],
      ["POST", "/consent", 302],
    ],
  );
});

test("a session stays signed in, and a consent that is asked for once is no error afterwards", async (t) => {
  const target = await server(t, loginServer({ consent: "once" }));
  const opened = channel(t);
  const session = opened.newSession();
  assert.deepEqual((await drive(opened, target.url, { session })).result.acted, ["login", "consent"]);
  assert.deepEqual((await drive(opened, target.url, { session })).result.acted, undefined);
  assert.deepEqual((await drive(opened, target.url)).result.acted, ["login"], "another session signs in anew");
});

test("a server that approves at once is driven with no page at all", async (t) => {
  const target = await server(t, loginServer({ login: "none" }));
  const { result, exchanges } = await drive(channel(t), target.url, { user: undefined });
  assert.equal(result.redirect?.["code"], "c");
  assert.equal(exchanges.length, 1);
});

test("deny signs in and then presses what refuses; choose fills the picker", async (t) => {
  const target = await server(t, loginServer({ consent: "always" }));
  const opened = channel(t);
  const denied = await drive(opened, target.url, { act: "deny" });
  assert.deepEqual(denied.result.redirect, { error: "access_denied", state: "s" });
  assert.deepEqual(denied.result.acted, ["login", "consent"]);
  assert.equal(denied.result.refused, true);
  assert.equal((await drive(opened, target.url, { choose: { patient: "p2" } })).result.redirect?.["patient"], "p2");
  assert.equal((await drive(opened, target.url, { choose: { patient: "Ben" } })).result.redirect?.["patient"], "p2");
});

test("none stops at the first page, which the rule names", async (t) => {
  const target = await server(t, loginServer());
  const { result } = await drive(channel(t), target.url, { act: "none" });
  assert.equal(result.page, "login");
  assert.match(result.page_text ?? "", /^Sign in — Welcome Name/);
  assert.equal(result.acted, undefined);
});

test("a one-time code is worked out from the user's seed", async (t) => {
  const seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  const target = await server(t, loginServer({ code: () => totp(seed, Date.now()) }));
  const { result } = await drive(channel(t), target.url, { user: { ...ALICE, totp: seed } });
  assert.deepEqual(result.acted, ["login", "code"]);
  const without = await drive(channel(t), target.url);
  assert.equal(without.result.page, "stuck");
  assert.equal(without.stuck?.key, "users");
});

test("codes are those of RFC 6238 appendix B", () => {
  const seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  assert.deepEqual(
    [59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000].map((seconds) => totp(seed, seconds * 1000)),
    ["287082", "081804", "050471", "005924", "279037", "353130"],
  );
});

test("a JSON login sends its CSRF header and goes where the answer says", async (t) => {
  const target = await server(t, loginServer({ login: "json", consent: "once" }));
  const login = {
    name: "login",
    has: "#app",
    request: {
      url: "/api/login",
      json: { username: "${user.username}", password: "${user.password}", request: "${page.request}" },
      csrf: { cookie: "XSRF-TOKEN", header: "X-XSRF-TOKEN" },
    },
  };
  const opened = channel(t, { pages: [login, CONSENT] });
  const { result, exchanges } = await drive(opened, target.url);
  assert.deepEqual(result.acted, ["login", "consent"]);
  assert.equal(result.redirect?.["user"], "alice");
  assert.deepEqual(exchanges[2]?.request.headers["X-XSRF-TOKEN"], ["t/k"]);
  const wrong = await drive(opened, target.url, { user: { ...ALICE, password: "wrong" } });
  assert.equal(wrong.result.page, "stuck");
  assert.equal(wrong.stuck?.key, "users");
});

test("a JSON login that answers HTML, or an error, leads back to the page", async (t) => {
  const target = await server(t, (request, response) => {
    if (request.method === "POST")
      response.writeHead(200, { "content-type": "text/html" }).end("<h1>Down for maintenance</h1>");
    else response.writeHead(200, { "content-type": "text/html" }).end("<p>Hello</p>");
  });
  const login = { name: "login", text: "hello", request: { url: "/login", json: {} } };
  const { result, exchanges } = await drive(channel(t, { pages: [login] }), target.url);
  assert.deepEqual([result.page, result.acted], ["stuck", ["login", "login"]]);
  assert.equal(exchanges.length, 5);
});

test("a wrong password is sent twice and never again for that user and client, even by many at once", async (t) => {
  const pages = loginServer();
  const target = await server(t, pages);
  const opened = channel(t);
  const user = { ...ALICE, password: "wrong" };
  const results = await Promise.all(Array.from({ length: 6 }, () => drive(opened, target.url, { user })));
  results.push(await drive(opened, target.url, { user }));
  assert.deepEqual(pages.passwords, ["wrong", "wrong"]);
  for (const { result, stuck } of results) {
    assert.equal(result.page, "stuck");
    assert.equal(stuck?.key, "users");
  }
  await drive(opened, target.url, { user, parameters: { client_id: "another" } });
  assert.equal(pages.passwords.length, 4);
});

test("a right password is never held back, however many sign in at once", async (t) => {
  const pages = loginServer();
  const target = await server(t, pages);
  const opened = channel(t);
  const results = await Promise.all(Array.from({ length: 12 }, () => drive(opened, target.url)));
  assert.equal(results.filter(({ result }) => result.redirect?.["code"] === "c").length, 12);
  assert.equal(pages.passwords.length, 12);
});

test("a page that no rule fits is stuck and says which buttons a wrong rule missed", async (t) => {
  const target = await server(t, loginServer());
  const none = await drive(channel(t, { pages: [CONSENT] }), target.url);
  assert.equal(none.result.page, "stuck");
  assert.equal(none.stuck?.key, "pages");
  const wrong = await drive(channel(t, { pages: [{ ...LOGIN, press: "Enter" }] }), target.url);
  assert.equal(wrong.result.page, "stuck");
  assert.match(wrong.stuck?.because ?? "", /no button "Enter".*"sign in"/i);
});

test("a JSON consent gets the page's whole query and the user's choice, and what refuses where the user does", async (t) => {
  const asked: unknown[] = [];
  const target = await server(t, (request, response) => {
    if (request.method === "GET") {
      response.writeHead(200, { "content-type": "text/html" }).end("<div id=app></div><script>start()</script>");
      return;
    }
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      asked.push([request.url, JSON.parse(body)]);
      const outcome = request.url === "/refuse" ? "error=access_denied" : "code=c";
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ redirect: true, url: `https://app.example.com/cb?${outcome}` }));
    });
  });
  const consent = {
    name: "consent",
    url: "/authorize",
    request: {
      url: "/consent",
      json: { accept: true, query: "${url.query}", patient: "${choose.patient}" },
      deny: { url: "/refuse", json: { accept: false } },
    },
  };
  const opened = channel(t, { pages: [consent] });
  const agreed = await drive(opened, target.url, { choose: { patient: "p2" } });
  const denied = await drive(opened, target.url, { act: "deny" });
  const query = new URL(agreed.exchanges[0]?.request.url ?? "").search.slice(1);
  assert.match(query, /redirect_uri=https%3A/);
  assert.deepEqual(asked, [
    ["/consent", { accept: true, query, patient: "p2" }],
    ["/refuse", { accept: false }],
  ]);
  assert.equal(agreed.result.redirect?.["code"], "c");
  assert.deepEqual([denied.result.redirect?.["error"], denied.result.refused], ["access_denied", true]);
  const without = await drive(opened, target.url);
  assert.equal(without.stuck?.key, "pages", "what the plan does not choose cannot be sent");
});
