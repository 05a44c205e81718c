// A server that never answers, never ends, answers what is no HTTP, sends bombs, or bodies that are hard to read.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BODIES } from "./bodies.js";
import { BROKEN, HEADERS, SLOW, writing } from "./manners.js";
import { FEW, survives, withstands } from "./run.js";
import type { Place } from "./server.js";

/** All but the metadata, without which there is no more to ask. */
const AFTER: readonly Place[] = ["jwks", "authorize", "token", "resource", "introspect"];
const SOME = { checks: FEW, network: { timeout: 1 } };
/** Of what is slow in every answer, nothing is lost by an early end. */
const HURRIED = { checks: FEW, network: { timeout: 0.3 } };

describe("a server whose metadata are slow", { concurrency: 6 }, () => {
  for (const [name, write] of Object.entries(SLOW))
    test(`${name}: the run ends`, async (t) => {
      const { exchanges } = await survives(t, writing(write, ["metadata"]), HURRIED);
      assert.ok(exchanges.length > 0);
      assert.ok(exchanges.every(({ error }) => error?.code === "timeout"));
    });
});

describe("a server that is slow in all else", { concurrency: 6 }, () => {
  for (const [name, write] of Object.entries(SLOW))
    test(`${name}: the run ends`, async (t) => {
      const { exchanges } = await survives(t, writing(write, AFTER), HURRIED);
      assert.ok(exchanges.some(({ error }) => error?.code === "timeout"));
    });
});

describe("a server that breaks its answers", { concurrency: 4 }, () => {
  for (const [name, write] of Object.entries(BROKEN))
    test(`${name}: the run ends`, (t) => survives(t, writing(write, AFTER), SOME).then(() => undefined));
  for (const [name, write] of Object.entries(HEADERS))
    test(`${name}: the run ends, and its reports`, (t) => withstands(t, writing(write, AFTER), SOME));
});

describe("a login page that answers the password", { concurrency: 4 }, () => {
  for (const [name, write] of Object.entries({ ...BROKEN, ...HEADERS }))
    if (["an endless body", "a bomb in gzip", "endless header fields", "a thousand cookies"].includes(name))
      test(`with ${name}: the run ends`, (t) => survives(t, writing(write, ["login"]), SOME).then(() => undefined));
});

describe("a server whose bodies cost more than their length", { concurrency: 2 }, () => {
  for (const [name, mischief] of Object.entries(BODIES))
    test(`${name}: the run ends, and its reports`, (t) => withstands(t, mischief, { checks: FEW }));
});
