/** Bodies below the limit of a size that cost a careless reader much more than their length. */
import { type Asked, type Mischief, type Place, type Reply, json, page, redirect } from "./server.js";

/** What takes the square of it takes minutes. */
const SIZE = 300_000;
const fill = (text: string, size = SIZE): string => text.repeat(Math.ceil(size / text.length));
const raw = (body: string): Reply => ({ status: 200, headers: [["content-type", "application/json"]], body });
const everywhere: readonly Place[] = ["metadata", "jwks", "token", "introspect", "resource"];

const members = ({ body, ...reply }: Reply, more: Record<string, unknown>): Reply => ({
  ...reply,
  body: String(body).startsWith("{")
    ? JSON.stringify({ ...(JSON.parse(String(body)) as Record<string, unknown>), ...more })
    : JSON.stringify(more),
});
const replies = (reply: (usual: Reply, asked: Asked) => Reply, at: readonly Place[] = everywhere): Mischief => ({
  at,
  reply,
});

export const BODIES: Record<string, Mischief> = {
  "10,000 keys": replies(
    () =>
      json({
        keys: Array.from({ length: 10_000 }, (_, i) => ({
          kty: "RSA",
          kid: `${i}`,
          alg: "RS256",
          n: "AQAB",
          e: "AQAB",
        })),
      }),
    ["jwks"],
  ),
  "10,000 keys of one name, and tokens that name it": {
    at: ["jwks", "token"],
    reply: (usual, { place }) =>
      place === "jwks"
        ? json({
            keys: Array.from({ length: 10_000 }, () => ({
              kty: "EC",
              kid: "k",
              alg: "ES256",
              crv: "P-256",
              x: "AQAB",
              y: "AQAB",
            })),
          })
        : members(usual, {
            access_token: token({ alg: "ES256", kid: "k" }),
            id_token: token({ alg: "ES256", kid: "k" }),
          }),
  },
  "keys that are none": replies(
    () => json({ keys: [null, 1, "x", [], {}, { kty: 1 }, { kty: "RSA", n: {}, e: [] }, { kty: "oct", k: "" }] }),
    ["jwks"],
  ),
  "one string of 300 kB in a member": replies((usual) => members(usual, { scope: fill("a"), extra: fill("b", 1000) })),
  "a token of 300 kB": replies((usual) => members(usual, { access_token: fill("token") }), ["token"]),
  "a token with a header of 300 kB": replies(
    (usual) => members(usual, { access_token: token({ alg: "none", x: fill("y") }) }),
    ["token"],
  ),
  "escapes without end": replies((usual) => members(usual, { scope: fill('\\"%25&amp;\u0001', 100_000) })),
  "base64 in base64 in base64": replies((usual) =>
    members(usual, { scope: base64(base64(base64(base64(fill("secret ", 100_000))))) }),
  ),
  "spaces without end": replies((usual) =>
    members(usual, { scope: `${fill(" ")}!`, token_type: `${fill("\t ", 9000)}!` }),
  ),
  "lists 100,000 deep": replies(() => raw(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)),
  "objects 50,000 deep in a member": replies((usual) => ({
    ...usual,
    body: `${String(usual.body).replace(/}$/, "") || "{"}${String(usual.body).length > 2 ? "," : ""}"deep":${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}}`,
  })),
  "objects 900 deep in a member": replies((usual) => ({
    ...usual,
    body: `${String(usual.body).replace(/}$/, "") || "{"}${String(usual.body).length > 2 ? "," : ""}"deep":${'{"a":'.repeat(900)}1${"}".repeat(900)}}`,
  })),
  "a token with claims 20,000 deep": replies(
    (usual) => members(usual, { access_token: tokenOf(`${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`) }),
    ["token"],
  ),
  "20,000 members": replies((usual) =>
    members(usual, Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`m${i}`, i]))),
  ),
  "one member 20,000 times": replies((usual) => ({
    ...usual,
    body: `{${'"scope":"x",'.repeat(20_000)}${String(usual.body).slice(1) || '"a":1}'}`,
  })),
  "1,000 tokens in each answer": replies((usual) =>
    members(usual, { list: Array.from({ length: 1000 }, (_, i) => ({ access_token: `token-number-${i}-abcdefgh` })) }),
  ),
  "20,000 scopes": replies((usual) =>
    members(usual, {
      scope: fill("s p ", 100_000),
      scopes_supported: Array.from({ length: 20_000 }, (_, i) => `s${i}`),
    }),
  ),
  "other types than expected": replies((usual) =>
    members(usual, {
      access_token: { a: 1 },
      token_type: ["Bearer"],
      expires_in: 1e308,
      scope: null,
      keys: { 0: {} },
      active: "yes",
      issuer: 1,
      token_endpoint: ["x"],
      scopes_supported: "read",
      response_types_supported: [null, 1],
      jwks_uri: {},
    }),
  ),
  "endpoints that are no URLs": replies(
    (usual) =>
      members(usual, {
        token_endpoint: "javascript:alert(1)",
        authorization_endpoint: "file:///etc/passwd",
        introspection_endpoint: "http://",
        revocation_endpoint: "data:,x",
        jwks_uri: "file:///etc/passwd",
      }),
    ["metadata"],
  ),
  "members named like those of objects": replies((usual) => ({
    ...usual,
    body: `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1,${String(usual.body).slice(1) || '"a":1}'}`,
  })),
  "a challenge of 60 kB": replies(() => challenge(fill('a="b", ', 60_000)), ["resource", "token", "introspect"]),
  "a challenge of quotes": replies(() => challenge(`Bearer ${fill('"\\', 60_000)}`), ["resource"]),
  "a challenge of spaces": replies(() => challenge(`Bearer${fill(" ", 60_000)}x`), ["resource"]),
  "a challenge of commas": replies(() => challenge(fill(", ", 60_000)), ["resource"]),
  "a redirect with 10,000 parameters": replies(
    (_, { url }) => redirect(`${url.searchParams.get("redirect_uri") ?? ""}?${fill("state=x&a=b&", 55_000)}`),
    ["authorize"],
  ),
  "a page of 10,000 fields": replies(() => page(`<form>${fill('<input name="a" value="b">')}</form>`), ["login"]),
  "a page of elements that do not end": replies(() => page(fill("<div>", 100_000)), ["login"]),
  "a page of forms in forms": replies(() => page(fill("<form><table><form>", 100_000)), ["login"]),
  "a page of attributes without end": replies(() => page(`<input ${fill("a=b ", 100_000)}>`), ["login"]),
  "a page of less-than signs": replies(() => page(fill("<")), ["login"]),
  "a page of inputs that do not end": replies(() => page(fill("<input ")), ["login"]),
  "a page of comments that do not end": replies(() => page(fill("<!--")), ["login"]),
  "a page of ampersands": replies(() => page(`<p>${fill("&amp;&#x26;&")}</p>`), ["login"]),
  "a form with a method that is none": replies(
    () =>
      page(
        '<form method="TRACE evil" enctype="\r\n"><input name="password" type="password"><input name="username"><button>Sign in</button></form>',
      ),
    ["login"],
  ),
  "a form with field names of control characters": replies(
    () =>
      page(
        '<form method="post" enctype="multipart/form-data" action="/login\t\0"><input name="a&#13;&#10;b&#0;" value="&#13;&#10;--x"><input name="username"><input name="password" type="password"><button name="&#10;">x</button></form>',
      ),
    ["login"],
  ),
};

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function token(header: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part(header)}.${part({ sub: "x", exp: 1e10 })}.${fill("A", 86)}`;
}

/** A token whose claims are this text. */
function tokenOf(claims: string): string {
  const [header = "", , signature = ""] = token({ alg: "ES256", kid: "k" }).split(".");
  return `${header}.${Buffer.from(claims).toString("base64url")}.${signature}`;
}

function challenge(value: string): Reply {
  return { status: 401, headers: [["www-authenticate", value]], body: "" };
}
