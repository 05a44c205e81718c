import assert from "node:assert/strict";
import { test } from "node:test";
import { harvest, harvestParameters, redactExchange } from "../../engine/observe/redact.js";
import { MARKER, openVault, type Vault } from "../../engine/observe/vault.js";
import type { Exchange, HttpRequest, HttpResponse } from "../../engine/types/evidence.js";
import { readings } from "./plant.js";

const SECRET = "Xk29-fP_qZ81.mmT0vL";

function exchange(request: Partial<HttpRequest>, response?: Partial<HttpResponse>): Exchange {
  return {
    at: "2026-01-01T00:00:00Z",
    duration_ms: 1,
    request: { method: "GET", url: "https://as.example.com/", headers: {}, ...request },
    ...(response ? { response: { status: 200, headers: {}, body: "", size: 0, ...response } } : {}),
  };
}

function redacted(given: Exchange, vault: Vault = openVault()): Exchange {
  harvest(given, vault);
  return redactExchange(given, vault);
}

const encoded = encodeURIComponent(SECRET);
const POSITIONS: Record<string, Exchange> = {
  "Bearer credential": exchange({ headers: { authorization: [`Bearer ${SECRET}`] } }),
  "DPoP credential and proof": exchange({ headers: { Authorization: [`DPoP ${SECRET}`], DPoP: [SECRET] } }),
  "Basic credential": exchange({
    headers: { authorization: [`Basic ${Buffer.from(`client-1:${SECRET}`).toString("base64")}`] },
  }),
  "Cookie header": exchange({ headers: { cookie: [`lang=en; _session=${SECRET}; theme=dark-mode`] } }),
  "Set-Cookie header": exchange(
    {},
    { headers: { "set-cookie": ["lang=en; Path=/", `_session="${SECRET}"; Path=/; HttpOnly`] } },
  ),
  "redirect, query": exchange(
    {},
    { status: 302, headers: { location: [`https://app.example.com/cb?state=xyz&code=${encoded}`] } },
  ),
  "redirect, fragment": exchange(
    {},
    { status: 302, headers: { Location: [`com.example.app:/cb#access_token=${encoded}&token_type=Bearer`] } },
  ),
  "JARM response": exchange(
    {},
    { status: 302, headers: { location: [`https://app.example.com/cb?response=${encoded}`] } },
  ),
  "form_post page": exchange(
    {},
    {
      body: `<html><form action="https://app.example.com/cb"><input value='${SECRET}' type=hidden name="code"></form>`,
    },
  ),
  "link in a page": exchange(
    {},
    { body: `<html><meta http-equiv="refresh" content="0;url=https://app.example.com/cb?a=1&amp;code=${encoded}">` },
  ),
  "broken JSON": exchange({}, { body: `{"access_token":"${SECRET}` }),
  "nested JSON": exchange({}, { body: JSON.stringify({ list: [{ registration_access_token: SECRET }] }) }),
  "JSON request": exchange({ method: "POST", body: JSON.stringify({ token: SECRET }) }),
  ...Object.fromEntries(
    [
      "access_token",
      "refresh_token",
      "id_token",
      "code",
      "device_code",
      "user_code",
      "client_secret",
      "auth_req_id",
    ].map((name) => [`response member ${name}`, exchange({}, { body: JSON.stringify({ [name]: SECRET }) })]),
  ),
  ...Object.fromEntries(
    [
      "code",
      "refresh_token",
      "token",
      "client_secret",
      "password",
      "client_assertion",
      "assertion",
      "subject_token",
      "actor_token",
      "code_verifier",
      "id_token_hint",
    ].flatMap((name) => [
      [`form parameter ${name}`, exchange({ method: "POST", body: `a=b&${name}=${encoded}` })],
      [`query parameter ${name}`, exchange({ url: `https://as.example.com/x?a=b&${name}=${encoded}` })],
    ]),
  ),
};

for (const [position, given] of Object.entries(POSITIONS)) {
  test(`what is secret by position is replaced: ${position}`, () => {
    for (const reading of readings(JSON.stringify(redacted(given)))) assert.ok(!reading.includes(SECRET), reading);
  });
}

test("a secret is replaced in later exchanges wherever it turns up, error messages as well", () => {
  const vault = openVault();
  redacted(exchange({}, { body: JSON.stringify({ access_token: SECRET }) }), vault);
  const failed = exchange({ url: `https://as.example.com/${SECRET}` });
  const output = redactExchange(
    { ...failed, error: { code: "reset", message: `"${SECRET}" failed` }, retried: { code: "reset", message: SECRET } },
    vault,
  );
  assert.ok(!JSON.stringify(output).includes(SECRET));
  assert.equal(output.error?.message, `"${vault.redact(SECRET)}" failed`);
});

test("a session cookie is hidden though by chance it has letters only", () => {
  const value = "QNYetMakmHvneKjFrCOutIOmPpE_NLowHtCOCiFMnoE";
  const given = exchange({}, { headers: { "set-cookie": [`_session=${value}; path=/`] } });
  assert.ok(!JSON.stringify(redacted(given)).includes(value));
});

test("names, states, a plan's own wrong values and everyday cookies stay readable", () => {
  const given = exchange(
    {
      method: "POST",
      headers: { cookie: ["lang=en-US; theme=dark-mode; seen=2026-01-01; t=1767225600; back=/interaction/start"] },
      body: "grant_type=authorization_code&code=invalid-code&state=xyz&refresh_token=&token=abc&client_id=client-1",
    },
    {
      status: 400,
      headers: { "content-type": ["application/json"] },
      body: '{"error":"invalid_grant","code":"invalid_request","exp":1767225600}',
    },
  );
  assert.deepEqual(redacted(given), given);
});

test("passwords too weak to be hidden by value are hidden where they stand", () => {
  const output = redacted(
    exchange({
      method: "POST",
      headers: { authorization: [`Basic ${Buffer.from("id:password").toString("base64")}`] },
      body: "grant_type=password&username=alice&password=password&client_secret=abc",
    }),
  );
  assert.equal(output.request.body, `grant_type=password&username=alice&password=${MARKER}&client_secret=${MARKER}`);
  assert.equal(
    Buffer.from(output.request.headers["authorization"]?.[0]?.slice(6) ?? "", "base64").toString(),
    `id:${MARKER}`,
  );
});

test("a redacted JSON body is still JSON with the same members and lengths", () => {
  const body = {
    access_token: "abcDEF123456789",
    token_type: "Bearer",
    expires_in: 3600,
    refresh_token: `r"\\/${SECRET}`,
    scope: "openid",
  };
  const output = JSON.parse(redacted(exchange({}, { body: JSON.stringify(body) })).response?.body ?? "") as typeof body;
  assert.deepEqual(
    { ...output, access_token: "", refresh_token: "" },
    { ...body, access_token: "", refresh_token: "" },
  );
  assert.match(output.access_token, /^[a-z]{3}[A-Z]{3}\d{9}$/);
  assert.equal(output.refresh_token.length, body.refresh_token.length);
});

test("parameters that a browser intercepted are registered, repeated ones as well", () => {
  const vault = openVault();
  harvestParameters({ code: [SECRET, "Another-c0de"], state: "state-value-1" }, vault);
  for (const value of [SECRET, "Another-c0de"]) assert.notEqual(vault.redact(value), value);
  assert.equal(vault.redact("state-value-1"), "state-value-1");
});

test("the exchange given stays unchanged", () => {
  const given = exchange({ body: `code=${SECRET}` }, { body: "{}" });
  const before = structuredClone(given);
  redacted(given);
  assert.deepEqual(given, before);
});
