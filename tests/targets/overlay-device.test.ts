import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { Target } from "../../targets/target.js";
import type { Answered } from "./client.js";
import { Browser, id, post } from "./client.js";
import { laid, stopAll } from "./laid.js";

const GRANT = "urn:ietf:params:oauth:grant-type:device_code";

async function begin(target: Target): Promise<Record<string, string>> {
  const { json } = await post(target, "/device/auth", { client_id: id(target, "device"), scope: "api:read" });
  return json as Record<string, string>;
}

const poll = (target: Target, code = "", client = "device"): Promise<Answered> =>
  post(target, "/token", { grant_type: GRANT, device_code: code, client_id: id(target, client) });

async function enter(target: Target, code = "", browser = new Browser(target)): Promise<string | undefined> {
  browser.fields["user_code"] = code;
  return (await browser.visit("/device")).pages.at(-1);
}

describe("operations on device flows", () => {
  after(stopAll);

  test("a device code is right, wrong, foreign or used", async () => {
    const told = (error: string): { status: number; json: { error: string } } => ({ status: 400, json: { error } });
    const target = await laid(
      { at: "token", when: { params: { device_code: "wrong" } }, reply: told("wrong") },
      { at: "token", when: { params: { device_code: "foreign" } }, reply: told("foreign") },
      { at: "token", when: { params: { device_code: "used" } }, replay: true },
    );
    const { device_code: code, user_code: user } = await begin(target);
    assert.equal((await poll(target, "made-up")).json["error"], "wrong");
    assert.equal((await poll(target, code, "device_short")).json["error"], "foreign");
    assert.equal((await poll(target, code)).json["error"], "authorization_pending");
    await enter(target, user);
    const first = await poll(target, code);
    assert.equal((await poll(target, code)).json["access_token"], first.json["access_token"]);
    assert.ok(first.json["access_token"]);
  });

  test("codes that were changed on their way out work all the same", async () => {
    const change = { device_code: { pattern: "^(.{6}).*", to: "$1" }, user_code: { pattern: "$", to: "-0O" } };
    const target = await laid({ at: "device", members: { change } });
    const { device_code: code, user_code: user } = await begin(target);
    assert.equal(code?.length, 6);
    assert.match((await enter(target, user)) ?? "", /Device signed in/);
    assert.equal((await poll(target, code)).status, 200);
  });

  test("what was typed for a device belongs to its origin; a member may name another", async () => {
    const reply = { status: 200, json: { access_token: "made-up" } };
    const opened = { params: { device_code: "right" as const }, origin: { user_code: "present" as const } };
    const set = { verification_uri: "${issuer}/device?user_code=${user_code}" };
    const target = await laid({ at: "token", when: opened, reply }, { at: "device", members: { set } });
    const { device_code: code, user_code: user, verification_uri: uri } = await begin(target);
    assert.ok(uri?.endsWith(`?user_code=${user}`));
    assert.equal((await poll(target, code)).json["error"], "authorization_pending");
    await fetch(uri ?? "");
    assert.equal((await poll(target, code)).json["access_token"], "made-up");
  });

  test("refused requests of one browser are counted, and a page is changed by pattern", async () => {
    const page = "<h1>Wait</h1>";
    const target = await laid(
      { at: "device", when: { method: "POST", failures: 2 }, reply: { status: 429, page } },
      { at: "device", body: { change: { pattern: "not found", to: "unheard of" } } },
    );
    const browser = new Browser(target);
    for (let tries = 0; tries < 2; tries += 1)
      assert.match((await enter(target, "WRNG-CODE", browser)) ?? "", /was unheard of/);
    assert.equal(await enter(target, "WRNG-CODE", browser), page);
    assert.match((await enter(target, "WRNG-CODE")) ?? "", /unheard of/);
  });
});
