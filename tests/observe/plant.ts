/** Every way in which a value can stand in a text, and a random generator that gives the same values each time. */

export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function randomValue(random: (below: number) => number, length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet.charAt(random(alphabet.length))).join("");
}

export const TOKEN_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
export const ODD_ALPHABET = `${TOKEN_ALPHABET}+/=.~ %&"'<>\\$!*ü`;

type Encoding = (value: string) => string;

const percentAll: Encoding = (value) => Buffer.from(value).toString("hex").replace(/../g, "%$&");
const form: Encoding = (value) => new URLSearchParams([["v", value]]).toString().slice(2);
const json: Encoding = (value) => JSON.stringify(value).slice(1, -1);
const jsonAll: Encoding = (value) =>
  value.replace(/[\s\S]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
const html: Encoding = (value) =>
  value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
const htmlNamed: Encoding = (value) =>
  html(value)
    .replaceAll("+", "&plus;")
    .replaceAll("/", "&sol;")
    .replaceAll("=", "&equals;")
    .replaceAll("_", "&lowbar;")
    .replaceAll("ü", "&uuml;");
const htmlDecimal: Encoding = (value) => Array.from(value, (char) => `&#${char.codePointAt(0)};`).join("");
const htmlHex: Encoding = (value) =>
  Array.from(value, (char) => `&#x${char.codePointAt(0)?.toString(16).toUpperCase()};`).join("");
const base64: Encoding = (value) => Buffer.from(value).toString("base64");
const base64url: Encoding = (value) => Buffer.from(value).toString("base64url");
const after =
  (prefix: string | Buffer, encoding: BufferEncoding): Encoding =>
  (value) =>
    Buffer.concat([Buffer.from(prefix), Buffer.from(value), Buffer.from("|tail")]).toString(encoding);

export const ENCODINGS: Record<string, Encoding> = {
  raw: (value) => value,
  percent: encodeURIComponent,
  "percent, lower-case hex": (value) => encodeURIComponent(value).replace(/%../g, (hex) => hex.toLowerCase()),
  "percent, every byte": percentAll,
  "percent, every byte, lower case": (value) => percentAll(value).toLowerCase(),
  "percent, twice": (value) => encodeURIComponent(encodeURIComponent(value)),
  "percent, every byte, twice": (value) => percentAll(percentAll(value)),
  form,
  "form, then percent": (value) => encodeURIComponent(form(value)),
  json,
  "json, every character": jsonAll,
  "json, slashes escaped": (value) => json(value).replaceAll("/", "\\/"),
  "json in json": (value) => json(json(value)),
  html,
  "html, named": htmlNamed,
  "html, decimal": htmlDecimal,
  "html, hexadecimal": htmlHex,
  "html of percent": (value) => htmlDecimal(encodeURIComponent(value)),
  "percent of html": (value) => encodeURIComponent(html(value)),
  "json of html": (value) => json(html(value)),
  "json of percent of json": (value) => json(encodeURIComponent(json(value))),
  base64,
  base64url,
  "base64 of a Basic credential": after("client-1:", "base64"),
  "base64 of a form-encoded credential": (value) => base64(`client-1:${form(value)}`),
  "base64 behind one byte": after("\u0001", "base64"),
  "base64 behind two bytes": after("\u0001\u0002", "base64url"),
  "base64 behind binary": after(Buffer.from([255, 0, 254, 1]), "base64"),
  "base64 of base64": (value) => base64(base64(`x:${value}`)),
  "base64 of base64 of base64": (value) => base64(base64url(base64(`{"v":${value}`))),
  "base64 of JSON": (value) => base64url(JSON.stringify({ iss: "https://as.example.com", token: value })),
  "base64 of JSON, every character escaped": (value) => base64url(`{"token":"${jsonAll(value)}"}`),
  "percent of base64": (value) => encodeURIComponent(base64(`é:${value}`)),
  "JWT payload": (value) =>
    `${base64url('{"alg":"none"}')}.${base64url(JSON.stringify({ sub: "1", nested: { secret: value } }))}.c2ln`,
  "base64 in a path": (value) => `/a/b/${base64url(`{"v":"${value}"}`)}/c`,
};

export const PLACES: Record<string, (encoded: string) => string> = {
  alone: (encoded) => encoded,
  "query string": (encoded) => `https://as.example.com/cb?state=xyz&code=${encoded}&iss=https%3A%2F%2Fas.example.com`,
  fragment: (encoded) => `https://app.example.com/cb#access_token=${encoded}&token_type=Bearer`,
  JSON: (encoded) => `{"access_token":"${encoded}","expires_in":3600}`,
  HTML: (encoded) =>
    `<p>It&#39;s</p><input type="hidden" name="code" value="${encoded}"/><a href="/x?a=1&amp;b=2">x</a>`,
  "Set-Cookie": (encoded) => `_session=${encoded}; Path=/; HttpOnly; SameSite=Lax`,
  "Authorization header": (encoded) => `Basic ${encoded}`,
  "error message": (encoded) => `connect to "https://as.example.com/${encoded}" failed\n`,
};

/** All that a reader could make of a text by undoing escapes and base64, a few layers deep. */
export function readings(text: string): Set<string> {
  const all = new Set([text]);
  let frontier = [text];
  for (let layer = 0; layer < 4 && frontier.length > 0; layer++) {
    const next = frontier.flatMap((each) => undo(each)).filter((each) => !all.has(each));
    frontier = [...new Set(next)];
    for (const each of frontier) all.add(each);
  }
  return all;
}

function undo(text: string): string[] {
  const out = [
    text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8")),
    text
      .replaceAll("+", " ")
      .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8")),
    text
      .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/\\(["\\/])/g, "$1"),
    text
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
      .replace(
        /&(amp|lt|gt|quot|plus|sol|equals|lowbar|uuml);/g,
        (_, name: string) =>
          ({ amp: "&", lt: "<", gt: ">", quot: '"', plus: "+", sol: "/", equals: "=", lowbar: "_", uuml: "ü" })[name] ??
          "",
      ),
  ];
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{8,}/g))
    for (let skip = 0; skip < 4; skip++) out.push(Buffer.from(run.slice(skip), "base64").toString("utf8"));
  return out;
}
