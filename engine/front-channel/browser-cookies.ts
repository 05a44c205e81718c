import type { BrowserContext } from "@playwright/test";
import { Cookie } from "tough-cookie";
import type { Cookies, JarCookies } from "./cookies.js";

type Given = Parameters<BrowserContext["addCookies"]>[0][number];

function sameSite(cookie: Cookie): Given["sameSite"] {
  const value = cookie.sameSite?.toLowerCase();
  return value === "strict" ? "Strict" : value === "lax" ? "Lax" : value === "none" ? "None" : undefined;
}

function toBrowser(cookie: Cookie, host: string): Given {
  const expires = cookie.expires instanceof Date ? Math.floor(cookie.expires.getTime() / 1000) : undefined;
  const domain = cookie.domain && cookie.hostOnly !== true ? `.${cookie.domain}` : (cookie.domain ?? host);
  return {
    name: cookie.key,
    value: cookie.value,
    domain,
    path: cookie.path ?? "/",
    expires,
    httpOnly: cookie.httpOnly,
    secure: cookie.secure,
    sameSite: sameSite(cookie),
  };
}

/** Cookies of a browser's context. */
export class ContextCookies implements Cookies {
  readonly #context: BrowserContext;

  constructor(context: BrowserContext) {
    this.#context = context;
  }

  async header(url: string): Promise<string | undefined> {
    const cookies = await this.#context.cookies(url);
    return cookies.length > 0 ? cookies.map(({ name, value }) => `${name}=${value}`).join("; ") : undefined;
  }

  async value(url: string, name: string): Promise<string | undefined> {
    return (await this.#context.cookies(url)).find((cookie) => cookie.name === name)?.value;
  }

  async store(url: string, setCookie: string[]): Promise<void> {
    const { hostname } = new URL(url);
    for (const line of setCookie) {
      const cookie = Cookie.parse(line, { loose: true });
      if (!cookie) continue;
      cookie.hostOnly = cookie.domain === null;
      // A cookie that the browser does not take, e.g. one that has expired, is none.
      await this.#context.addCookies([toBrowser(cookie, hostname)]).catch(() => undefined);
    }
  }

  /** Takes over what a session gathered over plain HTTP. */
  async takeOver({ jar }: JarCookies): Promise<void> {
    const { cookies } = jar.serializeSync() ?? { cookies: [] };
    for (const serialized of cookies) {
      const cookie = Cookie.fromJSON(serialized);
      if (cookie) await this.#context.addCookies([toBrowser(cookie, "")]).catch(() => undefined);
    }
  }
}
