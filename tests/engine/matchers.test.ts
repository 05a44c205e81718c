import assert from "node:assert/strict";
import { test } from "node:test";
import type { Members, Observation } from "../../engine/index.js";
import { parseChallenges } from "../../engine/matching/challenge.js";
import { sampleFacts } from "../../engine/observe/sample.js";
import { MATCHERS, describeMatchers, judgesTransport, matchAll, subjectOf } from "../../engine/matching/evaluate.js";

interface Answer {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: unknown;
}

/** What a direct request saw. */
function answered({ status = 200, headers = {}, body = {} }: Answer, more: Partial<Observation> = {}): Observation {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const lists = Object.entries(headers).map(([name, value]) => [name, [value].flat()]);
  return {
    id: "c:1",
    kind: "response",
    exchanges: [
      {
        at: "",
        duration_ms: 1,
        request: { method: "POST", url: "https://as.example.com/token", headers: {} },
        response: {
          status,
          headers: Object.fromEntries(lists) as Record<string, string[]>,
          body: text,
          size: text.length,
        },
      },
    ],
    sent: {},
    made: {},
    offers: {},
    ...more,
  };
}

/** What an authorization request ended in. */
const ended = (more: Partial<Observation>): Observation => ({
  ...answered({}),
  kind: "authorization",
  exchanges: [],
  ...more,
});

const redirected = (redirect: Members, more: Partial<Observation> = {}): Observation =>
  ended({ redirect: redirect as Record<string, string>, delivered: "query", redirect_status: 302, ...more });

const silent = answered({}, { exchanges: [], transport: { code: "reset", message: "closed" } });

/** A page of the server. */
const page = (body: string): Observation => answered({ body }, { page: "login" });

/** Where a host that is none of the server's was asked for. */
const sentTo = (url: string): Observation => {
  const seen = answered({}, { page: "other", transport: { code: "host-not-allowed", message: "not asked" } });
  const exchange = { at: "", duration_ms: 1, request: { method: "GET", url, headers: {} } };
  return { ...seen, exchanges: [{ ...exchange, error: { code: "host-not-allowed", message: "not asked" } }] };
};

const jwt = (more: object = {}): Observation =>
  answered({ body: { id_token: "ey" } }, {
    jwt: {
      id_token: { header: { alg: "RS256" }, claims: { iss: "https://as", aud: ["a", "b"] }, verified: "yes", ...more },
    },
  } as Partial<Observation>);

const named = (scheme: string): Answer => ({ headers: { "www-authenticate": scheme } });
const wants = (rule: Members): Members => ({ headers: { "WWW-Authenticate": rule } });
const A = answered;

