import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { readBody } from "./loopback-server.js";
import {
  APP,
  codeForm,
  consentForm,
  formPost,
  jsonLogin,
  loginForm,
  refresh,
  scriptLogin,
  scriptRedirect,
} from "./login-pages.js";

export interface LoginServerOptions {
  login?: "form" | "json" | "script" | "none";
  consent?: "always" | "once" | "none";
  /** How the response reaches the redirect URI. */
  response?: "query" | "fragment" | "form_post" | "refresh" | "script";
  users?: Record<string, string>;
  /** Demands this one-time code after the password. */
  code?: () => string;
  /** Origin of the login, when it is on another host. */
  loginAt?: () => string;
  /** Origin of the authorization server, for the way back. */
  home?: () => string;
}

interface Pending {
  redirect_uri: string;
  state: string;
  user?: string;
}

/** An authorization endpoint with a login, a one-time code and a consent, to drive a user agent through. It gives no tokens. */
export function loginServer(options: LoginServerOptions = {}): RequestListener & { passwords: string[] } {
  const { login = "form", consent = "none", response: mode = "query", users = { alice: "secret" } } = options;
  const pending = new Map<string, Pending>();
  const sessions = new Map<string, string>();
  const consented = new Set<string>();
  const passwords: string[] = [];

  const html = (
    response: ServerResponse,
    body: string,
    headers: Record<string, string | string[]> = {},
    status = 200,
  ): void => void response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers }).end(body);
  const redirect = (response: ServerResponse, to: string, cookies: string[] = []): void =>
    void response.writeHead(302, { location: to, "set-cookie": cookies }).end();

  function finish(response: ServerResponse, request: Pending, parameters: [string, string][]): void {
    const all: [string, string][] = [...parameters, ["state", request.state]];
    const encoded = new URLSearchParams(all).toString();
    const target = `${request.redirect_uri}${mode === "fragment" ? "#" : request.redirect_uri.includes("?") ? "&" : "?"}${encoded}`;
    if (mode === "form_post") html(response, formPost(request.redirect_uri, all));
    else if (mode === "refresh") html(response, refresh(target));
    else if (mode === "script") html(response, scriptRedirect(target));
    else redirect(response, target);
  }

  function signedIn(response: ServerResponse, id: string, user: string): void {
    const request = pending.get(id);
    if (!request) return html(response, "<p>This request has expired</p>", {}, 400);
    request.user = user;
    if (consent === "always" || (consent === "once" && !consented.has(user))) return html(response, consentForm(id));
    return finish(response, request, [
      ["code", "c"],
      ["user", user],
    ]);
  }

  function passwordSent(fields: Record<string, string>): boolean {
    passwords.push(fields["password"] ?? "");
    return users[fields["username"] ?? ""] === fields["password"];
  }

  const back = (id: string, user: string): string =>
    `${options.home?.() ?? ""}/resume?${new URLSearchParams({ request: id, user })}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://here");
    const body = request.method === "POST" ? await readBody(request) : "";
    const json = request.headers["content-type"] === "application/json";
    const fields: Record<string, string> = {
      ...Object.fromEntries(url.searchParams),
      ...(json ? (JSON.parse(body) as Record<string, string>) : Object.fromEntries(new URLSearchParams(body))),
    };
    const cookies = Object.fromEntries(
      (request.headers.cookie ?? "").split("; ").map((pair) => pair.split("=") as [string, string]),
    );
    const id = fields["request"] ?? "";

    if (url.pathname === "/authorize") {
      const made = randomUUID();
      pending.set(made, { redirect_uri: fields["redirect_uri"] ?? "", state: fields["state"] ?? "" });
      const user = login === "none" ? "nobody" : sessions.get(cookies["sid"] ?? "");
      return user
        ? signedIn(response, made, user)
        : redirect(response, `${options.loginAt?.() ?? ""}/login?request=${made}`, [`flow=${made}; Path=/; HttpOnly`]);
    }
    if (url.pathname === "/login" && request.method === "GET") {
      const form = login === "script" ? scriptLogin() : login === "json" ? jsonLogin() : loginForm(id, false);
      return html(response, form, { "set-cookie": ["XSRF-TOKEN=t%2Fk; Path=/", "probe=1; Path=/; HttpOnly"] });
    }
    if (url.pathname === "/login") {
      const forged = fields["csrf"] !== `csrf-${id}` || cookies["probe"] !== "1" || fields["action"] !== "login";
      if (forged) return html(response, "<p>Forged request</p>", {}, 403);
      if (!passwordSent(fields)) return html(response, loginForm(id, true));
      return options.code ? html(response, codeForm(id)) : redirect(response, back(id, fields["username"] ?? ""));
    }
    if (url.pathname === "/otp")
      return fields["otp"] === options.code?.() ? redirect(response, back(id, "alice")) : html(response, codeForm(id));
    if (url.pathname === "/api/login") {
      response.setHeader("content-type", "application/json");
      if (request.headers["x-xsrf-token"] !== "t/k") return void response.writeHead(403).end("{}");
      if (!passwordSent(fields)) return void response.writeHead(401).end('{"error":"wrong"}');
      return void response.end(JSON.stringify({ redirect: back(id, fields["username"] ?? "") }));
    }
    if (url.pathname === "/app.js") return void response.writeHead(200, { "content-type": "text/javascript" }).end(APP);
    if (url.pathname === "/resume") {
      const sid = randomUUID();
      sessions.set(sid, fields["user"] ?? "");
      const resumed = pending.get(id);
      response.setHeader("set-cookie", `sid=${sid}; Path=/; HttpOnly; SameSite=Lax`);
      return resumed && cookies["flow"] === id
        ? signedIn(response, id, fields["user"] ?? "")
        : html(response, "<p>expired</p>", {}, 400);
    }
    if (url.pathname === "/consent") {
      const resumed = pending.get(id);
      if (!resumed) return html(response, "<p>expired</p>", {}, 400);
      if (fields["decision"] !== "allow") return finish(response, resumed, [["error", "access_denied"]]);
      consented.add(resumed.user ?? "");
      const granted = new URLSearchParams(body).getAll("scope").join(" ");
      return finish(response, resumed, [
        ["code", "c"],
        ["user", resumed.user ?? ""],
        ["patient", fields["patient"] ?? ""],
        ["granted", granted],
      ]);
    }
    return html(response, "<title>Not here</title><p>There is nothing here</p>", {}, 404);
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  };
  return Object.assign(listener, { passwords });
}
