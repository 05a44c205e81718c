import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Target } from "../../../targets/target.js";
import { start } from "../../../targets/vendors/medirecords/start.js";
import { Browser, get, pkce } from "../client.js";
import type { Answered, Landing } from "../client.js";

// Seed file 001_ed76d66acf5e5794.txt, MediRecords FHIR Implementation Guide 1.4.2: "line N" is a line of it. The guide
// prints no values; those here are invented.

const CALLBACK = "https://app.example.com/cb";
const SCOPE = "openid fhirUser launch patient/*.rs";

let target: Target;
before(async () => void (target = await start()));
after(() => target.stop());

const env = (name: string): string => target.env[`MEDIRECORDS_${name}`] ?? "";

type Form = Record<string, string>;
type Launched = { landing: Landing; form: Form; verifier: string };

/** An EHR launch up to the code, and the complete token request for it: with PKCE unless left out. */
async function launched(params: Form = {}, drop: string[] = []): Promise<Launched> {
  const browser = new Browser(target);
  browser.fields = { username: env("USER"), password: env("PASSWORD") };
  const { verifier, challenge } = pkce();
  const asked: Form = {
    response_type: "code",
    client_id: env("CLIENT_ID"),
    redirect_uri: CALLBACK,
    launch: env("LAUNCH"),
    scope: SCOPE,
    state: "s t+a",
    aud: env("FHIR_URL"),
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...params,
  };
  for (const name of drop) delete asked[name];
  const landing = await browser.visit(`/oauth/smartauth/authorize?${new URLSearchParams(asked).toString()}`);
  const form: Form = {
    grant_type: "authorization_code",
    code: landing.params.get("code") ?? "",
    redirect_uri: CALLBACK,
    code_verifier: verifier,
    client_id: env("CLIENT_ID"),
  };
  return { landing, form, verifier };
}

async function exchange(form: Form, place: "body" | "query" = "body"): Promise<Answered> {
  const text = new URLSearchParams(form).toString();
  const url = `${target.issuer}/oauth/smartauth/token${place === "query" ? `?${text}` : ""}`;
  const body = place === "body" ? new URLSearchParams(form) : undefined;
  const response = await fetch(url, { method: "POST", ...(body ? { body } : {}) });
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text: "", json };
}

const without = (form: Form, name: string): Form =>
  Object.fromEntries(Object.entries(form).filter(([one]) => one !== name));

test("smart-configuration stands below the FHIR base URL and names the token endpoint (lines 9, 11)", async () => {
  const { status, json } = await get(target, "/fhir/.well-known/smart-configuration");
  assert.equal(status, 200);
  assert.equal(json["token_endpoint"], `${target.issuer}/oauth/smartauth/token`);
  assert.equal(json["authorization_endpoint"], `${target.issuer}/oauth/smartauth/authorize`);
  assert.deepEqual(json["grant_types_supported"], ["authorization_code"]);
});

