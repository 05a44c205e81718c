import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SignJWT, importJWK } from "jose";
import type { JWK } from "jose";
import { start } from "../../../targets/vendors/openemr/start.js";
import type { Target } from "../../../targets/target.js";
import { Browser, get, pkce, post } from "../client.js";
import type { Answered, Landing } from "../client.js";
import { BASE, bearer, openEmr, part } from "./openemr-requests.js";

const APP = "https://app.example.com/cb";

let target: Target;
before(async () => {
  target = await start();
});
after(() => target.stop());

const { basic, env, token } = openEmr(() => target);

type Authorized = { landing: Landing; verifier: string };

/** O1, Authorization Code Grant, Step 1. */
async function authorize(
  client: string,
  change: Record<string, string> = {},
  drop: string[] = [],
): Promise<Authorized> {
  const browser = new Browser(target);
  browser.fields = { username: env("USER"), password: env("PASSWORD") };
  const { verifier, challenge } = pkce();
  const asked: Record<string, string> = {
    response_type: "code",
    client_id: env(`${client}_ID`),
    redirect_uri: APP,
    scope: "openid offline_access patient/Patient.read patient/Observation.read",
    state: "s t+a&",
    aud: `${target.issuer}/apis/default/fhir`,
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...change,
  };
  for (const name of drop) delete asked[name];
  const landing = await browser.visit(`${BASE}/authorize?${new URLSearchParams(asked).toString()}`);
  return { landing, verifier };
}

/** O1, Step 4, for confidential apps. */
async function tokens(change: Record<string, string> = {}): Promise<Answered> {
  const { landing, verifier } = await authorize("CLIENT", change);
  const code = landing.params.get("code") ?? "";
  const form = { grant_type: "authorization_code", redirect_uri: APP, code, code_verifier: verifier };
  return token(form, { authorization: basic("CLIENT") });
}

describe("the authorization code grant (O1)", () => {
  test("redirects with the code and the state, and gives the tokens of the sample", async () => {
    const { landing } = await authorize("CLIENT");
    assert.ok(landing.url.startsWith(`${APP}?`));
    assert.equal(landing.params.get("state"), "s t+a&");
    const { status, json } = await tokens();
    assert.equal(status, 200);
    assert.equal(json["scope"], "openid offline_access patient/Patient.read patient/Observation.read");
    assert.deepEqual([json["token_type"], json["expires_in"]], ["Bearer", 3600]);
    assert.equal(typeof json["refresh_token"], "string");
    assert.equal(part(json["id_token"], 1)["sub"], part(json["access_token"], 1)["sub"]);
  });

  test("gives a refresh token for offline_access only, which the next one replaces", async () => {
    assert.equal("refresh_token" in (await tokens({ scope: "openid patient/Patient.read" })).json, false);
    const first = (await tokens()).json["refresh_token"];
    const form = { grant_type: "refresh_token", refresh_token: String(first) };
    const renewed = await token(form, { authorization: basic("CLIENT") });
    assert.equal(renewed.status, 200);
    assert.notEqual(renewed.json["refresh_token"], first);
    assert.equal((await token(form, { authorization: basic("CLIENT") })).json["error"], "invalid_grant");
  });

  test("refuses a request that lacks what the table requires, and a challenge that is not S256", async () => {
    for (const name of ["response_type", "client_id", "redirect_uri", "scope", "state"])
      assert.equal((await authorize("CLIENT", {}, [name])).landing.params.has("code"), false, name);
    const plain = await authorize("CLIENT", { code_challenge_method: "plain" });
    assert.equal(plain.landing.params.get("error"), "invalid_request");
    const spa = { redirect_uri: "https://spa.example.com/cb" };
    const open = await authorize("PUBLIC_CLIENT", spa, ["code_challenge", "code_challenge_method"]);
    assert.equal(open.landing.params.get("error"), "invalid_request");
  });
});

test("a client that signs gets a token for a minute (O1, Client Credentials Grant)", async () => {
  const { keys } = JSON.parse(env("SYSTEM_CLIENT_JWKS")) as { keys: [JWK] };
  const assertion = (id: string): Promise<string> =>
    importJWK(keys[0], "RS384").then((key) =>
      new SignJWT({ jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: "RS384", typ: "JWT", kid: keys[0].kid ?? "" })
        .setIssuer(id)
        .setSubject(id)
        .setAudience(`${target.issuer}${BASE}/token`)
        .setIssuedAt()
        .setExpirationTime("5 minutes")
        .sign(key),
    );
  const form = {
    grant_type: "client_credentials",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: await assertion(env("SYSTEM_CLIENT_ID")),
    scope: "system/Patient.read",
  };
  const { status, json } = await token(form);
  assert.equal(status, 200);
  assert.deepEqual([json["expires_in"], json["token_type"], json["scope"]], [60, "Bearer", "system/Patient.read"]);
  assert.equal("refresh_token" in json, false);
  assert.equal((await token({ grant_type: "client_credentials" }, { authorization: basic("CLIENT") })).status, 400);
});

