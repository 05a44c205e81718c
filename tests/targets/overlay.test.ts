import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { Step } from "../../targets/overlay/types.js";
import { startReference } from "../../targets/reference.js";
import type { Fault, Target } from "../../targets/reference.js";
import { authorized, basic, Browser, CALLBACK, get, id, post, token } from "./client.js";
import type { Answered } from "./client.js";

const started: Target[] = [];

function fault(...steps: Step[]): Fault {
  return { kind: "fault", slug: "tried", title: "tried", breaks: [], also: [], over: [], frees: [], do: steps };
}

async function laid(...steps: Step[]): Promise<Target> {
  const target = await startReference({ faults: [fault(...steps)] });
  started.push(target);
  return target;
}

const SERVICE = { grant_type: "client_credentials", scope: "api:read" };

async function redeem(
  target: Target,
  change: Record<string, string> = {},
  client = "confidential",
  authorization: Record<string, string> = {},
): Promise<Answered> {
  const landing = await authorized(target, "confidential", authorization);
  const form = {
    grant_type: "authorization_code",
    code: landing.params.get("code") ?? "",
    redirect_uri: CALLBACK,
    code_verifier: landing.verifier,
    ...change,
  };
  return token(target, client, form);
}

describe("operations on answers", () => {
  after(() => Promise.all(started.splice(0).map((target) => target.stop())));

  test("header sets, drops and changes, and leaves other answers alone", async () => {
    const target = await laid({
      at: "token",
      when: { answer: { kind: "success" } },
      header: { "Cache-Control": null, "x-new": "1", "content-type": { pattern: "; .*", to: "" } },
    });
    const good = await token(target, "service", SERVICE);
    assert.equal(good.headers.get("cache-control"), null);
    assert.equal(good.headers.get("x-new"), "1");
    assert.equal(good.headers.get("content-type"), "application/json");
    const bad = await token(target, "service", {});
    assert.equal(bad.headers.get("cache-control"), "no-store");
    assert.equal(bad.headers.get("x-new"), null);
  });

  test("status changes the status of the answers that match", async () => {
    const target = await laid({ at: "token", when: { answer: { error: "invalid_request" } }, status: 422 });
    assert.equal((await token(target, "service", {})).status, 422);
    assert.equal((await token(target, "service", { grant_type: "nonsense" })).status, 400);
  });

  test("members sets, drops, renames, changes and repeats", async () => {
    const target = await laid({
      at: "token",
      members: {
        set: { note: "${scope}", expires_in: "1" },
        drop: ["scope"],
        rename: { token_type: "tokenType" },
        change: { access_token: { pattern: "^.*$", to: "x" } },
        repeat: { note: 1 },
      },
    });
    const { text, json } = await token(target, "service", SERVICE);
    assert.deepEqual(json, { access_token: "x", expires_in: "1", note: "api:read", tokenType: "Bearer" });
    assert.equal(text.match(/"note"/g)?.length, 2);
  });

  test("redirect edits parameters and moves them", async () => {
    const target = await laid({
      at: "authorization",
      when: { answer: { kind: "success" } },
      redirect: { set: { state: "other" }, drop: ["iss"], repeat: ["state"], into: "fragment" },
    });
    const { url } = await authorized(target);
    assert.match(url, /^https:\/\/app\.example\.com\/cb#code=[\w-]+&state=other&state=other$/);
    const error = await authorized(target, "confidential", { response_type: "nonsense" });
    assert.match(error.url, /\?error=unsupported_response_type.*&state=s\+t%2Ba&iss=/);
  });

  test("redirect can lose the query of the redirect URI", async () => {
    const target = await laid({ at: "authorization", redirect: { own_query: "drop" } });
    const { url } = await authorized(target, "confidential", { redirect_uri: `${CALLBACK}?tenant=1&mode=a` });
    assert.ok(url.startsWith(`${CALLBACK}?code=`));
  });

  test("body writes the members in another form", async () => {
    const target = await laid({ at: "token", body: { as: "form" } });
    assert.match(
      (await token(target, "service", SERVICE)).text,
      /^access_token=[\w-]+&expires_in=3600&scope=api%3Aread/,
    );
  });

  test("reply takes the place of the server, by page, JSON and redirect", async () => {
    const target = await laid(
      { at: "token", when: { params: { scope: "missing" } }, reply: { status: 400, json: { error: "invalid_scope" } } },
      {
        at: "authorization",
        when: { params: { state: "missing" } },
        reply: { redirect: { error: "invalid_request" } },
      },
      {
        at: "authorization",
        when: { answer: { error: "unsupported_response_type" } },
        reply: { status: 500, page: "<p>no</p>" },
      },
    );
    assert.equal((await token(target, "service", { grant_type: "client_credentials" })).json["error"], "invalid_scope");
    assert.equal((await token(target, "service", SERVICE)).status, 200);
    const stateless = await authorized(target, "confidential", { state: "" });
    assert.equal(stateless.url, `${CALLBACK}?error=invalid_request&iss=${encodeURIComponent(target.issuer)}`);
    assert.deepEqual((await authorized(target, "confidential", { response_type: "nonsense" })).pages, ["<p>no</p>"]);
  });
});

describe("operations on requests", () => {
  after(() => Promise.all(started.splice(0).map((target) => target.stop())));

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

  test("mend lets a client in without its secret, and no other", async () => {
    const target = await laid({ at: "token", when: { auth: "none", client: "confidential" }, mend: ["client"] });
    assert.equal((await post(target, "/token", { ...SERVICE, client_id: id(target, "service") })).status, 200);
    assert.equal((await post(target, "/token", { ...SERVICE, client_id: id(target, "public") })).status, 400);
    const wrong = { authorization: `Basic ${Buffer.from(`${id(target, "service")}:wrong`).toString("base64")}` };
    assert.equal((await post(target, "/token", SERVICE, wrong)).status, 401);
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
