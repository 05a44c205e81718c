import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { start } from "../../../targets/vendors/openemr/start.js";
import type { Target } from "../../../targets/target.js";
import { get } from "../client.js";
import { BASE, bearer, openEmr, part } from "./openemr-requests.js";

const ASKED = "api:port patient/encounter.read patient/patient.read api:fhir";

let target: Target;
before(async () => {
  target = await start();
});
after(() => target.stop());

const { env, token } = openEmr(() => target);

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
