/** A server that does what an authorization server does, except where a case says otherwise; it writes its own bytes. */
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { TestContext } from "node:test";
import { readBody, serveLoopback } from "../../targets/network/loopback-server.js";

export const CLIENT = "hostile-client";
export const SECRET = "Zq7-configured-client-secret-4481";
export const PASSWORD = "Wv3 configured&user=password 9920";
export const CALLBACK = "https://app.example.com/cb";

export interface Reply {
  status: number;
  /** In order, names and values as they go out. */
  headers: [name: string, value: string][];
  body: string | Buffer;
}

export interface Asked {
  place: Place;
  url: URL;
  form: URLSearchParams;
  /** This server, and another one that nothing may go to. */
  own: string;
  foreign: string;
}

export const PLACES = ["metadata", "jwks", "authorize", "login", "token", "introspect", "revoke", "resource"] as const;
export type Place = (typeof PLACES)[number];

export interface Mischief {
  /** Where; absent: everywhere. */
  at?: readonly Place[];
  /** Another answer. */
  reply?(reply: Reply, asked: Asked): Reply;
  /** Writes by itself, as it likes. */
  write?(socket: Socket, reply: Reply, asked: Asked): void;
}

export interface Hostile {
  url: string;
  foreign: string;
  /** What reached the server that nothing may go to. */
  strayed: string[];
}

/** Serves with the mischief, beside a server that counts what strays to it; both closed with the test. */
export async function hostileServer(t: TestContext, mischief: Mischief): Promise<Hostile> {
  const other = await serveLoopback((_, response) => response.end("here"));
  t.after(other.close);
  const server = await serveLoopback((request, response) => {
    void (async () => {
      const asked = await askedOf(request, server.url, other.url);
      const usual = answer(asked);
      const hit = !mischief.at || mischief.at.includes(asked.place);
      const reply = hit && mischief.reply ? mischief.reply(usual, asked) : usual;
      const socket = response.socket;
      if (!socket || socket.destroyed) return;
      if (hit && mischief.write) mischief.write(socket, reply, asked);
      else socket.end(bytesOf(reply));
    })().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  t.after(server.close);
  return { url: server.url, foreign: other.url, strayed: other.seen };
}

/** The head of an answer, up to the empty line, which is not written. */
export function headOf({ status, headers }: Reply): string {
  return `HTTP/1.1 ${status} Whatever\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}`;
}

export function bytesOf(reply: Reply): Buffer {
  const body = Buffer.from(reply.body as string);
  return Buffer.concat([
    Buffer.from(`${headOf(reply)}connection: close\r\ncontent-length: ${body.length}\r\n\r\n`),
    body,
  ]);
}

export function json(body: unknown, status = 200): Reply {
  return { status, headers: [["content-type", "application/json"]], body: JSON.stringify(body) };
}

export function page(body: string, status = 200): Reply {
  return { status, headers: [["content-type", "text/html; charset=utf-8"]], body };
}

export function redirect(location: string, status = 302): Reply {
  return { status, headers: [["location", location]], body: "" };
}

async function askedOf(request: IncomingMessage, own: string, foreign: string): Promise<Asked> {
  const url = new URL(request.url ?? "/", own);
  const [, first = ""] = url.pathname.split("/");
  const place = PLACES.find((one) => one === first) ?? "metadata";
  return { place, url, form: new URLSearchParams(await readBody(request)), own, foreign };
}

let issued = 0;
const fresh = (kind: string): string => `${kind}-0123456789abcdef-${++issued}`;

function answer({ place, url, form, own }: Asked): Reply {
  switch (place) {
    case "metadata":
      return json({
        issuer: own,
        authorization_endpoint: `${own}/authorize`,
        token_endpoint: `${own}/token`,
        introspection_endpoint: `${own}/introspect`,
        revocation_endpoint: `${own}/revoke`,
        jwks_uri: `${own}/jwks`,
        scopes_supported: ["read"],
        response_types_supported: ["code"],
        grant_types_supported: ["authorization_code", "client_credentials", "refresh_token"],
        token_endpoint_auth_methods_supported: ["client_secret_basic"],
        authorization_response_iss_parameter_supported: true,
      });
    case "jwks":
      return json({ keys: [{ kty: "RSA", kid: "one", use: "sig", alg: "RS256", n: "AQAB", e: "AQAB" }] });
    case "authorize":
      return redirect(`/login${url.search}`);
    case "login":
      return form.has("password") ? back(url, own) : page(loginPage(url.search));
    case "token":
      return form.get("grant_type") && form.get("code") !== "unknown"
        ? json({
            access_token: fresh("access"),
            token_type: "Bearer",
            expires_in: 60,
            scope: "read",
            refresh_token: fresh("refresh"),
          })
        : json({ error: "invalid_request", error_description: "no" }, 400);
    case "introspect":
      return json({ active: form.get("token")?.startsWith("access-") ?? false, scope: "read", sub: "someone" });
    case "revoke":
      return { status: 200, headers: [], body: "" };
    case "resource":
      return {
        ...json({ ok: false }, 401),
        headers: [["www-authenticate", 'Bearer realm="x", error="invalid_token"']],
      };
  }
}

function back(url: URL, own: string): Reply {
  const target = new URL(url.searchParams.get("redirect_uri") ?? CALLBACK);
  target.searchParams.set("code", fresh("code"));
  target.searchParams.set("iss", own);
  target.searchParams.set("state", url.searchParams.get("state") ?? "");
  return redirect(target.href);
}

function loginPage(search: string): string {
  return (
    `<!doctype html><title>Sign in</title><h1>Who are you?</h1><form method="post" action="/login${search.replaceAll("&", "&amp;")}">` +
    `<input name="username"><input name="password" type="password"><button>Sign in</button></form>`
  );
}
