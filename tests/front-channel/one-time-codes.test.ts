import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { OneTimeCodes } from "../../engine/front-channel/one-time-codes.js";

const SEED = "GEZDGNBVGY3TQOJQ";
const STEP_MS = 30_100;
const NONE = new Set<string>();

/** A clock that stands still but for `later`, which lets a time step pass. */
function stopped(t: TestContext): { later(): Promise<void> } {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000_000 });
  return {
    async later() {
      await settled();
      t.mock.timers.tick(STEP_MS);
      await settled();
    },
  };
}

/** Lets everything go on that waits for no timer. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

function watched<T>(promise: Promise<T>): { value(): T | undefined } {
  let value: T | undefined;
  void promise.then((one) => (value = one));
  return { value: () => value };
}

test("a server that takes a code once gets each code once, but for the one that showed it", async (t) => {
  const { later } = stopped(t);
  const codes = new OneTimeCodes();
  const first = await codes.take(SEED, NONE);
  first.settle("accepted");
  const probe = await codes.take(SEED, NONE);
  assert.equal(probe.code, first.code);
  probe.settle("refused");
  const again = watched(codes.take(SEED, new Set([probe.code])));
  const third = watched(codes.take(SEED, NONE));
  await settled();
  assert.deepEqual([again.value(), third.value()], [undefined, undefined]);
  await later();
  await later();
  const sent = [again.value()?.code, third.value()?.code];
  assert.ok(sent.every((code) => code !== undefined));
  assert.equal(new Set([first.code, ...sent]).size, 3);
});

test("a server that takes a code again gets it from every login without a wait", async (t) => {
  stopped(t);
  const codes = new OneTimeCodes();
  const first = await codes.take(SEED, NONE);
  first.settle("accepted");
  const probe = await codes.take(SEED, NONE);
  probe.settle("accepted");
  const others = await Promise.all([1, 2, 3].map(() => codes.take(SEED, NONE)));
  assert.deepEqual(
    others.map(({ code }) => code),
    [first.code, first.code, first.code],
  );
});

test("while one login is under way with a code no other sends it", async (t) => {
  stopped(t);
  const codes = new OneTimeCodes();
  const first = await codes.take(SEED, NONE);
  const second = watched(codes.take(SEED, NONE));
  const third = watched(codes.take(SEED, NONE));
  await settled();
  assert.equal(second.value(), undefined);
  first.settle("accepted");
  await settled();
  assert.equal(second.value()?.code, first.code);
  assert.equal(third.value(), undefined);
});

test("a code that was refused is not sent again, and users do not wait for each other", async (t) => {
  const { later } = stopped(t);
  const codes = new OneTimeCodes();
  const first = await codes.take(SEED, NONE);
  first.settle("refused");
  const second = watched(codes.take(SEED, NONE));
  const other = await codes.take("MFRGGZDFMZTWQ2LK", NONE);
  assert.notEqual(other.code, first.code);
  assert.equal(second.value(), undefined);
  await later();
  assert.notEqual(second.value()?.code, first.code);
  assert.ok(second.value());
});