test("introspection tells of a token and of a wrong one (O1, Token Introspection)", async () => {
  const { json } = await tokens();
  const ask = (value: unknown): Promise<Answered> =>
    post(target, `${BASE}/introspect`, { token: String(value) }, { authorization: basic("CLIENT") });
  const told = (await ask(json["access_token"])).json;
  assert.deepEqual(
    [told["active"], told["client_id"], told["username"], told["token_type"], told["aud"], told["iss"]],
    [true, env("CLIENT_ID"), env("USER"), "Bearer", `${target.issuer}/apis/default/fhir`, `${target.issuer}${BASE}`],
  );
  assert.deepEqual((await ask("a.b.c")).json, { active: false });
  const nobody = await post(target, `${BASE}/introspect`, { token: String(json["access_token"]) });
  assert.equal(nobody.status, 401);
});

test("userinfo tells who the user is (O1, UserInfo Endpoint)", async () => {
  const { json } = await tokens({ scope: "openid fhirUser" });
  const info = await get(target, `${BASE}/userinfo`, bearer(json["access_token"]));
  assert.deepEqual(Object.keys(info.json).toSorted(), ["email", "fhirUser", "name", "sub"]);
});

test("metadata are at the two documented places (O1, Discovery Endpoint; O2, SMART Configuration)", async () => {
  const { json } = await get(target, `${BASE}/.well-known/openid-configuration`);
  assert.equal(json["issuer"], `${target.issuer}${BASE}`);
  assert.equal(json["jwks_uri"], `${target.issuer}${BASE}/jwk`);
  assert.deepEqual(json["code_challenge_methods_supported"], ["S256"]);
  const smart = await get(target, "/apis/default/fhir/.well-known/smart-configuration");
  assert.equal(smart.json["revocation_endpoint"], `${target.issuer}${BASE}/revoke`);
  assert.equal((await get(target, "/.well-known/openid-configuration")).status, 404);
});

describe("registration (O1, Standard Registration)", () => {
  const record = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
    application_type: "private",
    redirect_uris: ["https://client.example.org/callback"],
    post_logout_redirect_uris: ["https://client.example.org/logout/callback"],
    client_name: "My Healthcare App",
    token_endpoint_auth_method: "client_secret_post",
    contacts: ["admin@example.org"],
    scope: "openid offline_access api:oemr api:fhir user/Patient.read user/Observation.read",
    ...change,
  });
  const register = async (body: unknown, type = "application/json"): Promise<Answered> => {
    const url = `${target.issuer}${BASE}/registration`;
    const init = { method: "POST", headers: { "content-type": type }, body: JSON.stringify(body) };
    const response = await fetch(url, init);
    const json = (await response.json()) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, text: "", json };
  };

  test("answers with the record of the sample", async () => {
    const { status, json } = await register(record());
    assert.equal(status, 201);
    assert.match(String(json["client_id"]), /^[\w-]{43}$/);
    assert.equal(json["client_secret_expires_at"], 0);
    for (const name of ["application_type", "client_name", "redirect_uris", "token_endpoint_auth_method", "scope"])
      assert.deepEqual(json[name], record()[name], name);
    const own = await get(target, new URL(String(json["registration_client_uri"])).pathname, {
      authorization: `Bearer ${String(json["registration_access_token"])}`,
    });
    assert.equal(own.json["client_id"], json["client_id"]);
  });

  test("gives a public client no secret", async () => {
    const { json } = await register(record({ application_type: "public" }));
    assert.deepEqual([json["application_type"], "client_secret" in json], ["public", false]);
  });

  test("refuses a record that lacks what the table requires, and other types", async () => {
    for (const name of ["application_type", "redirect_uris", "client_name", "token_endpoint_auth_method", "scope"])
      assert.equal((await register(record({ [name]: undefined }))).status, 400, name);
    assert.equal((await register(record({ application_type: "web" }))).status, 400);
    assert.equal((await register(record(), "text/plain")).status, 400);
  });
});
