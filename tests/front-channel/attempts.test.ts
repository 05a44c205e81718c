import assert from "node:assert/strict";
import { test } from "node:test";
import { Attempts } from "../../engine/front-channel/attempts.js";

test("an unproven password is sent by two at a time, a proven one by all", async () => {
  const attempts = new Attempts();
  const first = await attempts.take("alice");
  await attempts.take("alice");
  let waiting = true;
  const third = attempts.take("alice").then((settle) => {
    waiting = false;
    return settle;
  });
  await new Promise(setImmediate);
  assert.ok(waiting);
  first?.("accepted");
  assert.ok(await third);
  const all = await Promise.all(Array.from({ length: 10 }, () => attempts.take("alice")));
  assert.ok(all.every((settle) => settle !== undefined));
});

test("an answer that says nothing gives the turn to the next, and a success forgets an earlier refusal", async () => {
  const attempts = new Attempts();
  (await attempts.take("alice"))?.("refused");
  (await attempts.take("alice"))?.("unknown");
  (await attempts.take("alice"))?.("accepted");
  (await attempts.take("alice"))?.("refused");
  (await attempts.take("alice"))?.("refused");
  assert.equal(await attempts.take("alice"), undefined);
  assert.ok(await attempts.take("bob"));
});