/** Matchers, an observation that fits and one that does not. */
const TABLE: [matchers: Members, fits: Observation, not: Observation][] = [
  [{ status: 400 }, A({ status: 400 }), A({ status: 401 })],
  [{ status: [400, 401] }, A({ status: 401 }), A({ status: 403 })],
  [{ status: 200 }, A({}), silent],
  [{ headers: { "Cache-Control": "no-store" } }, A({ headers: { "cache-control": "no-store" } }), A({})],
  [{ headers: { Pragma: ["no-cache", "x"] } }, A({ headers: { pragma: "x" } }), A({ headers: { pragma: "y" } })],
  [
    { headers: { "Cache-Control": { has: "No-Store" } } },
    A({ headers: { "cache-control": "private, NO-STORE" } }),
    A({ headers: { "cache-control": "no-storex" } }),
  ],
  [
    { headers: { "Cache-Control": { has: "no-store" } } },
    A({ headers: { "cache-control": ["private", "no-store"] } }),
    A({}),
  ],
  [
    { headers: { "Content-Type": { media_type: "application/json" } } },
    A({ headers: { "content-type": "Application/JSON; charset=utf-8" } }),
    A({ headers: { "content-type": "application/json-x" } }),
  ],
  [
    { headers: { Location: { pattern: "^https:" } } },
    A({ headers: { location: "https://a" } }),
    A({ headers: { location: "HTTPS://a" } }),
  ],
  [
    { headers: { Location: { pattern: "(?i)^https:" } } },
    A({ headers: { location: "HTTPS://a" } }),
    A({ headers: { location: "http://a" } }),
  ],
  [{ status: "2xx" }, A({ status: 204 }), A({ status: 302 })],
  [{ status: [200, "4xx"] }, A({ status: 403 }), A({ status: 201 })],
  [{ headers: { "X-A": { absent: true } } }, A({}), A({ headers: { "x-a": "" } })],
  [wants({ challenge: "Basic" }), A(named('basic realm="x"')), A(named('Bearer realm="Basic"'))],
  [
    wants({ challenge: "Basic", parameters: ["realm"] }),
    A(named('Bearer, Basic realm="a, b"')),
    A(named("Basic, Bearer realm=x")),
  ],
  [wants({ challenge: "any" }), A(named("DPoP")), A({})],
  [
    wants({ challenge: "Bearer", with: { error: "invalid_token" } }),
    A(named('DPoP error="x", Bearer realm="a" error=invalid_token')),
    A(named('Bearer realm="error=invalid_token", DPoP error="invalid_token"')),
  ],
  [
    wants({ challenge: "Bearer", schema: { properties: { error: { pattern: "^[a-z_]+$" } } } }),
    A(named('Bearer realm="a"')),
    A(named('Bearer error="a", Bearer error="é"')),
  ],
  [
    wants({ challenge: "Bearer", schema: { properties: { error: { pattern: '^[^"]+$' } } } }),
    A(named('Bearer error="a b"')),
    A(named('Bearer error="a \\"b\\""')),
  ],
  [
    wants({ challenge: "Bearer", once: ["realm", "error"] }),
    A(named('Bearer realm="a", Bearer realm="b", scope="a", scope="b"')),
    A(named('Bearer realm="a", REALM="b"')),
  ],
  [wants({ challenge: "Bearer", once: ["realm"] }), A(named("Bearer")), A(named("DPoP"))],
  [
    { headers: { "Set-Cookie": { insecure_cookie: "secret.1" } } },
    A({ headers: { "set-cookie": ["a=1; Secure", "b=secret.1; HttpOnly"] } }),
    A({ headers: { "set-cookie": ["a=1", "b=secret.1; Path=/; secure"] } }),
  ],
  [{ headers: { "Set-Cookie": { insecure_cookie: "a/b" } } }, A({ headers: { "set-cookie": "t=a%2Fb" } }), A({})],
  [wants({ challenge: "any" }), A(named("DPoP")), A(named('"quoted"'))],
  [
    { body: { error: "invalid_grant" } },
    A({ body: { error: "invalid_grant" } }),
    A({ body: { error: "invalid_request" } }),
  ],
  [{ body: { error: ["a", "b"] } }, A({ body: { error: "b" } }), A({ body: {} })],
  [{ body: { n: 3 } }, A({ body: { n: 3 } }), A({ body: { n: "3" } })],
  [{ body: { n: { type: "integer", minimum: 1 } } }, A({ body: { n: 1 } }), A({ body: { n: 0 } })],
  [{ body: { a: { $not: "x" } } }, A({ body: { a: "y" } }), A({ body: { a: "x" } })],
  [{ body: { a: { $not: "x" } } }, A({ body: { a: "y" } }), A({ body: {} })],
  [{ body: { a: { $has: "x" } } }, A({ body: { a: ["y", "x"] } }), A({ body: { a: ["xy"] } })],
  [{ body: { a: { $has: "x" } } }, A({ body: { a: "y x" } }), A({ body: { a: "yx" } })],
  [
    { body: { k: { $contains: { kty: "RSA" } } } },
    A({ body: { k: [{ kty: "EC" }, { kty: "RSA", n: 1 }] } }),
    A({ body: { k: [{ kty: "EC" }] } }),
  ],
  [{ body: { a: [["x"], 1] } }, A({ body: { a: ["x"] } }), A({ body: { a: ["y"] } })],
  [{ body: { error: "x" } }, A({ body: { error: "x" } }), A({ body: "<html>error x" })],
  [{ body: { error: "x" } }, A({ body: { error: "x" } }), A({ body: [{ error: "x" }] })],
  [{ body: {} }, A({ body: {} }), A({ body: "null" })],
  [{ schema: "responses/token-error.json" }, A({ body: { error: "invalid_grant" } }), A({ body: { error: 7 } })],
  [{ schema: { type: "array" } }, A({ body: [] }), A({ body: {} })],
  [{ schema: { type: "object" } }, A({}), A({ body: "{" })],
  [{ absent: ["a", "b"] }, A({ body: { c: 1 } }), A({ body: { b: null } })],
  [{ absent: ["code"] }, redirected({ error: "x" }), redirected({ code: "x" })],
  [{ absent: ["a"] }, A({}), A({ body: "not JSON" })],
  [{ unique: "body" }, A({}), A({}, { duplicates: ["error"] })],
  [{ unique: "redirect" }, redirected({ code: "x" }), redirected({ state: ["x", "x"] })],
  [{ unique: "body" }, A({}), A({ body: "text" })],
  [{ redirect: {} }, redirected({ error: "x" }), ended({ page: "error" })],
  [
    { redirect: { state: "s", code: { type: "string" } } },
    redirected({ state: "s", code: "c" }),
    redirected({ state: "t", code: "c" }),
  ],
  [{ delivered: "query" }, redirected({}), redirected({}, { delivered: "fragment" })],
  [{ delivered: ["query", "form_post"] }, redirected({}, { delivered: "form_post" }), ended({ page: "error" })],
  [{ redirected: [302, 303] }, redirected({}), redirected({}, { redirect_status: 307 })],
  [{ redirected: 302 }, redirected({}), ended({ page: "other" })],
  [{ login_redirected: [302, 303] }, redirected({}, { login_redirected: [303] }), redirected({})],
  [
    { login_redirected: [302, 303] },
    redirected({}, { login_redirected: [302] }),
    ended({ login_redirected: [307, 303] }),
  ],
  [{ not_sent_to: "evil.example" }, sentTo("https://a.example/?evil.example"), sentTo("https://evil.example/x")],
  [
    { not_sent_to: ["a.example", "evil.example"] },
    redirected({}, { redirect_uri: "https://evil.example.com/cb" }),
    redirected({}, { redirect_uri: "https://evil.example/cb" }),
  ],
  [{ text: { has: "<b>" } }, page("<p><b>x"), page("<p>&lt;b&gt;")],
  [{ text: { pattern: "(?i)<SCRIPT[^>]*src=" } }, page('<script async src="/a.js">'), page("<script>src=1")],
  [{ text: { has: "a", pattern: "b$" } }, page("a b"), page("b a")],
  [
    { foreign: false },
    page('<a href="/x"><img src="https://static.example.com/a.png">'),
    page('<a href="//other.org">'),
  ],
  [{ foreign: false }, page('<form action="https://b.org">'), page('<script src="https://cdn.org/a.js"></script>')],
  [
    { foreign: false },
    page('<base href="/a/"><img srcset="b 1x">'),
    page('<base href="https://b.org/"><img srcset="b 1x">'),
  ],
  [{ foreign: true }, page('<link rel="icon" href="https://b.org/i">'), page("<p>https://b.org")],
  [{ page: "error" }, ended({ page: "error" }), ended({ page: "other" })],
  [{ page: ["error", "login"] }, ended({ page: "login" }), redirected({})],
  [{ page: "any" }, ended({ page: "consent" }), ended({ page: "stuck" })],
  [
    { transport: "tls-client-certificate" },
    { ...silent, transport: { code: "tls-client-certificate", message: "" } },
    silent,
  ],
  [{ transport: ["reset", "timeout"] }, silent, A({})],
  [{ jwt: { in: "id_token", verified: true } }, jwt(), jwt({ verified: "no" })],
  [{ jwt: { in: "id_token", verified: true } }, jwt(), jwt({ verified: "unknown" })],
  [
    { jwt: { in: "id_token", header: { alg: "RS256" }, claims: { aud: { $has: "b" } } } },
    jwt(),
    jwt({ claims: { aud: "c" } }),
  ],
  [{ jwt: { in: "id_token", absent: ["nonce"] } }, jwt(), jwt({ claims: { nonce: "n" } })],
  [{ jwt: { in: "id_token" } }, jwt(), A({ body: { id_token: "opaque" } })],
  [{ output: { alive: false } }, A({}, { offers: { alive: false } }), A({}, { offers: { alive: true } })],
  [{ output: { alive: false } }, A({}, { offers: { alive: false } }), A({})],
  [
    { any: [{ status: 400 }, { status: 401, body: { error: "x" } }] },
    A({ status: 401, body: { error: "x" } }),
    A({ status: 401 }),
  ],
  [{ not: { status: 200, body: { a: 1 } } }, A({ body: { a: 2 } }), A({ body: { a: 1 } })],
  [{ not: { any: [{ status: 200 }, { status: 201 }] } }, A({ status: 400 }), A({ status: 201 })],
  [{ status: 400, body: { error: "x" } }, A({ status: 400, body: { error: "x" } }), A({ status: 400 })],
];
for (const [matchers, fits, not] of TABLE)
  test(`matches ${describeMatchers(matchers)} (${JSON.stringify(matchers)})`, () => {
    const [yes, no] = [matchAll(matchers, subjectOf([fits])), matchAll(matchers, subjectOf([not]))];
    assert.equal(yes.ok, true, `does not fit: ${yes.actual}`);
    assert.equal(no.ok, false, `fits: ${no.actual}`);
    assert.ok(yes.actual && no.actual, "says what it found");
  });

