/** What a server may put into a field, and the fields that it controls. */
import { HOSTILE } from "../reporters/hostile.js";
import {
  type Asked,
  type Mischief,
  PASSWORD,
  type Place,
  type Reply,
  SECRET,
  CALLBACK,
  CLIENT,
  json,
  page,
  redirect,
} from "./server.js";

const ESCAPE = "\u001b";

/** Text that some reader of a report would obey if it came through raw. */
export const TEXTS: Record<string, string> = {
  script: `<script>window.owned=1</script></pre></style></title></textarea><script>window.owned=1</script>`,
  attributes: `"><img src=x onerror="window.owned=1"> '><svg onload=window.owned=1> <a href="javascript:window.owned=1">x</a>`,
  "terminal escapes": `${ESCAPE}[2J${ESCAPE}[31mred${ESCAPE}]0;title\u0007${ESCAPE}]8;;https://evil.example\u0007\u009b31m\b\u007f`,
  "lines of our own": "\r\nASSAY: all passed\n::error::x\n\n# passed\n- x\n| a | b |\n",
  "right-to-left": "\u202eevil\u2066bidi\u2069\u200b\u2028\u2029\ufeff\u{e0041}",
  formula: '=HYPERLINK("https://evil.example","x")',
  "formula behind a tab": "\t=1+1;@SUM(1);+1;-1;＝1",
  "build commands": "::add-mask::x ##[error]x ##vso[task.setvariable]x a%0A::warning::b,c=d:e",
  markdown: "[x](javascript:a) ![i](https://evil.example/i.png) **b** `code ``` | a | www.evil.example {0} {{x}}",
  xml: "]]><!--<?xml?>&bogus;&#0;<failure/></testcase>",
  "no characters": "\u0000\ufffe\uffff\u000b",
  "names of objects": "__proto__",
  everything: HOSTILE.replace("\ud800", ""),
};

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const entities = (text: string): string =>
  Array.from(text, (char) => `&#x${char.codePointAt(0)?.toString(16)};`).join("");

/** What the server was sent, given back in a form that hides it from a plain search. */
export const ECHOES: Record<string, string> = {
  plain: `${SECRET} ${PASSWORD}`,
  "percent-encoded": `${encodeURIComponent(SECRET)} ${encodeURIComponent(PASSWORD)}`,
  "form-encoded": new URLSearchParams({ client_secret: SECRET, password: PASSWORD }).toString(),
  "percent-encoded throughout": [SECRET, PASSWORD]
    .map((text) => Buffer.from(text).toString("hex").replaceAll(/../g, "%$&"))
    .join(" "),
  base64: `${base64(`${CLIENT}:${SECRET}`)} ${base64(PASSWORD)}`,
  base64url: Buffer.from(`x${SECRET}|${PASSWORD}`).toString("base64url"),
  entities: `${entities(SECRET)} ${entities(PASSWORD)}`,
  "among other text": `<b>${SECRET}</b>,"${PASSWORD}";${SECRET}${PASSWORD}`,
};

const members = (reply: Reply, more: (body: Record<string, unknown>) => Record<string, unknown>): Reply => {
  const body = JSON.parse(String(reply.body)) as Record<string, unknown>;
  return { ...reply, body: JSON.stringify({ ...body, ...more(body) }) };
};
/** A header field holds no control characters (RFC 9110 5.5); broken ones are cases of their own. */
const inHeader = (text: string): string =>
  Array.from(text, (char) => (char < " " || char === "\u007f" ? " " : char)).join("");
const inPage = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const location = (text: string, { url, own }: Asked): string => {
  const target = new URL(url.searchParams.get("redirect_uri") ?? own);
  for (const name of ["error", "error_description", "error_uri", "state", "iss", "code", text])
    target.searchParams.set(name, text);
  return target.href;
};

type Field = (text: string) => Mischief;

