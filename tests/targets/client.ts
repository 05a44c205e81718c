import { createHash, randomBytes } from "node:crypto";
import type { Target } from "../../targets/target.js";

// A small client over plain fetch: what a person would do by hand, nothing of the engine.

export type Answered = { status: number; headers: Headers; text: string; json: Record<string, unknown> };
export type Landing = { url: string; params: URLSearchParams; pages: string[] };
export type Codes = { verifier: string; challenge: string };

export function pkce(): Codes {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

async function read(response: Response): Promise<Answered> {
  const text = await response.text();
  let json: Record<string, unknown> = {};
  if (text.startsWith("{")) json = JSON.parse(text) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text, json };
}

export const encode = (value: string): string => new URLSearchParams([["", value]]).toString().slice(1);

export function basic(target: Target, name: string): string {
  const prefix = `ASSAY_REFERENCE_${name.toUpperCase()}`;
  const pair = `${encode(target.env[`${prefix}_ID`] ?? "")}:${encode(target.env[`${prefix}_SECRET`] ?? "")}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

export const id = (target: Target, name: string): string =>
  target.env[`ASSAY_REFERENCE_${name.toUpperCase()}_ID`] ?? "";

export async function post(
  target: Target,
  path: string,
  form: Record<string, string> | [string, string][],
  headers: Record<string, string> = {},
): Promise<Answered> {
  const init = { method: "POST", redirect: "manual" as const, headers, body: new URLSearchParams(form) };
  return read(await fetch(`${target.issuer}${path}`, init));
}

export async function get(target: Target, path: string, headers: Record<string, string> = {}): Promise<Answered> {
  return read(await fetch(`${target.issuer}${path}`, { redirect: "manual", headers }));
}

export const token = (
  target: Target,
  client: string,
  form: Record<string, string> | [string, string][],
): Promise<Answered> => post(target, "/token", form, { authorization: basic(target, client) });

/** A browser with cookies that knows the two pages of the reference server. */
export class Browser {
  #cookies = new Map<string, Map<string, string>>();
  #target: Target;
  fields: Record<string, string>;
  consent = "allow";
  device: "abort" | "confirm" = "confirm";
  announced: string[] = [];

  constructor(target: Target) {
    this.#target = target;
    this.fields = {
      username: target.env["ASSAY_REFERENCE_USER"] ?? "",
      password: target.env["ASSAY_REFERENCE_PASSWORD"] ?? "",
    };
  }

  async #send(url: string, form?: Record<string, string>): Promise<Answered> {
    const path = new URL(url).pathname;
    const jar = [...this.#cookies].filter(([at]) => path.startsWith(at)).flatMap(([, cookies]) => [...cookies]);
    const headers = { cookie: jar.map(([name, value]) => `${name}=${value}`).join("; ") };
    const init: RequestInit = { redirect: "manual", headers };
    if (form !== undefined) Object.assign(init, { method: "POST", body: new URLSearchParams(form) });
    const answered = await read(await fetch(url, init));
    for (const line of answered.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const at = /path=([^;]+)/.exec(line)?.[1] ?? "/";
      this.#cookies.set(at, (this.#cookies.get(at) ?? new Map()).set(name, value));
    }
    this.announced.push(...(answered.headers.get("x-overlay-would-act")?.split(",") ?? []));
    return answered;
  }

  #submit(page: Answered): Record<string, string> {
    if (page.text.includes('value="allow"')) return { action: this.consent };
    const hidden = [...page.text.matchAll(/<input[^>]* name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    const filled = Object.entries(this.fields).filter(([name]) => page.text.includes(`name="${name}"`));
    if (page.text.includes('action="/interaction/')) hidden.push(["action", "login"]);
    if (page.text.includes("<title>Confirm device<") && this.device === "abort") hidden.push(["abort", "yes"]);
    return { ...Object.fromEntries(filled), ...Object.fromEntries(hidden) };
  }

  /** Follows an authorization request to the client's redirect URI, or to the page where it ends. */
  async authorize(params: Record<string, string> | [string, string][]): Promise<Landing> {
    return this.follow(await this.#send(`${this.#target.issuer}/auth?${new URLSearchParams(params).toString()}`));
  }

  async authorizeByPost(params: Record<string, string>): Promise<Landing> {
    return this.follow(await this.#send(`${this.#target.issuer}/auth`, params));
  }

  /** Opens a page of the server and goes on as it leads. */
  async visit(path: string): Promise<Landing> {
    return this.follow(await this.#send(`${this.#target.issuer}${path}`));
  }

  async follow(first: Answered): Promise<Landing> {
    const pages: string[] = [];
    let answered = first;
    for (let hops = 0; hops < 15; hops += 1) {
      const location = answered.headers.get("location");
      if (location === null) {
        const action = /<form[^>]* method="post" action="([^"]+)"/.exec(answered.text)?.[1];
        pages.push(answered.text);
        if (action === undefined || pages.length > 5)
          return { url: "", params: new URLSearchParams({ status: String(answered.status) }), pages };
        answered = await this.#send(new URL(action, this.#target.issuer).href, this.#submit(answered));
        continue;
      }
      const url = URL.canParse(location, this.#target.issuer) ? new URL(location, this.#target.issuer).href : location;
      if (!url.startsWith(`${this.#target.issuer}/`)) {
        const [front = "", fragment = ""] = url.split("#");
        return { url, params: new URLSearchParams(fragment || front.split("?")[1] || ""), pages };
      }
      answered = await this.#send(url);
    }
    throw new Error("too many redirects");
  }
}

export const CALLBACK = "https://app.example.com/cb";

/** A whole authorization with PKCE for a client, up to the code. */
export async function authorized(
  target: Target,
  client = "confidential",
  params: Record<string, string> = {},
  browser = new Browser(target),
): Promise<Landing & Codes> {
  const { verifier, challenge } = pkce();
  const landing = await browser.authorize({
    response_type: "code",
    client_id: id(target, client),
    redirect_uri: CALLBACK,
    scope: "api:read",
    state: "s t+a",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...params,
  });
  return { ...landing, verifier, challenge };
}

export function basicWith(client: string, secret: string): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(client)}:${encodeURIComponent(secret)}`).toString("base64")}`;
}
