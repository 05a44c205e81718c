import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { Json } from "../../engine/index.js";
import { Unresolved, fill, firstResolved, references, resolve } from "../../engine/values/template.js";

const AT = { clockOffset: 0 };
const SCOPE = {
  first: { body: { access_token: "t-1", n: 3, yes: true, list: ["a", { b: 2 }], nothing: null, empty: "" } },
  issuer: "https://as.example.com",
};

const FILLED: [what: string, value: Json, filled: Json][] = [
  ["a whole text", "${first.body.access_token}", "t-1"],
  ["a whole number keeps its type", "${first.body.n}", 3],
  ["a whole boolean keeps its type", "${first.body.yes}", true],
  ["a whole null", "${first.body.nothing}", null],
  ["an empty text", "${first.body.empty}", ""],
  ["a whole list keeps its structure", "${first.body.list}", ["a", { b: 2 }]],
  ["a place in a list", "${first.body.list.1.b}", 2],
  ["inside a text a number is text", "n=${first.body.n}", "n=3"],
  ["inside a text a structure is JSON", "x${first.body.list}", 'x["a",{"b":2}]'],
  ["several in one text", "${issuer}/${first.body.n}?${first.body.n}", "https://as.example.com/3?3"],
  ["deep in a structure", { a: [{ b: "${first.body.n}" }] }, { a: [{ b: 3 }] }],
  ["what only looks like one", "$first {issuer} $${", "$first {issuer} $${"],
  ["a text with $& in the value", "a${issuer}", "ahttps://as.example.com"],
];
for (const [what, value, filled] of FILLED)
  test(`fills in: ${what}`, () => assert.deepEqual(resolve(value, SCOPE, AT), filled));

for (const reference of [
  "first.body.gone",
  "gone",
  "first.body.access_token.length",
  "first.constructor",
  "first.body.list.7",
])
  test(`does not find "${reference}"`, () => {
    for (const value of [`\${${reference}}`, `x \${${reference}}`, { a: [`\${${reference}}`] }])
      assert.throws(
        () => resolve(value, SCOPE),
        (error) => error instanceof Unresolved && error.reference === reference,
      );
  });

test("inside a longer text null is not there", () => {
  assert.throws(() => resolve("x${first.body.nothing}", SCOPE), Unresolved);
});

test("lists every reference in order", () => {
  assert.deepEqual(references({ a: "${x.y} ${z}", b: ["${x.y}", 1, null] }), ["x.y", "z", "x.y"]);
});

test("takes the first of several values that is there", () => {
  assert.equal(firstResolved(["${gone}", "${issuer}"], SCOPE), "https://as.example.com");
  assert.equal(firstResolved("${gone}", SCOPE), undefined);
});

test("fills rows only, and a whole value that a row lacks drops its key or its place in a list", () => {
  const given = {
    a: "${row.a}",
    b: "${row.b}",
    c: "${issuer}",
    d: ["${row.b}", "${row.a}", "x${row.a}"],
    e: { f: "${row.b}" },
  };
  assert.deepEqual(fill(given, { row: { a: 1 } }, ["row"]), { a: 1, c: "${issuer}", d: [1, "x1"], e: {} });
  assert.throws(() => fill("x${row.b}", { row: {} }, ["row"]), Unresolved);
});

