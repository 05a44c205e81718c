import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startReference } from "../../targets/reference.js";
import type { Target } from "../../targets/target.js";
import { Browser, id, post, token } from "./client.js";
import type { Answered } from "./client.js";

const GRANT = "urn:ietf:params:oauth:grant-type:device_code";

let target: Target;
before(async () => {
  target = await startReference();
});
after(() => target.stop());

async function begin(client = "device"): Promise<Record<string, string>> {
  const { status, json } = await post(target, "/device/auth", { client_id: id(target, client), scope: "api:read" });
  assert.equal(status, 200);
  return json as Record<string, string>;
}

const poll = (code: string | undefined, client = "device"): Promise<Answered> =>
  post(target, "/token", { grant_type: GRANT, device_code: code ?? "", client_id: id(target, client) });

const titles = (pages: string[]): string[] => pages.map((html) => /<title>([^<]*)/.exec(html)?.[1] ?? "");

/** Enters a code as a person would, and says which pages came. */
async function enter(code: string | undefined, browser = new Browser(target)): Promise<string[]> {
  browser.fields["user_code"] = code ?? "";
  return titles((await browser.visit("/device")).pages);
}

describe("the device flow", () => {
  test("tells a code, where to enter it and how often to ask", async () => {
    const answer = await begin();
    assert.equal(answer["interval"], 1);
    assert.equal(answer["verification_uri"], `${target.issuer}/device`);
    assert.equal(answer["verification_uri_complete"], `${target.issuer}/device?user_code=${answer["user_code"]}`);
  });

  test("goes over plain forms to a token, once", async () => {
    const { device_code: code, user_code: user } = await begin();
    assert.equal((await poll(code)).json["error"], "authorization_pending");
    assert.deepEqual(await enter(user), ["Device", "Confirm device", "Sign in", "Allow access", "Device signed in"]);
    await sleep(1000);
    const answered = await poll(code);
    assert.equal(answered.status, 200);
    assert.equal(answered.json["scope"], "api:read");
    assert.ok(answered.json["refresh_token"]);
    assert.equal((await poll(code)).json["error"], "invalid_grant");
  });

  test("shows the code of a complete link in its field", async () => {
    const { device_code: code, user_code: user } = await begin();
    const browser = new Browser(target);
    const { pages } = await browser.visit(`/device?user_code=${user}`);
    assert.doesNotMatch(pages[0] ?? "", /<script/);
    assert.equal(titles(pages).at(-1), "Device signed in");
    assert.equal((await poll(code)).status, 200);
  });

  test("serves confidential clients, and codes to their own client only", async () => {
    const first = await token(target, "device_confidential", {
      grant_type: GRANT,
      device_code: (await begin())["device_code"] ?? "",
    });
    assert.deepEqual([first.status, first.json["error"]], [400, "invalid_grant"]);
    assert.equal((await post(target, "/device/auth", { client_id: id(target, "public") })).status, 400);
  });

  test("says slow_down to a client that polls faster than the interval, and only to it", async () => {
    const { device_code: code } = await begin();
    assert.equal((await poll(code)).json["error"], "authorization_pending");
    const hasty = await poll(code);
    assert.deepEqual([hasty.status, hasty.json["error"]], [400, "slow_down"]);
    assert.equal((await poll((await begin())["device_code"])).json["error"], "authorization_pending");
    await sleep(1000);
    assert.equal((await poll(code)).json["error"], "authorization_pending");
  });

  test("says access_denied after a refusal, on either page", async () => {
    const first = await begin();
    const cancelling = new Browser(target);
    cancelling.device = "abort";
    assert.deepEqual(await enter(first["user_code"], cancelling), ["Device", "Confirm device", "Device refused"]);
    assert.equal((await poll(first["device_code"])).json["error"], "access_denied");
    const second = await begin();
    const denying = new Browser(target);
    denying.consent = "deny";
    assert.equal((await enter(second["user_code"], denying)).at(-1), "Device refused");
    assert.equal((await poll(second["device_code"])).json["error"], "access_denied");
  });

  test("shows a page of its own for a wrong code, an empty one and a used one", async () => {
    assert.deepEqual(await enter("WRNG-CODE"), ["Device", "Device code refused"]);
    assert.deepEqual(await enter(""), ["Device", "Device code refused"]);
    const { user_code: user } = await begin();
    await enter(user);
    assert.deepEqual(await enter(user), ["Device", "Device code refused"]);
  });

  test("says expired_token once the code is over", async () => {
    const { device_code: code, user_code: user, expires_in: seconds } = await begin("device_short");
    assert.equal(seconds, 3);
    await sleep(3100);
    assert.equal((await poll(code, "device_short")).json["error"], "expired_token");
    assert.deepEqual(await enter(user), ["Device", "Device code refused"]);
  });
});