/** Matchers over values alone. */
const VALUES: [matchers: Members, not: Members][] = [
  [{ same: ["a", "a", "a"] }, { same: ["a", "a", "b"] }],
  [{ same: [{ a: 1 }, { a: 1 }] }, { same: [1, "1"] }],
  [{ differs: ["a", "b", "c"] }, { differs: ["a", "b", "a"] }],
  [{ same_set: ["a b", "b  a"] }, { same_set: ["a b", "a b c"] }],
  [{ subset: ["b", "a  b", "b c a"] }, { subset: ["a c", "a b"] }],
  [
    { url: { of: "https://a/b", scheme: "https", fragment: false, query: false } },
    { url: { of: "https://a/b#", fragment: false } },
  ],
  [{ url: { of: "https://a/b", absolute: true } }, { url: { of: "/b", absolute: true } }],
  [{ url: { of: "HTTPS://a", scheme: ["https", "com.example"] } }, { url: { of: "http://a", scheme: ["https"] } }],
  [{ url: { of: "https://a?b", query: true } }, { url: { of: "https://a?b", query: false } }],
  [{ url: { of: "http://127.0.0.1:9/a", loopback: true } }, { url: { of: "http://127.0.0.1.a/b", loopback: true } }],
  [{ url: { of: "http://[::1]/a", loopback: true } }, { url: { of: "http://localhost/b", loopback: false } }],
  [{ url: { of: "https://a" } }, { url: { of: 7 } }],
  [
    { url: { of: "http://127.0.0.1:80/b", loopback: true } },
    { url: { of: "http://127.0.0.1.example/b", loopback: true } },
  ],
  [
    { url: { of: "http://[::1]/b", loopback: true } },
    { url: { of: "http://localhost@example.com/b", loopback: true } },
  ],
  [
    { url: { of: "com.example.app:/cb", loopback: false } },
    { url: { of: "http://localhost:3000/b", loopback: false } },
  ],
];
for (const [fits, not] of VALUES)
  test(`matches values: ${JSON.stringify(fits)}`, () => {
    assert.equal(matchAll(fits, subjectOf([A({})])).ok, true);
    assert.equal(matchAll(not, subjectOf([A({})])).ok, false, JSON.stringify(not));
  });