const FUNCTIONS: [value: Json, result: Json][] = [
  [{ $s256: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" }, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"],
  [{ $s256: "${issuer}" }, createHash("sha256").update("https://as.example.com").digest("base64url")],
  [{ $base64url: "a?b>" }, "YT9iPg"],
  [{ $base64url: { a: 1 } }, "eyJhIjoxfQ"],
  [{ $json: { a: "${first.body.n}" } }, '{"a":3}'],
  [{ $repeat: ["ab", 3] }, "ababab"],
  [{ $case: { of: "Bearer x", to: "upper" } }, "BEARER X"],
  [{ $case: { of: "Bearer x", to: "lower" } }, "bearer x"],
  [{ $when: ["${issuer}", "there"] }, "there"],
  [{ $tamper: "abcde" }, "abAde"],
  [{ $tamper: "abAde" }, "abBde"],
  [{ not_a_function: 1 }, { not_a_function: 1 }],
  [
    { $s256: "x", more: 1 },
    { $s256: "x", more: 1 },
  ],
];
for (const [value, result] of FUNCTIONS)
  test(`${JSON.stringify(value)} is ${JSON.stringify(result)}`, () =>
    assert.deepEqual(resolve(value, SCOPE, AT), result));

test("functions are left standing where none are asked for: in matchers", () => {
  assert.deepEqual(resolve({ $not: "${first.body.n}" }, SCOPE), { $not: 3 });
});

test("$when without its condition is not there", () => {
  assert.throws(() => resolve({ $when: ["${gone}", "x"] }, SCOPE, AT), Unresolved);
});

test("$random gives as many unreserved characters as asked for, others each time", () => {
  const made = Array.from({ length: 50 }, () => String(resolve({ $random: 43 }, {}, AT)));
  assert.ok(made.every((text) => /^[A-Za-z0-9]{43}$/.test(text)));
  assert.equal(new Set(made).size, 50);
});

test("$now is the target's clock", () => {
  const now = Date.now() / 1000;
  assert.ok(Math.abs(Number(resolve({ $now: 30 }, {}, { clockOffset: 1000 })) - now - 1030) <= 1);
  assert.ok(Math.abs(Number(resolve({ $now: null }, {}, AT)) - now) <= 1);
});

test("$tamper changes one character, and never the last ones alone", () => {
  for (const text of ["a", "ab", "eyJhbGciOiJub25lIn0.e30.AAAA"]) {
    const other = String(resolve({ $tamper: text }, {}, AT));
    assert.equal(other.length, text.length);
    assert.equal([...other].filter((char, at) => char !== text[at]).length, 1);
  }
});

const URLS: [of: string, change: Record<string, Json>, changed: string][] = [
  ["https://App.example.com:443/Cb", { path: "+/" }, "https://App.example.com:443/Cb/"],
  ["https://app.example.com/cb", { path: "/other" }, "https://app.example.com/other"],
  ["https://app.example.com", { path: "+/" }, "https://app.example.com/"],
  ["https://app.example.com/a/../cb?x=%7e#f", { query: "+y=1" }, "https://app.example.com/a/../cb?x=%7e&y=1#f"],
  ["https://app.example.com/cb", { query: "+y=1" }, "https://app.example.com/cb?y=1"],
  ["https://app.example.com/cb?a=1", { query: "b=2" }, "https://app.example.com/cb?b=2"],
  ["https://app.example.com/cb?", { scheme: "http" }, "http://app.example.com/cb?"],
  ["https://app.example.com/cb", { fragment: "x" }, "https://app.example.com/cb#x"],
  ["https://app.example.com/cb", { host: "+.evil.example" }, "https://app.example.com.evil.example/cb"],
  ["https://app.example.com/cb", { host: "evil.example" }, "https://evil.example/cb"],
  ["https://app.example.com:8443/cb", { host: "evil.example" }, "https://evil.example:8443/cb"],
  ["http://127.0.0.1/cb", { port: "51004" }, "http://127.0.0.1:51004/cb"],
  ["http://127.0.0.1:1/cb", { port: 2 }, "http://127.0.0.1:2/cb"],
  ["http://[::1]:1/cb", { port: "2" }, "http://[::1]:2/cb"],
  ["http://[::1]/cb", { port: "2" }, "http://[::1]:2/cb"],
  ["https://app.example.com/cb", { host: "evil.+" }, "https://evil.app.example.com/cb"],
  ["https://app.example.com/cb", { path: "/more+" }, "https://app.example.com/more/cb"],
  ["https://app.example.com/cb", { host_as: "upper" }, "https://APP.EXAMPLE.COM/cb"],
  ["https://app.example.com/cb", { host_as: "encoded" }, "https://app.example.co%6D/cb"],
  ["https://app.example.com:8443/cb", { host_as: "lookalike" }, "https://\u0430pp.example.com:8443/cb"],
  ["https://app.example.com/cb", { userinfo: "evil.example" }, "https://evil.example@app.example.com/cb"],
  ["https://a:b@app.example.com/cb", { host: "c" }, "https://a:b@c/cb"],
  ["https://app.example.com/cb", { case: "upper" }, "https://app.example.com/CB"],
  ["https://app.example.com/cb", { encode: "path" }, "https://app.example.com/c%62"],
  ["com.example.app:/cb", { path: "+x" }, "com.example.app:/cbx"],
  ["com.example.app:/cb", { scheme: "com.example.other" }, "com.example.other:/cb"],
  ["urn:ietf:wg:oauth:2.0:oob", { query: "+a=b" }, "urn:ietf:wg:oauth:2.0:oob?a=b"],
];
for (const [of, change, changed] of URLS)
  test(`$url ${of} with ${JSON.stringify(change)}`, () =>
    assert.equal(resolve({ $url: { of, with: change } }, {}, AT), changed));

test("$url without a change leaves every byte as it is", () => {
  for (const of of ["HTTPS://Ex%61mple.com:443/a/./b/../c%2F?x=a+b&y=%20#", "//a", "a?b#c?d", "", "https://u@h:1?"])
    assert.equal(resolve({ $url: { of, with: {} } }, {}, AT), of);
});

test("$url says what it cannot change", () => {
  assert.throws(() => resolve({ $url: { of: "https://a/b", with: { hosts: "x" } } }, {}, AT), /not "hosts"/);
  assert.throws(() => resolve({ $url: { of: "com.example.app:/cb", with: { host: "x" } } }, {}, AT), /no authority/);
  assert.throws(() => resolve({ $url: "https://a/b" }, {}, AT), /needs \{ of, with \}/);
});