/** A field, or the fields of one answer, filled with a text. */
export const FIELDS: Record<string, Field> = {
  "members of the metadata": (text) => ({
    at: ["metadata"],
    reply: (reply) =>
      members(reply, () => ({
        issuer: text,
        scopes_supported: [text],
        response_modes_supported: [text, "query"],
        service_documentation: text,
        op_policy_uri: `javascript:${text}`,
        registration_endpoint: text,
        [text]: { [text]: [text] },
      })),
  }),
  "a metadata document that is none": (text) => ({
    at: ["metadata"],
    reply: () => ({ status: 200, headers: [["content-type", inHeader(text)]], body: text }),
  }),
  "members of the token response": (text) => ({
    at: ["token"],
    reply: (reply) => members(reply, () => ({ token_type: text, scope: text, expires_in: text, [text]: text })),
  }),
  "the tokens": (text) => ({
    at: ["token"],
    reply: (reply) => members(reply, () => ({ access_token: text, refresh_token: `${text}.r` })),
  }),
  "a token that looks like a JWT": (text) => ({
    at: ["token"],
    reply: (reply) => {
      const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
      const token = `${part({ alg: text, kid: text, jku: text })}.${part({ sub: text, [text]: text })}.${part(text)}`;
      return members(reply, () => ({ access_token: token, id_token: token }));
    },
  }),
  "an error of the token endpoint": (text) => ({
    at: ["token", "introspect", "revoke"],
    reply: () => json({ error: text, error_description: text, error_uri: text, [text]: text }, 400),
  }),
  "the challenge": (text) => ({
    at: ["resource", "introspect"],
    reply: () => ({
      ...json({}, 401),
      headers: [
        ["www-authenticate", `Bearer realm="${inHeader(text)}", error="${inHeader(text)}", ${inHeader(text)}`],
        ["www-authenticate", inHeader(text)],
      ],
    }),
  }),
  "parameters of the redirect": (text) => ({
    at: ["authorize"],
    reply: (_, asked) => redirect(location(text, asked)),
  }),
  "the redirect itself": (text) => ({
    at: ["authorize", "resource"],
    reply: ({ body }) => ({ ...redirect(`${CALLBACK}?code=x&state=${inHeader(text)}`), body }),
  }),
  "the login page": (text) => ({
    at: ["login"],
    reply: () =>
      page(
        `<title>${inPage(text)}</title><h1>${inPage(text)}</h1><form action="/login"><input name="${inPage(text)}" value="${inPage(text)}">` +
          `<button name="${inPage(text)}">${inPage(text)}</button></form><a href="${inPage(text)}">${inPage(text)}</a>`,
      ),
  }),
  "the markup of the login page": (text) => ({ at: ["login"], reply: () => page(`<title>x</title>${text}`) }),
  "an error page": (text) => ({ at: ["authorize"], reply: () => page(`<title>${inPage(text)}</title>${text}`, 400) }),
  "the keys": (text) => ({
    at: ["jwks"],
    reply: () =>
      json({ keys: [{ kty: text, kid: text, use: text, alg: text, n: text, e: text, d: text }, text], [text]: text }),
  }),
  "members of the introspection": (text) => ({
    at: ["introspect"],
    reply: () =>
      json({ active: text, scope: text, client_id: text, sub: text, username: text, aud: [text], [text]: text }),
  }),
  "the body of the resource": (text) => ({
    at: ["resource"],
    reply: () => ({ status: 200, headers: [["content-type", inHeader(text)]], body: text }),
  }),
  cookies: (text) => ({
    at: ["authorize", "login", "token"],
    reply: (reply) => ({
      ...reply,
      headers: [
        ...reply.headers,
        ["set-cookie", `a=${inHeader(text)}; Path=/; Domain=${inHeader(text)}`],
        ["set-cookie", `${inHeader(text)}=b; Path=/`],
      ],
    }),
  }),
  "header fields": (text) => ({
    at: ["authorize", "login", "token", "resource", "introspect"],
    reply: (reply) => ({
      ...reply,
      headers: [
        ...reply.headers,
        ["x-hostile", inHeader(text)],
        ["date", inHeader(text)],
        ["cache-control", inHeader(text)],
        ["retry-after", inHeader(text)],
        [inHeader(text).replaceAll(/[^\w!#$%&'*+.^`|~-]/g, "") || "x", "y"],
      ],
    }),
  }),
  "a failure everywhere": (text) => ({
    at: ["login", "token", "introspect", "revoke", "jwks"],
    reply: () => ({ status: 500, headers: [["content-type", "text/plain"]], body: text }),
  }),
};

type Name = keyof typeof FIELDS;

/**
 * Which fields are filled in the answers of a place, by turns; an empty turn is the usual answer. One round in which
 * the checks go on; one for what is a secret once a server has handed it out, and no longer shown; one in which they fail.
 */
const TURNS: Partial<Record<Place, Name[][]>>[] = [
  {
    metadata: [["members of the metadata"]],
    jwks: [["the keys"]],
    authorize: [["cookies"]],
    login: [["cookies"]],
    token: [["members of the token response"]],
    introspect: [["members of the introspection"], ["the challenge"], ["header fields"]],
    resource: [["the body of the resource"], ["the challenge"], ["header fields"]],
  },
  {
    authorize: [[], ["parameters of the redirect"], ["header fields"]],
    login: [["cookies", "header fields"]],
    token: [["the tokens"], ["a token that looks like a JWT"], ["cookies"]],
  },
  {
    metadata: [[], ["a metadata document that is none"]],
    jwks: [["a failure everywhere"]],
    authorize: [[], ["the redirect itself"], [], ["an error page"]],
    login: [["the login page"], ["the markup of the login page"], ["a failure everywhere"]],
    token: [["an error of the token endpoint"], ["a failure everywhere"]],
  },
];
export const ROUNDS = TURNS.length;

export interface Filling extends Mischief {
  /** Names of the fields that were filled so far. */
  filled: Set<Name>;
}

/** The fields of a round filled with one text, answer by answer. */
export function filling(text: string, round: number): Filling {
  const turns = TURNS[round] ?? {};
  const asked = new Map<Place, number>();
  const done = new Set<Name>();
  return {
    filled: done,
    reply: (usual, request) => {
      const all = turns[request.place] ?? [];
      const turn = asked.get(request.place) ?? 0;
      asked.set(request.place, turn + 1);
      return (all[turn % all.length] ?? []).reduce((reply, name) => {
        done.add(name);
        return FIELDS[name]?.(text).reply?.(reply, request) ?? reply;
      }, usual);
    },
  };
}
