import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { startReference } from "../../targets/reference.js";
import { authorized, basic, Browser, CALLBACK, get, id, post, token } from "./client.js";
import { laid, redeem, SERVICE, started, stopAll } from "./laid.js";

describe("operations on requests", () => {
  after(stopAll);

  test("request sets, drops, lowers and takes the first of repeated parameters", async () => {
    const target = await laid(
      { at: "token", when: { repeated: true }, request: { dedupe: true } },
      {
        at: "token",
        when: { params: { grant_type: { matches: "[A-Z]" } } },
        request: { lower: ["grant_type"], set: { scope: "api:write" } },
      },
    );
    assert.equal(
      (await token(target, "service", [...Object.entries(SERVICE), ["scope", "api:write"]])).json["scope"],
      "api:read",
    );
    assert.equal((await token(target, "service", { grant_type: "CLIENT_CREDENTIALS" })).json["scope"], "api:write");
    assert.equal((await token(target, "service", { grant_type: "nonsense" })).status, 400);
  });

  test("request reads the query and GET", async () => {
    const target = await laid({ at: "token", when: { method: "GET" }, request: { merge: "query", method: "POST" } });
    const headers = { authorization: basic(target, "service") };
    const query = new URLSearchParams(SERVICE).toString();
    assert.equal((await get(target, `/token?${query}`, headers)).status, 200);
    assert.equal((await post(target, `/token?${query}`, {}, headers)).status, 400);
  });

  test("a condition on request headers holds for the header that fits, and for no other", async () => {
    const target = await laid({
      at: "token",
      when: { headers: { "User-Agent": { matches: "; wv\\)" }, "x-absent": "absent" } },
      reply: { status: 403, json: { error: "embedded" } },
    });
    const send = (headers: Record<string, string>): Promise<{ status: number }> =>
      post(target, "/token", SERVICE, { authorization: basic(target, "service"), ...headers });
    assert.equal((await send({ "user-agent": "Mozilla/5.0 (Linux; wv)" })).status, 403);
    assert.equal((await send({ "user-agent": "Mozilla/5.0 (Linux)" })).status, 200);
    assert.equal((await send({ "user-agent": "Mozilla/5.0 (Linux; wv)", "x-absent": "1" })).status, 200);
  });

  test("request lets the query count more than the body", async () => {
    const target = await laid({
      at: "token",
      when: { query: { grant_type: "present" } },
      request: { merge: "query-first" },
    });
    const headers = { authorization: basic(target, "service") };
    const body = { ...SERVICE, grant_type: "wrong" };
    assert.equal((await post(target, "/token?grant_type=client_credentials", body, headers)).status, 200);
    assert.equal((await post(target, "/token", body, headers)).status, 400);
  });

  test("a condition on wrong secrets holds for the client that sent them, from then on", async () => {
    const target = await laid({ at: "token", when: { wrong_secrets: 2 }, reply: { status: 429, json: {} } });
    const wrong = { authorization: `Basic ${Buffer.from(`${id(target, "service")}:wrong`).toString("base64")}` };
    assert.equal((await post(target, "/token", SERVICE, wrong)).status, 401);
    assert.equal((await token(target, "service", SERVICE)).status, 200);
    assert.equal((await post(target, "/token", SERVICE, wrong)).status, 401);
    assert.equal((await token(target, "service", SERVICE)).status, 429);
    assert.equal((await token(target, "reserved", SERVICE)).status, 200);
  });

  test("mend lets a client in without its secret, and no other", async () => {
    const target = await laid({ at: "token", when: { auth: "none", client: "confidential" }, mend: ["client"] });
    assert.equal((await post(target, "/token", { ...SERVICE, client_id: id(target, "service") })).status, 200);
    assert.equal((await post(target, "/token", { ...SERVICE, client_id: id(target, "public") })).status, 400);
    const wrong = { authorization: `Basic ${Buffer.from(`${id(target, "service")}:wrong`).toString("base64")}` };
    assert.equal((await post(target, "/token", SERVICE, wrong)).status, 401);
  });

  test("a condition on request headers", async () => {
    const target = await laid(
      {
        at: "metadata",
        when: { headers: { "X-Forwarded-Host": { is: "other.example" } } },
        members: { set: { issuer: "x" } },
      },
      { at: "metadata", when: { headers: { forwarded: "present" } }, members: { set: { issuer: "y" } } },
    );
    const issuer = async (headers: Record<string, string>): Promise<unknown> =>
      (await get(target, "/.well-known/oauth-authorization-server", headers)).json["issuer"];
    assert.equal(await issuer({ "x-forwarded-host": "other.example" }), "x");
    assert.equal(await issuer({ forwarded: "host=other.example" }), "y");
    assert.equal(await issuer({ "x-forwarded-host": "third.example" }), target.issuer);
  });

  test("a condition on what comes while the same code is under way", async () => {
    const made = { status: 200, json: { access_token: "made-up" } };
    const target = await laid({ at: "token", when: { params: { code: "present" }, concurrent: true }, reply: made });
    const landing = await authorized(target, "confidential", {});
    const form = {
      grant_type: "authorization_code",
      code: landing.params.get("code") ?? "",
      redirect_uri: CALLBACK,
      code_verifier: landing.verifier,
    };
    const answers = await Promise.all(Array.from({ length: 8 }, () => token(target, "confidential", form)));
    const tokens = answers.flatMap(({ json }) => json["access_token"] ?? []);
    assert.ok(tokens.includes("made-up"), "one came while another was under way");
    assert.equal(tokens.filter((one) => one !== "made-up").length, 1);
    assert.equal((await token(target, "confidential", form)).status, 400);
  });

  test("mend lets another client redeem a code", async () => {
    const target = await laid({ at: "token", when: { params: { code: "foreign" } }, mend: ["client"] });
    assert.equal((await redeem(target, {}, "other")).status, 200);
    assert.equal((await redeem(target, { code: "made-up" }, "other")).status, 400);
  });

  test("mend accepts a redirect URI at both endpoints and shows the client its own", async () => {
    const requested = "https://app.example.com/cb/more?a=b";
    const target = await laid({
      at: "authorization",
      when: { params: { redirect_uri: "path-suffix" } },
      mend: ["redirect_uri"],
    });
    const landing = await authorized(target, "confidential", { redirect_uri: requested });
    assert.ok(landing.url.startsWith(`${requested}&code=`), landing.url);
    assert.equal(
      (await redeem(target, { redirect_uri: requested }, "confidential", { redirect_uri: requested })).status,
      200,
    );
    assert.equal((await authorized(target, "confidential", { redirect_uri: "https://evil.example/cb/more" })).url, "");
  });

  test("mend forgives a wrong verifier where the trigger says so, and no other", async () => {
    const target = await laid({
      at: "token",
      when: { params: { code_verifier: "challenge" } },
      mend: ["code_verifier"],
    });
    const landing = await authorized(target);
    const form = { grant_type: "authorization_code", code: landing.params.get("code") ?? "", redirect_uri: CALLBACK };
    assert.equal((await token(target, "confidential", { ...form, code_verifier: landing.challenge })).status, 200);
    assert.equal((await redeem(target)).status, 200);
    assert.equal((await redeem(target, { code_verifier: "w".repeat(43) })).json["error"], "invalid_grant");
    assert.equal((await redeem(target, { code_verifier: "" })).json["error"], "invalid_grant");
  });

  test("mend can make plain work, and still tells a wrong verifier", async () => {
    const target = await laid({
      at: "authorization",
      when: { params: { code_challenge_method: { is: "plain" } } },
      mend: ["code_challenge"],
    });
    const verifier = "v".repeat(60);
    const plain = { code_challenge: verifier, code_challenge_method: "plain" };
    assert.equal((await redeem(target, { code_verifier: verifier }, "confidential", plain)).status, 200);
    assert.equal(
      (await redeem(target, { code_verifier: "w".repeat(60) }, "confidential", plain)).json["error"],
      "invalid_grant",
    );
  });

  test("replay answers a used code as before, and a fresh one as the server does", async () => {
    const target = await laid({ at: "token", when: { params: { code: "used" } }, replay: true });
    const landing = await authorized(target);
    const form = {
      grant_type: "authorization_code",
      code: landing.params.get("code") ?? "",
      redirect_uri: CALLBACK,
      code_verifier: landing.verifier,
    };
    const first = await token(target, "confidential", form);
    assert.equal(first.status, 200);
    assert.deepEqual((await token(target, "confidential", form)).json, first.json);
  });

  test("pages can be shown on two pages, reworded, or not at all", async () => {
    const twice = await laid({ at: "page", pages: "two-step" });
    assert.equal((await authorized(twice)).pages.length, 3);
    const reworded = await laid({ at: "page", pages: "reworded" });
    assert.ok((await authorized(reworded)).params.has("code"));
    const none = await laid({ at: "page", pages: "none" });
    assert.equal((await authorized(none)).pages.length, 0);
  });

  test("grant_allowed knows the implicit grant and device codes", async () => {
    const reply = { reply: { status: 418, json: {} } } as const;
    const target = await laid({ at: ["authorization", "device"], when: { grant_allowed: false }, ...reply });
    const asked = async (type: string, client: string): Promise<number> =>
      (await get(target, `/auth?response_type=${type}&client_id=${id(target, client)}`)).status;
    const device = async (client: string, headers = {}): Promise<number> =>
      (await post(target, "/device/auth", { ...(client && { client_id: id(target, client) }) }, headers)).status;
    assert.equal(await asked("token", "implicit"), 303);
    assert.equal(await asked("token", "other"), 418);
    assert.equal(await asked("code", "other"), 303);
    assert.equal(await asked("code", "implicit"), 418);
    assert.equal(await device("device"), 200);
    assert.equal(await device("", { authorization: basic(target, "device_confidential") }), 200);
    assert.equal(await device("public"), 418);
  });

  test("an answer that no step matches comes through as it was", async () => {
    const target = await laid({ at: "jwks", status: 500 });
    const plain = await startReference();
    started.push(plain);
    for (const path of ["/.well-known/oauth-authorization-server", "/resource"]) {
      const [changed, same] = [await get(target, path), await get(plain, path)];
      assert.equal(changed.text.replaceAll(target.issuer, ""), same.text.replaceAll(plain.issuer, ""));
      assert.deepEqual([...changed.headers.keys()], [...same.headers.keys()]);
    }
    const denied = new Browser(target);
    denied.consent = "deny";
    assert.equal((await authorized(target, "confidential", {}, denied)).params.get("error"), "access_denied");
  });
});
