import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Step } from "../../targets/overlay/types.js";
import type { Target } from "../../targets/target.js";
import { basic, get, post } from "./client.js";
import type { Answered } from "./client.js";
import { laid, redeem, stopAll } from "./laid.js";

const say = (state: string): { status: number; json: { state: string } } => ({ status: 299, json: { state } });
const states: Step[] = (["right", "revoked", "foreign", "wrong"] as const).map((token) => ({
  at: ["introspection", "revocation"],
  when: { params: { token, probe: "present" } },
  reply: say(token),
}));

const ask = (target: Target, at: string, client: string, form: Record<string, string>): Promise<Answered> =>
  post(target, `/token/${at}`, form, { authorization: basic(target, client) });

async function tokens(target: Target): Promise<{ access: string; refresh: string }> {
  const { json } = await redeem(target);
  return { access: String(json["access_token"]), refresh: String(json["refresh_token"]) };
}

describe("tokens that the overlay has seen go out", () => {
  after(stopAll);

  test("are right, foreign, revoked or wrong", async () => {
    const target = await laid(...states);
    const { access } = await tokens(target);
    const state = async (at: string, client: string, token: string): Promise<unknown> =>
      (await ask(target, at, client, { token, probe: "1" })).json["state"];
    assert.equal(await state("revocation", "confidential", access), "right");
    assert.equal(await state("revocation", "other", access), "foreign");
    assert.equal(await state("introspection", "resource_server", access), "right");
    assert.equal(await state("introspection", "resource_server", "made-up"), "wrong");
    assert.equal((await ask(target, "revocation", "other", { token: access })).status, 200);
    assert.equal(await state("introspection", "resource_server", access), "right");
    assert.equal((await ask(target, "revocation", "confidential", { token: access })).status, 200);
    assert.equal(await state("introspection", "resource_server", access), "revoked");
  });

  test("are told apart by kind", async () => {
    const target = await laid({ at: "introspection", when: { token: "refresh_token" }, reply: say("refresh") });
    const { access, refresh } = await tokens(target);
    assert.equal((await ask(target, "introspection", "resource_server", { token: access })).json["active"], true);
    assert.equal((await ask(target, "introspection", "resource_server", { token: refresh })).status, 299);
  });

  test("are known to be revoked for so long, also when the overlay answered", async () => {
    const target = await laid(
      { at: "revocation", when: { params: { token: "right" } }, reply: { status: 200, json: {} } },
      { at: ["introspection", "resource"], when: { revoked_for: 1 }, reply: say("late") },
    );
    const { access } = await tokens(target);
    const use = async (): Promise<number> =>
      (await get(target, "/resource", { authorization: `Bearer ${access}` })).status;
    await ask(target, "revocation", "confidential", { token: access });
    assert.deepEqual(
      [(await ask(target, "introspection", "resource_server", { token: access })).json["active"], await use()],
      [true, 200],
    );
    await setTimeout(1100);
    assert.deepEqual(
      [(await ask(target, "introspection", "resource_server", { token: access })).status, await use()],
      [299, 299],
    );
  });
});

describe("access tokens as JWTs", () => {
  after(stopAll);
  const wrapped: Step[] = [
    { at: "token", when: { answer: { kind: "success" } }, members: { sign: { access_token: {} } } },
    { at: ["introspection", "revocation", "resource"], jwt: "open" },
  ];
  const changed = (jwt: string): string => jwt.replace(/\.(.)/, (_all, first) => `.${first === "A" ? "B" : "A"}`);

  test("work while they are intact", async () => {
    const target = await laid(...wrapped);
    const { access } = await tokens(target);
    assert.match(access, /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{43}$/);
    const active = async (token: string): Promise<unknown> =>
      (await ask(target, "introspection", "resource_server", { token })).json["active"];
    assert.equal(await active(access), true);
    assert.notEqual(await active(changed(access)), true);
    const headers = { authorization: `Bearer ${access}` };
    assert.equal((await get(target, "/resource", headers)).status, 200);
    await ask(target, "revocation", "confidential", { token: access });
    assert.deepEqual([await active(access), (await get(target, "/resource", headers)).status], [false, 401]);
  });

  test("are taken with other contents where the signature is not looked at", async () => {
    const target = await laid(...wrapped, { at: "introspection", jwt: "open-unchecked" });
    const token = changed((await tokens(target)).access);
    assert.equal((await ask(target, "introspection", "resource_server", { token })).json["active"], true);
  });
});
