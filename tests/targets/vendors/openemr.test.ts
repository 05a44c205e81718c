import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { SignJWT, importJWK } from "jose";
import type { JWK } from "jose";
import { start } from "../../../targets/vendors/openemr/start.js";
import type { Target } from "../../../targets/target.js";
import { Browser, get, pkce, post } from "../client.js";
import type { Answered, Landing } from "../client.js";

// "line N" is a line of the seed 000_a3ca7d476ba6db05.txt, with invented values; "O1" is the project's
// Documentation/api/AUTHENTICATION.md and "O2" its SMART_ON_FHIR.md, by heading.

const BASE = "/oauth2/default";
const ASKED = "api:port patient/encounter.read patient/patient.read api:fhir";
const APP = "https://app.example.com/cb";

let target: Target;
before(async () => {
  target = await start();
});
after(() => target.stop());

const env = (name: string): string => target.env[`OPENEMR_${name}`] ?? "";
const basic = (name: string): string =>
  `Basic ${Buffer.from(`${env(`${name}_ID`)}:${env(`${name}_SECRET`)}`).toString("base64")}`;
const token = (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answered> =>
  post(target, `${BASE}/token`, form, headers);
const bearer = (value: unknown): Record<string, string> => ({ authorization: `Bearer ${String(value)}` });
const part = (jwt: unknown, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(jwt).split(".")[index] ?? "", "base64url").toString("utf8")) as Record<string, unknown>;

/** Lines 26 to 32. */
const login = (change: Record<string, string> = {}): Record<string, string> => ({
  username: env("USER"),
  password: env("PASSWORD"),
  grant_type: "password",
  client_id: env("PORTAL_CLIENT_ID"),
  scope: ASKED,
  user_role: "patient",
  email: env("EMAIL"),
  ...change,
});

const without = (form: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(form).filter(([key]) => key !== name));

/** Lines 21 to 32 as curl sends them: two Content-Type headers, the first without a boundary. */
function sendSample(fields: Record<string, string>): Promise<{ status: number; json: Record<string, unknown> }> {
  const boundary = "---011000010111000001101001";
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const types = ["multipart/form-data", `multipart/form-data; boundary=${boundary}`];
  const headers = { accept: "application/json", "content-type": types as unknown as string };
  return new Promise((resolve, reject) => {
    const sent = request(`${target.issuer}${BASE}/token`, { method: "POST", headers }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => (text += String(chunk)));
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, json: JSON.parse(text) as Record<string, unknown> }),
      );
    });
    sent.on("error", reject);
    sent.end(`${parts.join("")}--${boundary}--\r\n`);
  });
}

describe("the portal's login", () => {
  test("gives what the sample shows, by multipart and form-encoded (lines 21 to 40)", async () => {
    for (const { status, json } of [await sendSample(login()), await token(login())]) {
      assert.equal(status, 200);
      assert.deepEqual(Object.keys(json), ["scope", "token_type", "expires_in", "access_token"]);
      assert.deepEqual(
        [json["scope"], json["token_type"], json["expires_in"]],
        ["patient/encounter.read patient/patient.read", "Bearer", 3600],
      );
    }
  });

  test("gives a JWT as the sample's (line 39), signed by a key that is published", async () => {
    const jwt = String((await token(login())).json["access_token"]);
    assert.deepEqual(part(jwt, 0), { typ: "JWT", alg: "RS256" });
    const claims = part(jwt, 1);
    assert.deepEqual(Object.keys(claims), ["aud", "jti", "iat", "nbf", "exp", "sub", "scopes"]);
    assert.equal(claims["aud"], env("PORTAL_CLIENT_ID"));
    assert.match(String(claims["jti"]), /^[0-9a-f]{80}$/);
    assert.equal(claims["nbf"], claims["iat"]);
    assert.equal(claims["exp"], Number(claims["iat"]) + 3600);
    assert.deepEqual(claims["scopes"], [...ASKED.split(" "), "site:default"]);
    const { keys } = (await get(target, `${BASE}/jwk`)).json as { keys: { alg: string }[] };
    const key = createPublicKey({ key: keys.find(({ alg }) => alg === "RS256") as never, format: "jwk" });
    const [head, body, signature = ""] = jwt.split(".");
    assert.ok(verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url")));
  });

  test("without api:fhir is refused with a hint at api:port (lines 12 to 18)", async () => {
    const { status, json } = await token(login({ scope: "api:port patient/encounter.read patient/patient.read" }));
    assert.equal(status, 400);
    const said = "The requested scope is invalid, unknown, or malformed";
    assert.deepEqual(json, {
      error: "invalid_scope",
      error_description: said,
      hint: "Check the `api:port` scope",
      message: said,
    });
  });

  test("needs the name and the e-mail address (line 33), the role and the password", async () => {
    for (const name of ["username", "email", "user_role", "password"]) {
      const { status, json } = await token(without(login(), name));
      assert.deepEqual([name, status, json["error"]], [name, 400, "invalid_request"]);
    }
    assert.equal((await token(login({ user_role: "nobody" }))).json["error"], "invalid_request");
    for (const name of ["username", "email", "password"])
      assert.equal((await token(login({ [name]: "wrong" }))).json["error"], "invalid_grant");
  });

  test("lets staff in without an e-mail address, with a role of their own (O1, Password Grant)", async () => {
    const staff = { user_role: "users", username: env("STAFF_USER"), password: env("STAFF_PASSWORD") };
    const form = without(login({ ...staff, scope: "openid offline_access api:oemr user/Patient.read" }), "email");
    const { status, json } = await token(form);
    assert.deepEqual([status, json["scope"]], [200, "user/Patient.read"]);
  });
});

describe("the portal", () => {
  test("shows the patient's record, whose uuid is the token's sub (lines 42 to 78)", async () => {
    const jwt = (await token(login())).json["access_token"];
    const { status, json } = await get(target, "/apis/default/portal/patient", bearer(jwt));
    assert.equal(status, 200);
    assert.deepEqual([json["validationErrors"], json["internalErrors"]], [[], []]);
    const data = json["data"] as Record<string, unknown>;
    assert.equal(data["uuid"], part(jwt, 1)["sub"]);
    assert.equal(data["email"], env("EMAIL"));
    assert.equal(Object.keys(data).length, 27);
  });

  test("refuses no token, one that was changed, and one without the scope", async () => {
    const patient = "/apis/default/portal/patient";
    const jwt = String((await token(login())).json["access_token"]);
    const narrow = await token(login({ scope: "api:fhir patient/encounter.read" }));
    assert.equal((await get(target, patient)).status, 401);
    assert.equal((await get(target, patient, bearer(`${jwt.slice(0, -4)}AAAA`))).status, 401);
    assert.equal((await get(target, patient, bearer(narrow.json["access_token"]))).status, 403);
  });
});

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
