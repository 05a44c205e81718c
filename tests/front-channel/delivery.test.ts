import assert from "node:assert/strict";
import { test } from "node:test";
import { delivery } from "../../engine/front-channel/redirect-uri.js";
import type { LoginServerOptions } from "../../targets/network/login-server.js";
import { loginServer } from "../../targets/network/login-server.js";
import { server } from "../http/support.js";
import { CALLBACK, channel, drive } from "./support.js";

const WAYS: [NonNullable<LoginServerOptions["response"]>, string, number][] = [
  ["query", "query", 302],
  ["fragment", "fragment", 302],
  ["form_post", "form_post", 200],
  ["refresh", "query", 200],
];
for (const [response, delivered, status] of WAYS) {
  for (const redirect_uri of [CALLBACK, "com.example.app:/cb", "http://127.0.0.1:1/cb?tenant=1"]) {
    test(`a response sent by ${response} to "${redirect_uri}" is taken and never requested`, async (t) => {
      const target = await server(t, loginServer({ login: "none", response }));
      const { result, transport, exchanges } = await drive(channel(t), target.url, {
        parameters: { redirect_uri },
        redirectUris: [CALLBACK, redirect_uri],
      });
      assert.equal(transport, undefined);
      assert.deepEqual(result, {
        redirect: { code: "c", user: "nobody", state: "s" },
        delivered,
        redirect_uri,
        redirect_status: status,
        driver: "http",
      });
      assert.equal(exchanges.length, 1);
    });
  }
}

const at = (url: string, named = [CALLBACK]): ReturnType<typeof delivery> => delivery(named, url, 302);

test("repeated parameters become lists, and values are form-decoded", () => {
  assert.deepEqual(
    at(`${CALLBACK}?code=a&code=b&error_description=a+b%21&__proto__=x`)?.redirect,
    Object.fromEntries([
      ["code", ["a", "b"]],
      ["error_description", "a b!"],
      ["__proto__", "x"],
    ]),
  );
});

test("only scheme, authority and path decide, exactly", () => {
  assert.ok(at("https://APP.example.com:443/cb?code=1"));
  for (const other of [
    "https://app.example.com/cb/",
    "https://app.example.com/CB",
    "http://app.example.com/cb",
    "https://app.example.com:444/cb",
    "https://app.example.com.evil.example/cb",
    "https://app.example.com/cb%2F",
  ])
    assert.equal(at(other), undefined, other);
});

test("a query of the URI's own is told from the response, and shows when it is lost or changed", () => {
  const named = [`${CALLBACK}?a=1&b=2`];
  assert.deepEqual(at(`${CALLBACK}?a=1&b=2&code=x`, named), {
    redirect: { code: "x" },
    delivered: "query",
    redirect_uri: `${CALLBACK}?a=1&b=2`,
    redirect_status: 302,
  });
  assert.deepEqual(at(`${CALLBACK}?code=x&b=2`, named)?.redirect_uri, `${CALLBACK}?b=2`);
  assert.deepEqual(at(`${CALLBACK}?a=9&b=2&code=x`, named)?.redirect, { a: "9", code: "x" });
  assert.deepEqual(at(`${CALLBACK}?a=1&b=2#code=x`, named), {
    redirect: { code: "x" },
    delivered: "fragment",
    redirect_uri: `${CALLBACK}?a=1&b=2`,
    redirect_status: 302,
  });
  assert.deepEqual(
    at(`${CALLBACK}?a=1&b=2&code=x`, [CALLBACK, ...named])?.redirect,
    { code: "x" },
    "the URI whose query it carries is meant",
  );
});

test("a query of the URI's own that comes back in another order and spelling is kept, as often as it was there", () => {
  const named = [`${CALLBACK}?tenant=1&mode=a%20b&mode=c`];
  assert.equal(at(`${CALLBACK}?code=x&mode=a+b&mode=c&state=s&tenant=1`, named)?.redirect_uri, named[0]);
  assert.equal(at(`${CALLBACK}?mode=c&mode=a+b&tenant=1#code=x`, named)?.redirect_uri, named[0]);
  assert.equal(at(`${CALLBACK}?code=x&mode=c&tenant=1`, named)?.redirect_uri, `${CALLBACK}?mode=c&tenant=1`);
});

test("a fragment that is no response does not hide the query", () => {
  assert.deepEqual(at(`${CALLBACK}?code=x#_=_`), {
    redirect: { code: "x" },
    delivered: "query",
    redirect_uri: CALLBACK,
    redirect_status: 302,
  });
});