test("the token request gets every response parameter of the table (lines 14 to 36)", async () => {
  const { landing, form } = await launched();
  assert.equal(landing.params.get("state"), "s t+a");
  const { status, json } = await exchange(form);
  assert.equal(status, 200);
  assert.equal(typeof json["access_token"], "string");
  assert.equal(json["token_type"], "Bearer");
  assert.equal(typeof json["expires_in"], "number");
  assert.equal(json["scope"], SCOPE);
  assert.equal(json["patient"], env("PATIENT"));
  assert.match(String(json["encounter"]), /^[0-9a-f-]{36}$/);
  assert.ok(Array.isArray(json["fhirContext"]));
  assert.match(JSON.stringify(json["fhirContext"]), /^\[\{"reference":"[A-Z][A-Za-z]+\/[^"]+"\}\]$/);
  assert.equal("refresh_token" in json, false, "optional, and there is no grant to use one with");
  const [, claims = ""] = String(json["id_token"]).split(".");
  const { fhirUser } = JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as { fhirUser: string };
  assert.equal(fhirUser, `${env("FHIR_URL")}/Practitioner/${env("USER")}`);
});

test("the parameters are taken in the query too, as their heading says (line 14)", async () => {
  const { form } = await launched();
  assert.equal((await exchange(form, "query")).status, 200);
});

test("a parameter that stands in the body and in the query is refused", async () => {
  const { form } = await launched();
  const url = `${target.issuer}/oauth/smartauth/token?code=${form["code"] ?? ""}`;
  assert.equal((await fetch(url, { method: "POST", body: new URLSearchParams(form) })).status, 400);
});

test("id_token comes only where openid was granted (line 30)", async () => {
  const { form } = await launched({ scope: "launch patient/*.rs" });
  const { status, json } = await exchange(form);
  assert.equal(status, 200);
  assert.equal("id_token" in json, false);
  assert.equal(json["patient"], env("PATIENT"));
});

test("the scope granted may be less than the one asked for, and is told (line 29)", async () => {
  const { form } = await launched({ scope: "launch patient/*.rs system/*.rs" });
  assert.equal((await exchange(form)).json["scope"], "launch patient/*.rs");
});

test("without a challenge no verifier is needed (line 18)", async () => {
  const { form } = await launched({}, ["code_challenge", "code_challenge_method"]);
  assert.equal((await exchange(without(form, "code_verifier"))).status, 200);
});

const REFUSED: [what: string, change: (form: Form) => Form, status: number, error: string][] = [
  [
    "a redirect_uri that is not that of the authorization request (line 37)",
    (form) => ({ ...form, redirect_uri: "https://app.example.com/cb?tenant=1" }),
    400,
    "invalid_grant",
  ],
  ["no grant_type (line 38)", (form) => without(form, "grant_type"), 400, "invalid_request"],
  ["no code (line 38)", (form) => without(form, "code"), 400, "invalid_request"],
  ["no redirect_uri (line 38)", (form) => without(form, "redirect_uri"), 400, "invalid_request"],
  ["no client_id (line 38)", (form) => without(form, "client_id"), 400, "invalid_request"],
  [
    "a grant type that is not supported (line 39)",
    (form) => ({ ...form, grant_type: "refresh_token", refresh_token: "r-0123456789" }),
    400,
    "unsupported_grant_type",
  ],
  ["no code_verifier after a challenge (line 40)", (form) => without(form, "code_verifier"), 400, "invalid_grant"],
  [
    "a code_verifier that does not fit (line 41)",
    (form) => ({ ...form, code_verifier: "v".repeat(43) }),
    400,
    "invalid_grant",
  ],
  ["a code that was never given out (line 41)", (form) => ({ ...form, code: "c".repeat(43) }), 400, "invalid_grant"],
  [
    "a client_id that nobody has (line 42)",
    (form) => ({ ...form, client_id: "00000000-0000-4000-8000-000000000000" }),
    401,
    "invalid_client",
  ],
  [
    "an app that is not authorised (line 42)",
    (form) => ({ ...form, client_id: env("UNAUTHORISED_CLIENT_ID") }),
    401,
    "invalid_client",
  ],
];
for (const [what, change, status, error] of REFUSED)
  test(`the token request is refused for ${what}`, async () => {
    const { form } = await launched();
    const refused = await exchange(change(form));
    assert.deepEqual([refused.status, refused.json["error"]], [status, error]);
  });

test("a code that was used is refused (line 41)", async () => {
  const { form } = await launched();
  assert.equal((await exchange(form)).status, 200);
  assert.equal((await exchange(form)).status, 400);
});

test("a launch that nobody began, and another FHIR server, get no code", async () => {
  const wrongs: Form[] = [{ launch: "l-0123456789" }, { aud: "https://fhir.example.com/r4" }];
  for (const wrong of wrongs) {
    const { landing } = await launched(wrong);
    assert.deepEqual([landing.params.get("code"), landing.params.get("error")], [null, "invalid_request"]);
  }
});

test("the access token opens FHIR resources, and nothing else does (line 12)", async () => {
  const { form } = await launched();
  const { json } = await exchange(form);
  const path = `/fhir/Patient/${env("PATIENT")}`;
  const opened = await get(target, path, { authorization: `Bearer ${String(json["access_token"])}` });
  assert.deepEqual([opened.status, opened.json["resourceType"]], [200, "Patient"]);
  assert.equal((await get(target, path)).status, 401);
  const { form: narrow } = await launched({ scope: "launch" });
  const token = String((await exchange(narrow)).json["access_token"]);
  assert.equal((await get(target, path, { authorization: `Bearer ${token}` })).status, 403);
});
