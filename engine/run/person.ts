import type { LoginWindow, LoginWindowOptions } from "../front-channel/login-window.js";
import type { Http } from "../http/http.js";
import type { Vault } from "../observe/vault.js";
import type { HttpRequest } from "../types/evidence.js";
import type { SessionPool } from "./sessions.js";

/** Opens a window for a person; tests give one in which a program plays the person. */
export type OpenWindow = (options: LoginWindowOptions) => Promise<LoginWindow>;

/** The person who sits before a run: asked once, for what no rule can do. */
export interface Person {
  /**
   * Shows an authorization request, and waits until the person is through.
   *
   * @returns whether sessions have a login now; every later call gives the same without another window
   * @throws NeedsBrowser when there is no Chromium
   */
  logIn(request: HttpRequest, redirectUris: string[]): Promise<boolean>;
}

interface PersonParts {
  open: OpenWindow;
  http: Http;
  sessions: SessionPool;
  vault?: Vault;
  signal: AbortSignal;
}

export function openPerson({ open, http, sessions, vault, signal }: PersonParts): Person {
  let asked: Promise<boolean> | undefined;
  async function ask(request: HttpRequest, redirectUris: string[]): Promise<boolean> {
    const window = await open({ http, url: inUrl(request), redirectUris, signal });
    const { jar } = await window.ended;
    const { cookies } = jar.toJSON() ?? { cookies: [] };
    for (const { value } of cookies) if (typeof value === "string" && value !== "") vault?.configure(value);
    if (cookies.length > 0) sessions.adopt(jar);
    return cookies.length > 0;
  }
  return { logIn: (request, redirectUris) => (asked ??= ask(request, redirectUris)) };
}

/** An address bar takes no body; the same parameters in the query ask for the same login. */
function inUrl({ method, url, body }: HttpRequest): string {
  if (method === "GET" || !body) return url;
  const { href } = new URL(url);
  return `${href}${href.includes("?") ? "&" : "?"}${body}`;
}
