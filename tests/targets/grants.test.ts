import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startReference } from "../../targets/reference.js";
import type { Target } from "../../targets/target.js";
import { authorized, basic, Browser, get, id, post, token } from "./client.js";
import type { Answered, Landing } from "./client.js";

let target: Target;
before(async () => {
  target = await startReference();
});
after(() => target.stop());

const introspect = (value: unknown): Promise<Answered> =>
  post(target, "/token/introspection", { token: String(value) }, { authorization: basic(target, "resource_server") });

const served = async (value: unknown): Promise<number> =>
  (await get(target, "/resource", { authorization: `Bearer ${String(value)}` })).status;

describe("the password grant", () => {
  const form = (change: Record<string, string> = {}): Record<string, string> => ({
    grant_type: "password",
    username: target.env["ASSAY_REFERENCE_USER"] ?? "",
    password: target.env["ASSAY_REFERENCE_PASSWORD"] ?? "",
    ...change,
  });

  test("gives tokens that work and can be refreshed, to confidential and public clients", async () => {
    const answered = await token(target, "password", form({ scope: "api:read" }));
    assert.equal(answered.status, 200);
    assert.deepEqual(Object.keys(answered.json).toSorted(), [
      "access_token",
      "expires_in",
      "refresh_token",
      "scope",
      "token_type",
    ]);
    assert.equal(answered.headers.get("cache-control"), "no-store");
    assert.equal(await served(answered.json["access_token"]), 200);
    const client = id(target, "password_public");
    const open = await post(target, "/token", form({ client_id: client }));
    assert.equal(open.json["scope"], "api:read");
    const refresh = {
      grant_type: "refresh_token",
      refresh_token: String(open.json["refresh_token"]),
      client_id: client,
    };
    const renewed = await post(target, "/token", refresh);
    assert.equal(renewed.status, 200);
    assert.equal(await served(renewed.json["access_token"]), 200);
    assert.equal((await post(target, "/token", refresh)).json["error"], "invalid_grant");
  });

  test("leaves unknown scopes out and tells which it granted", async () => {
    const some = await token(target, "password", form({ scope: "api:write unheard_of openid" }));
    assert.equal(some.json["scope"], "api:write");
    assert.equal((await introspect(some.json["access_token"])).json["scope"], "api:write");
    assert.equal((await token(target, "password", form({ scope: "unheard_of" }))).json["error"], "invalid_scope");
  });

  test("refuses a wrong password, a missing parameter, a repeated one and another client", async () => {
    const wrong = await token(target, "password", form({ password: "wrong" }));
    assert.deepEqual([wrong.status, wrong.json["error"]], [400, "invalid_grant"]);
    for (const name of ["username", "password"]) {
      const empty = await token(target, "password", form({ [name]: "" }));
      assert.deepEqual([empty.status, empty.json["error"]], [400, "invalid_request"]);
      const twice = [...Object.entries(form()), [name, "again"] as [string, string]];
      assert.equal((await token(target, "password", twice)).json["error"], "invalid_request");
    }
    assert.equal((await token(target, "service", form())).status, 400);
    assert.equal((await post(target, "/token", form())).status, 400);
  });
});

describe("the implicit grant", () => {
  const request = (client = "implicit", change: Record<string, string> = {}): Record<string, string> => ({
    response_type: "token",
    client_id: id(target, client),
    redirect_uri: `https://${client.replace("_", "-")}.example.com/cb`,
    scope: "api:read",
    state: "s t+a&",
    ...change,
  });
  const names = (landing: Landing): string[] => [...landing.params.keys()].toSorted();

  test("gives a token in the fragment, after login and consent, that introspection and the resource know", async () => {
    const landing = await new Browser(target).authorize(request());
    assert.equal(landing.pages.length, 2);
    assert.ok(landing.url.startsWith("https://implicit.example.com/cb#"));
    assert.deepEqual(names(landing), ["access_token", "expires_in", "iss", "scope", "state", "token_type"]);
    assert.equal(landing.params.get("state"), "s t+a&");
    assert.equal(landing.params.get("token_type"), "Bearer");
    assert.equal(landing.params.get("scope"), "api:read");
    assert.equal(landing.params.get("iss"), target.issuer);
    const value = landing.params.get("access_token");
    const told = await introspect(value);
    assert.deepEqual([told.json["active"], told.json["client_id"]], [true, id(target, "implicit")]);
    assert.equal(await served(value), 200);
  });

  test("takes POST, a missing scope, redirect_uri and state, and goes on without pages in a session", async () => {
    const browser = new Browser(target);
    const bare = { response_type: "token", client_id: id(target, "implicit_other") };
    const posted = await browser.authorizeByPost(bare);
    assert.ok(posted.url.startsWith("https://implicit-other.example.com/cb#"));
    assert.deepEqual(names(posted), ["access_token", "expires_in", "iss", "scope", "token_type"]);
    assert.equal(posted.params.get("scope"), "api:read");
    const again = await browser.authorize({ ...bare, scope: "api:read unheard_of openid" });
    assert.equal(again.pages.length, 0);
    assert.equal(again.params.get("scope"), "api:read");
  });

  test("sends refusals in the fragment with state", async () => {
    const browser = new Browser(target);
    browser.consent = "deny";
    const denied = await browser.authorize(request());
    assert.ok(denied.url.startsWith("https://implicit.example.com/cb#"));
    assert.deepEqual([denied.params.get("error"), denied.params.get("state")], ["access_denied", "s t+a&"]);
    assert.ok(denied.params.has("iss"));
    const twice = await browser.authorize([...Object.entries(request()), ["scope", "api:write"]]);
    assert.match(twice.url, /^https:\/\/implicit\.example\.com\/cb#.*error=invalid_request/);
    const other = await browser.authorize(request("other"));
    assert.match(other.url, /^https:\/\/other\.example\.com\/cb#.*error=unauthorized_client/);
    const foreign = await browser.authorize(request("implicit", { redirect_uri: "https://other.example.com/cb" }));
    assert.equal(foreign.url, "");
  });

  test("does not give codes to its clients", async () => {
    const landing = await new Browser(target).authorize(request("implicit", { response_type: "code" }));
    assert.ok(landing.params.has("error"));
  });
});

test("metadata name the grants and the response type", async () => {
  const { json } = await get(target, "/.well-known/oauth-authorization-server");
  assert.ok((json["response_types_supported"] as string[]).includes("token"));
  const grants = json["grant_types_supported"] as string[];
  for (const grant of ["implicit", "password", "urn:ietf:params:oauth:grant-type:device_code"]) {
    assert.ok(grants.includes(grant), grant);
  }
});

test("codes and tokens of the short-lived client are over soon", async () => {
  const uri = "https://short-lived.example.com/cb";
  const code = async (): Promise<Record<string, string>> => {
    const landing = await authorized(target, "short_lived", { redirect_uri: uri });
    return {
      grant_type: "authorization_code",
      code: landing.params.get("code") ?? "",
      redirect_uri: uri,
      code_verifier: landing.verifier,
    };
  };
  const late = await code();
  const { json } = await token(target, "short_lived", await code());
  assert.equal(json["expires_in"], 3);
  assert.equal(await served(json["access_token"]), 200);
  await sleep(3100);
  assert.equal((await token(target, "short_lived", late)).json["error"], "invalid_grant");
  assert.equal(await served(json["access_token"]), 401);
  assert.equal((await introspect(json["access_token"])).json["active"], false);
});
