import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { authorized, CALLBACK, token } from "./client.js";
import { laid, SERVICE, stopAll } from "./laid.js";

describe("operations on answers", () => {
  after(stopAll);

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

  test("body puts markup at the end of a page, with parameters as they were sent", async () => {
    const target = await laid({ at: "page", body: { insert: "<i>${state}</i>" } });
    const { pages } = await authorized(target, "confidential", { state: "<b>" });
    assert.ok(pages[0]?.endsWith("<i><b></i></body></html>"), pages[0]);
  });

  test("a login that is answered with 307 goes on all the same, since the server reads nothing of the form", async () => {
    const target = await laid({ at: "page", when: { answer: { status: 303 } }, status: 307 });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const back = await fetch(`${target.issuer}/auth/nothing`, { method: "POST", headers, body: "password=x" });
    assert.notEqual(back.status, 404);
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