test("in a browser a page is judged by itself, not by what it fetched", () => {
  const answer = (type: string, status: number): Observation => answered({ status, headers: { "content-type": type } });
  const exchanges = [answer("text/html", 200), answer("application/json", 404)].flatMap((one) => one.exchanges);
  const statuses = (["http", "browser"] as const).map(
    (driver) => subjectOf([ended({ exchanges, page: "login", driver })]).view.status,
  );
  assert.deepEqual(statuses, [404, 200]);
});

test("counts the attempts that fit, between min and max", () => {
  const attempts = subjectOf([A({}), A({ status: 400 }), A({})]);
  const count = (rule: object): boolean =>
    matchAll({ count: { where: { status: 200 }, ...rule } } as Members, attempts).ok;
  assert.deepEqual([{ max: 2 }, { max: 1 }, { min: 2 }, { min: 3 }, { min: 2, max: 2 }].map(count), [
    true,
    false,
    true,
    false,
    true,
  ]);
});

test("judges a sample by repetitions and by what guessing it could cost", () => {
  const seen = subjectOf([A({}, { samples: { code: { size: 10, distinct: 9, max_bits: 100, jwts: 0 } } })]);
  const sample = (rule: object): boolean => matchAll({ sample: { of: "code", ...rule } } as Members, seen).ok;
  assert.deepEqual([{ min_bits: 100 }, { min_bits: 128 }, { distinct: true }].map(sample), [true, false, false]);
  assert.equal(matchAll({ sample: { of: "other" } }, seen).ok, false);
});

