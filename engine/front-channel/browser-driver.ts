import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserContext, Page as BrowserPage } from "@playwright/test";
import type { Http } from "../http/http.js";
import type { HttpRequest } from "../types/evidence.js";
import type { PageRule } from "../types/provider.js";
import type { BridgeTask } from "./browser-bridge.js";
import { BrowserBridge } from "./browser-bridge.js";
import { ContextCookies } from "./browser-cookies.js";
import type { Sight } from "./browser-page.js";
import { actOn, hasField, look } from "./browser-page.js";
import type { Chromium } from "./chromium.js";
import type { JarCookies } from "./cookies.js";
import type { AnsweredPage } from "./http-driver.js";
import { withOrigin } from "./http-driver.js";
import { afterLogin, loginRequest } from "./login-request.js";
import { fittingRule } from "./rules.js";
import { within } from "./within.js";
import type { Page, Stop } from "./types.js";
import { Obstacle } from "./types.js";

const GLANCE_MS = 20;
/** A page that shows what a rule waits for is ready after this silence ... */
const READY_MS = 120;
/** ... and one that shows nothing new, or nothing known, after this one: its script may be busy. */
const SILENT_MS = 1_500;
/** A call of a page's script that takes longer is one that waits for news. */
const CALL_MS = 10_000;

export interface BrowserTask extends BridgeTask {
  rules: PageRule[];
  timeout_ms: number;
}

/** Walks pages in a window of Chromium, one for each session. */
export class BrowserDriver {
  readonly #http: Http;
  readonly #context: BrowserContext;
  readonly #page: BrowserPage;
  readonly #cookies: ContextCookies;
  readonly #bridge: BrowserBridge;
  #task: BrowserTask = { redirectUris: [], exchanges: [], rules: [], timeout_ms: 0 };
  /** Rule of the page that was acted on last; on the same document it must vanish before it counts as fitting anew. */
  #before: PageRule | undefined;
  #documents = 0;

  private constructor(http: Http, context: BrowserContext, page: BrowserPage) {
    this.#http = http;
    this.#context = context;
    this.#page = page;
    this.#cookies = new ContextCookies(context);
    this.#bridge = new BrowserBridge(http, this.#cookies, page, { windows: false });
  }

  /** @throws NeedsBrowser when there is no Chromium */
  static async start(chromium: Chromium, http: Http, cookies: JarCookies): Promise<BrowserDriver> {
    const context = await chromium.context();
    const driver = new BrowserDriver(http, context, await context.newPage());
    await driver.#bridge.attach(context);
    context.on("page", (window) => void window.close().catch(() => undefined));
    await driver.#cookies.takeOver(cookies);
    return driver;
  }

  async begin(task: BrowserTask): Promise<void> {
    this.#bridge.begin({ redirectUris: [], exchanges: [] });
    await this.#page.goto("about:blank", { timeout: CALL_MS }).catch(() => undefined);
    this.#task = task;
    this.#before = undefined;
    this.#bridge.begin(task);
  }

  /** Opens what the authorization request answers with. */
  async open(request: HttpRequest): Promise<Stop> {
    this.#bridge.instead(request.url, request);
    return this.#go(request.url);
  }

  /** Shows an answer that plain HTTP has got, and goes on from there; nothing is asked for twice. */
  async takeOver(page: AnsweredPage): Promise<Stop> {
    this.#bridge.instead(page.url, page.response);
    return this.#go(page.url);
  }

  /** What the window shows, without what was typed into it. */
  picture(): Promise<Uint8Array> {
    const style = "input, textarea, select { color: transparent !important; text-shadow: none !important; }";
    return this.#page.screenshot({ style, timeout: Math.min(CALL_MS, this.#task.timeout_ms) });
  }

  async close(): Promise<void> {
    await within(CALL_MS, this.#context.close(), () => undefined).catch(() => undefined);
  }

  async #go(url: string): Promise<Stop> {
    this.#bridge.touch();
    await this.#page.goto(url, { waitUntil: "commit", timeout: this.#task.timeout_ms }).catch(() => undefined);
    return this.#settle();
  }

  /** Waits until the walk has ended, or the page shows something to act on, or nothing moves any more. */
  async #settle(): Promise<Stop> {
    const deadline = performance.now() + this.#task.timeout_ms;
    for (;;) {
      if (this.#bridge.stop) return this.#bridge.stop;
      if (this.#task.signal?.aborted)
        return { at: "failed", error: { code: "aborted", message: "given up while a page was loading" } };
      const idle = this.#bridge.idle(CALL_MS);
      const late = performance.now() > deadline;
      if (idle >= READY_MS || late) {
        const left = Math.max(READY_MS, deadline - performance.now());
        const seen = (): Promise<Page | undefined> =>
          within<Page | undefined>(left, this.#view(), () => undefined).catch(() => undefined);
        const page = await seen();
        const rule = page && (await fittingRule(this.#task.rules, page).catch(() => undefined));
        const changed = rule !== undefined && (rule !== this.#before || this.#documents !== this.#bridge.documents);
        if (page && !this.#bridge.stop && (changed || late || idle >= SILENT_MS || !this.#bridge.document.live)) {
          this.#before = rule;
          this.#documents = this.#bridge.documents;
          // A script may have drawn what the rule found after the page was looked at.
          return { at: "page", page: (rule && (await seen())) ?? page };
        }
        if (!page && late)
          return {
            at: "failed",
            error: {
              code: "timeout",
              message: `the page "${this.#page.url()}" does not come to rest`,
              key: "network.timeout",
            },
          };
      }
      await sleep(GLANCE_MS);
    }
  }

  async #view(): Promise<Page> {
    const page = this.#page;
    const { status, html } = this.#bridge.document;
    const sight: Sight = await look(page);
    const view: Page = {
      ...sight,
      driver: "browser",
      url: page.url(),
      status,
      html,
      scripted: false,
      has: (what) => this.#answer(hasField(page, what), () => false),
      holds: async (selector) => (await this.#answer(page.locator(selector).count(), () => 0)) > 0,
      value: async (name) =>
        new URL(page.url()).searchParams.get(name) ?? (await this.#answer(this.#field(name), () => undefined)),
      act: async (action) => {
        this.#bridge.touch();
        await within(this.#task.timeout_ms, actOn(page, action), () => {
          throw new Obstacle("the page does not answer");
        });
        this.#bridge.touch();
        return this.#settle();
      },
      login: async (rule) => {
        const request = withOrigin(await loginRequest(rule, view, this.#cookies), view.url);
        const cookie = await this.#cookies.header(request.url);
        if (cookie !== undefined) request.headers["cookie"] = [cookie];
        const exchange = await this.#http.send(request, { signal: this.#task.signal });
        this.#task.exchanges.push(exchange);
        if (!exchange.response)
          return { at: "failed", error: exchange.error ?? { code: "aborted", message: "no answer" } };
        await this.#cookies.store(request.url, exchange.response.headers["set-cookie"] ?? []);
        return this.#go(afterLogin(rule, request, exchange.response, view));
      },
    };
    return view;
  }

  #answer<T>(answer: Promise<T>, late: () => T): Promise<T> {
    return within(Math.min(CALL_MS, this.#task.timeout_ms), answer, late);
  }

  async #field(name: string): Promise<string | undefined> {
    const quoted = JSON.stringify(name);
    const input = this.#page.locator(`input[name=${quoted}]`).first();
    if ((await input.count()) > 0) return input.inputValue();
    const meta = this.#page.locator(`meta[name=${quoted}]`).first();
    return (await meta.count()) > 0 ? ((await meta.getAttribute("content")) ?? undefined) : undefined;
  }
}
