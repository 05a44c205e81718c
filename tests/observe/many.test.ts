// Ten times as much of what a server chooses costs about ten times the time: measured against each other in one run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { StaticPage } from "../../engine/front-channel/static-page.js";
import { jwtFacts } from "../../engine/observe/jwt.js";
import { harvest } from "../../engine/observe/redact.js";
import { openVault } from "../../engine/observe/vault.js";
import type { Exchange, HttpResponse } from "../../engine/types/evidence.js";

/** The square would be ten; what is left above one is for a busy machine. */
const MOST = 3;
const TRIES = 3;

/** Below this a clock that counts in hundredths of a second says little. */
const LEAST_US = 100_000;

/** How many times the time of ten pieces of work one takes that is ten times as big, each at its fastest. */
async function ratio(size: number, work: (size: number) => unknown): Promise<number> {
  const taken = async (count: number, times: number): Promise<number> => {
    const { user } = process.cpuUsage();
    for (let done = 0; done < times; done++) await work(count);
    return process.cpuUsage().user - user;
  };
  const fastest = async (count: number, times: number): Promise<number> => {
    const all = [];
    for (let i = 0; i < TRIES; i++) all.push(await taken(count, times));
    return Math.min(...all);
  };
  let times = 1;
  while ((await taken(size, times * 10)) < LEAST_US) times *= 2;
  return (await fastest(size * 10, times)) / (await fastest(size, times * 10));
}

for (const [what, token] of [
  ["tokens that begin alike", (i: number) => `token-number-${String(i).padStart(6, "0")}-abcdefgh`],
  ["short tokens", (i: number) => `${(46_656 + i).toString(36)}z`],
] as const)
  test(`${what}: ten times as many cost no more for each`, async (t) => {
    const found = await ratio(1000, (size) => {
      const vault = openVault();
      const tokens = Array.from({ length: size }, (_, i) => token(i));
      for (const each of tokens) vault.issue(each, "access_token");
      const text = vault.redact(JSON.stringify(tokens));
      assert.ok(!text.includes(token(size - 1)));
    });
    t.diagnostic(`${found.toFixed(1)} times`);
    assert.ok(found < MOST, `${found.toFixed(1)} times`);
  });

const AROUND = [
  ["'", "'"],
  [" ", "~"],
  ["", "!"],
] as const;

test("of tokens that begin with one another the longest that is there is hidden, and nothing else", () => {
  const vault = openVault();
  const tokens = ["abcdefgh", "abcdefghij", "abcdefghijkl", "ab-1", "ab-1-z"];
  for (const each of tokens) vault.issue(each, "code");
  for (const token of tokens) {
    const standIn = vault.redact(token);
    assert.notEqual(standIn, token);
    for (const [before, behind] of AROUND)
      assert.equal(vault.redact(`${before}${token}${behind}`), `${before}${standIn}${behind}`);
  }
  assert.equal(vault.redact("abcdefghijk!"), `${vault.redact("abcdefghij")}k!`);
  assert.equal(vault.redact("ab-1-zz"), `${vault.redact("ab-1")}-zz`);
  assert.equal(vault.redact("ab-1z xab-1"), "ab-1z xab-1");
});

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const TOKEN = `${part({ alg: "ES256", kid: "k" })}.${part({ sub: "x" })}.${"A".repeat(86)}`;
const KEY = { kty: "EC", kid: "k", alg: "ES256", crv: "P-256", x: "AQAB", y: "AQAB" };

test("of keys of one name only the first hundred are tried", async (t) => {
  const found = await ratio(1000, (size) =>
    jwtFacts(TOKEN, { keys: Array.from({ length: size }, () => ({ ...KEY })) }),
  );
  t.diagnostic(`${found.toFixed(1)} times`);
  assert.ok(found < MOST, `${found.toFixed(1)} times`);
  const all = await jwtFacts(TOKEN, { keys: Array.from({ length: 101 }, () => ({ ...KEY })) });
  assert.deepEqual([all?.verified, all?.reason?.startsWith("more than 100 keys")], ["unknown", true]);
  const others = Array.from({ length: 200 }, (_, i) => ({ ...KEY, kid: `${i}` }));
  assert.equal((await jwtFacts(TOKEN, { keys: [...others, KEY] }))?.verified, "no");
});

const page = (body: string): HttpResponse => ({
  status: 200,
  headers: { "content-type": ["text/html"] },
  body,
  size: 1,
});
const EXCHANGE: Exchange = {
  at: "2026-01-01T00:00:00.000Z",
  duration_ms: 1,
  request: { method: "GET", url: "https://as.example.com/login", headers: {} },
};

test("a page is read however deep its elements lie, and in time", async (t) => {
  const read = (depth: number): StaticPage =>
    new StaticPage("https://as.example.com/", page(`<title>Deep</title>${"<div>".repeat(depth)}`));
  assert.equal(read(4000).title, "Deep");
  const found = await ratio(1000, read);
  t.diagnostic(`${found.toFixed(1)} times`);
  assert.ok(found < MOST, `${found.toFixed(1)} times`);
});

test("fields of a page that do not end are looked at once", async (t) => {
  const found = await ratio(300, (size) =>
    harvest({ ...EXCHANGE, response: page(`<p>${"<input ".repeat(size)}`) }, openVault()),
  );
  t.diagnostic(`${found.toFixed(1)} times`);
  assert.ok(found < MOST, `${found.toFixed(1)} times`);
  const vault = openVault();
  harvest({ ...EXCHANGE, response: page('<input <input title="a < b" name="code" value="Splx-lOBeZ">') }, vault);
  assert.notEqual(vault.redact("Splx-lOBeZ"), "Splx-lOBeZ");
});
