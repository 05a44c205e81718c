import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { packageRoot } from "../../targets/faults.js";
import { startReference } from "../../targets/reference.js";
import type { Target } from "../../targets/target.js";
import { authorized, basic, Browser, CALLBACK, get, id, pkce, post, token } from "./client.js";
import type { Answered } from "./client.js";

describe("the reference server", () => {
  let target: Target;
  before(async () => {
    target = await startReference();
  });
  after(() => target.stop());

  async function exchange(client: string, redirectUri: string, params: Record<string, string> = {}): Promise<Answered> {
    const landing = await authorized(target, client, { redirect_uri: redirectUri, ...params });
    const form = {
      grant_type: "authorization_code",
      code: landing.params.get("code") ?? "",
      redirect_uri: redirectUri,
      code_verifier: landing.verifier,
    };
    return token(target, client, form);
  }

  test("gives a code for a plain OAuth request after login and consent, and tokens for it", async () => {
    const landing = await authorized(target);
    assert.equal(landing.pages.length, 2);
    assert.equal(landing.params.get("state"), "s t+a");
    assert.equal(landing.params.get("iss"), target.issuer);
    const form = {
      grant_type: "authorization_code",
      code: landing.params.get("code") ?? "",
      redirect_uri: CALLBACK,
      code_verifier: landing.verifier,
    };
    const answered = await token(target, "confidential", form);
    assert.equal(answered.status, 200);
    assert.equal(answered.json["scope"], "api:read");
    assert.equal(answered.json["token_type"], "Bearer");
    assert.equal(answered.headers.get("cache-control"), "no-store");
  });

  test("rotates refresh tokens and refuses a used one", async () => {
    const first = await exchange("confidential", CALLBACK);
    const form = { grant_type: "refresh_token", refresh_token: String(first.json["refresh_token"]) };
    const second = await token(target, "confidential", form);
    assert.equal(second.status, 200);
    assert.notEqual(second.json["refresh_token"], first.json["refresh_token"]);
    assert.equal((await token(target, "confidential", form)).json["error"], "invalid_grant");
  });

  test("serves its resource to a live token and tells introspection of it", async () => {
    const { json } = await exchange("confidential", CALLBACK);
    const bearer = { authorization: `Bearer ${String(json["access_token"])}` };
    assert.equal((await get(target, "/resource", bearer)).status, 200);
    const asked = await post(
      target,
      "/token/introspection",
      { token: String(json["access_token"]) },
      { authorization: basic(target, "resource_server") },
    );
    assert.equal(asked.json["active"], true);
    assert.equal(asked.json["scope"], "api:read");
  });

  test("challenges at its resource as RFC 6750 says", async () => {
    const none = await get(target, "/resource");
    assert.equal(none.status, 401);
    assert.doesNotMatch(none.headers.get("www-authenticate") ?? "", /error/);
    const bad = await get(target, "/resource", { authorization: "Bearer made-up" });
    assert.equal(bad.status, 401);
    assert.match(bad.headers.get("www-authenticate") ?? "", /^Bearer .*error="invalid_token"/);
    const service = await token(target, "service", { grant_type: "client_credentials", scope: "api:write" });
    const little = await get(target, "/resource", { authorization: `Bearer ${String(service.json["access_token"])}` });
    assert.equal(little.status, 403);
  });

  test("serves client credentials to Basic, to the body and to a secret with reserved characters", async () => {
    const form = { grant_type: "client_credentials", scope: "api:read" };
    assert.equal((await token(target, "service", form)).status, 200);
    assert.equal((await token(target, "reserved", form)).status, 200);
    const secret = target.env["ASSAY_REFERENCE_SERVICE_POST_SECRET"] ?? "";
    assert.equal(
      (await post(target, "/token", { ...form, client_id: id(target, "service_post"), client_secret: secret })).status,
      200,
    );
  });

  test("sends access_denied when the user refuses", async () => {
    const browser = new Browser(target);
    browser.consent = "deny";
    assert.equal((await authorized(target, "confidential", {}, browser)).params.get("error"), "access_denied");
  });

  test("shows the login form again after a wrong password", async () => {
    const browser = new Browser(target);
    browser.fields["password"] = "wrong";
    const { pages } = await authorized(target, "confidential", {}, browser);
    assert.match(pages[1] ?? "", /role="alert".*type="password"/s);
  });

  test("serves one registered URI without redirect_uri and demands it of several", async () => {
    const browser = new Browser(target);
    const one = await browser.authorize({ response_type: "code", client_id: id(target, "other") });
    assert.match(one.url, /^https:\/\/other\.example\.com\/cb\?code=/);
    const several = await browser.authorize({ response_type: "code", client_id: id(target, "confidential") });
    assert.equal(several.url, "");
  });

  test("keeps the query of a redirect URI and takes POST and native URIs", async () => {
    const uri = "https://app.example.com/cb?tenant=1&mode=a";
    assert.ok((await authorized(target, "confidential", { redirect_uri: uri })).url.startsWith(`${uri}&code=`));
    assert.ok(
      (await authorized(target, "native", { redirect_uri: "com.example.app:/cb" })).url.startsWith(
        "com.example.app:/cb?code=",
      ),
    );
    assert.ok(
      (await authorized(target, "native", { redirect_uri: "http://127.0.0.1:4711/cb" })).url.startsWith(
        "http://127.0.0.1:4711/cb?code=",
      ),
    );
    const posted = await new Browser(target).authorizeByPost({
      response_type: "code",
      client_id: id(target, "other"),
      scope: "api:read",
    });
    assert.ok(posted.params.has("code"));
  });

  test("demands PKCE of public clients only", async () => {
    const uri = "https://spa.example.com/cb";
    const bare = { response_type: "code", redirect_uri: uri };
    const browser = new Browser(target);
    assert.equal(
      (await browser.authorize({ ...bare, client_id: id(target, "public") })).params.get("error"),
      "invalid_request",
    );
    const landing = await authorized(target, "public", { redirect_uri: uri });
    const form = {
      grant_type: "authorization_code",
      code: landing.params.get("code") ?? "",
      redirect_uri: uri,
      client_id: id(target, "public"),
      code_verifier: landing.verifier,
    };
    assert.equal((await post(target, "/token", form)).status, 200);
    const { challenge } = pkce();
    assert.notEqual(challenge, landing.challenge);
  });

  test("serves the same metadata at the locations of RFC 8414 and OpenID Connect", async () => {
    const oauth = await get(target, "/.well-known/oauth-authorization-server");
    assert.equal(oauth.json["issuer"], target.issuer);
    assert.equal(oauth.json["authorization_response_iss_parameter_supported"], true);
    assert.deepEqual((await get(target, "/.well-known/openid-configuration")).json, oauth.json);
  });

  test("counts requests and gives every run new names and secrets", async (t) => {
    const other = await startReference();
    t.after(() => other.stop());
    assert.equal(other.requests(), 0);
    await get(other, "/jwks");
    assert.equal(other.requests(), 1);
    assert.deepEqual(Object.keys(other.env), Object.keys(target.env));
    const { ASSAY_REFERENCE_VERSION: version, ...env } = other.env;
    assert.equal(version, target.env["ASSAY_REFERENCE_VERSION"]);
    for (const [name, value] of Object.entries(env)) assert.notEqual(value, target.env[name], name);
  });
});

test("a taken port is refused", async (t) => {
  const first = await startReference();
  t.after(() => first.stop());
  const port = Number(new URL(first.issuer).port);
  await assert.rejects(startReference({ port }), { code: "EADDRINUSE" });
});

test("started by hand it prints its environment and nothing else, and ends on SIGTERM", async (t) => {
  const child = spawn(process.execPath, [join(packageRoot(), "dist/targets/main.js")]);
  t.after(() => child.kill("SIGKILL"));
  const output = { out: "", err: "" };
  child.stderr.on("data", (chunk: Buffer) => (output.err += chunk.toString()));
  await new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output.out += chunk.toString();
      if (output.out.includes("RESOURCE_SERVER_SECRET")) resolve();
    });
  });
  child.kill("SIGTERM");
  const code = await new Promise((resolve) => child.once("exit", resolve));
  assert.equal(code, 0);
  assert.equal(output.err, "");
  for (const line of output.out.trim().split("\n")) assert.match(line, /^ASSAY_REFERENCE_[A-Z_]+=.+$/);
});
