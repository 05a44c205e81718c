import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { TestContext } from "node:test";
import { type LoopbackServer, readBody, serveLoopback } from "../../targets/network/loopback-server.js";

/** One request that the server received. */
export interface Call {
  method: string;
  path: string;
  /** Of query and form body. */
  parameters: URLSearchParams;
  /** Of the form body alone. */
  body: URLSearchParams;
  authorization?: string;
  /** Milliseconds, to compare with other calls only. */
  at: number;
}

/** An answer; `body` goes out as JSON unless it is text. `hang` never answers, `reset` breaks the connection. */
export type Reply = { status?: number; headers?: Record<string, string>; body?: unknown } | "hang" | "reset";

/** What a path answers instead of what the server does by itself; undefined leaves it to the server. */
export type Behaviour = (call: Call, earlier: number) => Reply | undefined | Promise<Reply | undefined>;

export interface AuthorizationServer {
  url: string;
  calls: Call[];
  /** Calls to one path, in order. */
  at(path: string): Call[];
  close(): Promise<void>;
}

const SECRETS: Record<string, string> = {
  app: "app-secret-0001",
  other: "other-secret-0002",
  service: "service-secret-3",
};
export const SECRET_OF = SECRETS;

/**
 * An authorization server in a few lines: it approves every authorization request at once and gives tokens to three
 * clients that use HTTP Basic. Closed with the test.
 */
export async function authorizationServer(
  t: TestContext,
  behaviours: Record<string, Behaviour> = {},
): Promise<AuthorizationServer> {
  const calls: Call[] = [];
  const codes = new Map<string, string>();
  const alive = new Set<string>();

  const answer = (call: Call): Reply => {
    if (call.path === "/.well-known/oauth-authorization-server") return { body: metadata(server.url) };
    if (call.path === "/authorize") return approve(call, codes);
    if (call.path === "/token") return token(call, codes, alive);
    if (call.path === "/introspect") return { body: { active: alive.has(call.parameters.get("token") ?? "") } };
    if (call.path === "/revoke") return { status: alive.delete(call.parameters.get("token") ?? "") ? 200 : 400 };
    return { status: 404, body: "not here" };
  };

  const server: LoopbackServer = await serveLoopback((request, response) => {
    void (async () => {
      const call = await callOf(request);
      const earlier = calls.filter((one) => one.path === call.path).length;
      calls.push(call);
      send(response, (await behaviours[call.path]?.(call, earlier)) ?? answer(call));
    })();
  });
  const { url, close } = server;
  t.after(close);
  return { url, calls, close, at: (path) => calls.filter((call) => call.path === path) };
}

async function callOf(request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? "/", "http://x");
  const body = new URLSearchParams(await readBody(request));
  return {
    method: request.method ?? "",
    path: url.pathname,
    body,
    parameters: new URLSearchParams([...url.searchParams, ...body]),
    authorization: request.headers.authorization,
    at: performance.now(),
  };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === "hang") return;
  if (reply === "reset") return void response.destroy();
  const text = typeof reply.body === "string" ? reply.body : reply.body === undefined ? "" : JSON.stringify(reply.body);
  response
    .writeHead(reply.status ?? 200, {
      "content-type": typeof reply.body === "string" ? "text/html" : "application/json",
      ...reply.headers,
    })
    .end(text);
}

export function metadata(url: string): Record<string, unknown> {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    introspection_endpoint: `${url}/introspect`,
    revocation_endpoint: `${url}/revoke`,
    grant_types_supported: ["authorization_code", "client_credentials", "refresh_token"],
    response_types_supported: ["code"],
    token_endpoint_auth_methods_supported: ["client_secret_basic"],
  };
}

const random = (): string => randomBytes(18).toString("base64url");

function approve(call: Call, codes: Map<string, string>): Reply {
  const target = new URL(call.parameters.get("redirect_uri") ?? "https://app.example.com/cb");
  const code = random();
  codes.set(code, call.parameters.get("client_id") ?? "");
  target.searchParams.set("code", code);
  target.searchParams.set("state", call.parameters.get("state") ?? "");
  return { status: 302, headers: { location: target.href } };
}

function token(call: Call, codes: Map<string, string>, alive: Set<string>): Reply {
  const [id = "", secret] = Buffer.from(call.authorization?.slice("Basic ".length) ?? "", "base64")
    .toString()
    .split(":");
  if (!Object.hasOwn(SECRETS, id) || SECRETS[id] !== secret) return { status: 401, body: { error: "invalid_client" } };
  const grant = call.parameters.get("grant_type");
  if (!grant) return { status: 400, body: { error: "invalid_request" } };
  const code = call.parameters.get("code") ?? "";
  if (grant === "authorization_code" && !codes.delete(code)) return { status: 400, body: { error: "invalid_grant" } };
  if (!["authorization_code", "client_credentials", "refresh_token"].includes(grant))
    return { status: 400, body: { error: "unsupported_grant_type" } };
  const access = random();
  alive.add(access);
  return { body: { access_token: access, token_type: "Bearer", expires_in: 60, refresh_token: random() } };
}