test("a JWT among a sample is left to its signature, in any combination of matchers", () => {
  const seen = subjectOf([A({}, { samples: { code: { size: 10, distinct: 10, max_bits: 9, jwts: 1 } } })]);
  const bits: Members = { sample: { of: "code", min_bits: 128 } };
  for (const matchers of [bits, { not: bits }, { any: [bits, { status: 999 }] }] as Members[])
    assert.match(matchAll(matchers, seen).inapplicable ?? "", /signature/);
  assert.equal(matchAll({ any: [bits, { status: 200 }] }, seen).ok, true);
  assert.equal(matchAll({ sample: { of: "code", distinct: true } }, seen).ok, true);
});

test("the bits of a sample are those of the positions that vary", () => {
  const uuids = ["7b9d1e60-2c4f-4a83-9e15-0d6f8a2b3c47", "e0c4a8f2-9b71-4d36-8a5e-f1b7c3d90e28"];
  assert.deepEqual(sampleFacts(["xZ0", "yZ1"]), { size: 2, distinct: 2, max_bits: 10, jwts: 0 });
  assert.equal(sampleFacts(uuids).max_bits <= 4 * 31, true);
  assert.deepEqual(
    ["eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJFUzI1NiJ9.a.b.c.d", "e30.e30.x", "a.b.c"].map(
      (value) => sampleFacts([value, "x"]).jwts,
    ),
    [1, 1, 0, 0],
  );
});

test("a repeated step is matched on its last attempt", () => {
  assert.equal(matchAll({ status: 400 }, subjectOf([A({}), A({ status: 400 })])).ok, true);
});

test("every matcher is in a table here, and says itself in words", () => {
  const tested = JSON.stringify([TABLE.map(([one]) => one), VALUES.map(([one]) => one)]);
  for (const name of Object.keys(MATCHERS))
    assert.ok(tested.includes(`"${name}":`) || ["count", "sample"].includes(name), name);
});

test("only what names a transport error can be judged without an answer", () => {
  assert.equal(judgesTransport({ any: [{ status: 400 }, { transport: "reset" }] }, "reset"), true);
  assert.equal(judgesTransport({ not: { transport: "reset" } }, "reset"), true);
  assert.equal(judgesTransport({ status: 400, not: { body: {} } }, "reset"), false);
  const left = { not_sent_to: "evil.example" };
  assert.deepEqual([judgesTransport(left, "host-not-allowed"), judgesTransport(left, "timeout")], [true, false]);
});

/** RFC 9110 11.6.1 and RFC 7235's own example. */
const CHALLENGES: [header: string, parsed: [scheme: string, parameters: Record<string, string>][] | undefined][] = [
  ["Basic", [["Basic", {}]]],
  ['Basic realm="x"', [["Basic", { realm: "x" }]]],
  ["Basic realm=x", [["Basic", { realm: "x" }]]],
  ['Basic REALM = "x" , charset="UTF-8"', [["Basic", { realm: "x", charset: "UTF-8" }]]],
  ['Basic realm="a \\"b\\", c"', [["Basic", { realm: 'a "b", c' }]]],
  [
    'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
    [
      ["Newauth", { realm: "apps", type: "1", title: 'Login to "apps"' }],
      ["Basic", { realm: "simple" }],
    ],
  ],
  [
    "Negotiate, Basic realm=x",
    [
      ["Negotiate", {}],
      ["Basic", { realm: "x" }],
    ],
  ],
  ["Negotiate dG9rZW4=", [["Negotiate", {}]]],
  [
    "Negotiate dG9rZW4=, Bearer",
    [
      ["Negotiate", {}],
      ["Bearer", {}],
    ],
  ],
  [", ,Basic realm=x,", [["Basic", { realm: "x" }]]],
  ["", undefined],
  [" , ", undefined],
  ['Basic realm="x', undefined],
  ['Basic realm="x" charset="y"', undefined],
  ["Basic realm=a b", undefined],
  ["Basic/x", undefined],
  ["(Basic)", undefined],
];
for (const [header, parsed] of CHALLENGES)
  test(`challenge ${JSON.stringify(header)}`, () =>
    assert.deepEqual(
      parseChallenges(header)?.map(({ scheme, parameters }) => [scheme, parameters]),
      parsed,
    ));
