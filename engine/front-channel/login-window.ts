import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { Cookie, CookieJar } from "tough-cookie";
import type { Http } from "../http/http.js";
import { BrowserBridge } from "./browser-bridge.js";
import { ContextCookies } from "./browser-cookies.js";
import { launchChromium } from "./chromium.js";

const GLANCE_MS = 200;

export interface LoginWindowOptions {
  http: Http;
  /** What is opened: an authorization request, or the issuer. */
  url: string;
  /** A redirect to one of these ends the login. */
  redirectUris: string[];
  /** false for tests, where a program plays the person. */
  headed?: boolean;
  signal?: AbortSignal;
}

export interface LoginWindow {
  page: Page;
  /** Resolves when the server sent the user back, the window was closed, or the network failed. */
  ended: Promise<{ why: "redirect" | "closed" | "failed"; message?: string; jar: CookieJar }>;
}

/**
 * Opens a window in which a person logs in. What the window asks for goes through our own HTTP client, as in a run:
 * certificates, proxy, headers and the list of hosts hold for it.
 *
 * @throws NeedsBrowser when Chromium cannot be found or started
 */
export async function openLoginWindow(options: LoginWindowOptions): Promise<LoginWindow> {
  const browser = await launchChromium({ need: "a login by hand needs a window", headed: options.headed !== false });
  const context = await browser.newContext({ serviceWorkers: "block", acceptDownloads: false });
  const page = await context.newPage();
  const bridge = new BrowserBridge(options.http, new ContextCookies(context), page, { windows: true });
  await bridge.attach(context);
  bridge.begin({ redirectUris: options.redirectUris, exchanges: [], signal: options.signal });
  await page.goto(options.url, { waitUntil: "commit" }).catch(() => undefined);
  return { page, ended: watch(browser, context, page, bridge, options.signal) };
}

async function watch(
  browser: Browser,
  context: BrowserContext,
  page: Page,
  bridge: BrowserBridge,
  signal: AbortSignal | undefined,
): ReturnType<() => LoginWindow["ended"]> {
  let jar = new CookieJar();
  let stop = bridge.stop;
  // Cookies are gone with the program, so they are taken as they come.
  while (!stop && browser.isConnected()) {
    jar = await jarOf(context).catch(() => jar);
    if (page.isClosed() || signal?.aborted) break;
    bridge.touch();
    await sleep(GLANCE_MS);
    stop = bridge.stop;
  }
  jar = await jarOf(context).catch(() => jar);
  await browser.close().catch(() => undefined);
  if (stop?.at === "failed") return { why: "failed", message: stop.error.message, jar };
  return { why: stop?.at === "redirect" ? "redirect" : "closed", jar };
}

async function jarOf(context: BrowserContext): Promise<CookieJar> {
  const jar = new CookieJar(undefined, { looseMode: true });
  for (const { name, value, domain, path, expires, httpOnly, secure, sameSite } of await context.cookies()) {
    const host = domain.replace(/^\./, "");
    const cookie = new Cookie({
      key: name,
      value,
      path,
      domain: host,
      hostOnly: !domain.startsWith("."),
      expires: expires < 0 ? "Infinity" : new Date(expires * 1000),
      httpOnly,
      secure,
      sameSite: sameSite?.toLowerCase(),
    });
    jar.setCookieSync(cookie, `${secure ? "https" : "http"}://${host}${path}`, { ignoreError: true });
  }
  return jar;
}
