import type { BrowserContext, Page as BrowserPage, Request, Route } from "@playwright/test";
import type { Http } from "../http/http.js";
import type { Exchange, HttpRequest, HttpResponse, TransportError } from "../types/evidence.js";
import type { ContextCookies } from "./browser-cookies.js";
import { browsersHeaders, browsersRequest, toBrowserHeaders, withoutFragment } from "./browser-message.js";
import { decodePairs } from "./form-parameters.js";
import { redirectedRequest, redirectLocation, sentLocation } from "./redirect-response.js";
import { delivery } from "./redirect-uri.js";
import { StaticPage } from "./static-page.js";
import type { Delivery, Stop } from "./types.js";

const MOST_REDIRECTS = 20;
const RECORDED = new Set(["document", "xhr", "fetch"]);
export interface BridgeTask {
  redirectUris: string[];
  exchanges: Exchange[];
  signal?: AbortSignal;
}

/** The document in the main frame. */
export interface Document {
  status: number;
  html: boolean;
  /** Its script may still change it. */
  live: boolean;
}

/**
 * Answers whatever a browser asks for through our own HTTP client. So certificates, proxy, extra headers, name
 * resolution and the list of hosts hold for the browser too, and every exchange is seen. Chromium does not hand on the
 * requests that follow a redirect, so a redirect of the page becomes a document that goes there.
 */
export class BrowserBridge {
  readonly #http: Http;
  readonly #cookies: ContextCookies;
  readonly #page: BrowserPage;
  /** Windows that the page opens are answered as well, for a person who looks at them. */
  readonly #windows: boolean;
  readonly #instead = new Map<string, HttpRequest | HttpResponse>();
  readonly #underWay = new Map<Route, { page: boolean; since: number }>();
  #task: BridgeTask = { redirectUris: [], exchanges: [] };
  #hops = 0;
  #lastActivity = 0;
  document: Document = { status: 0, html: false, live: false };
  /** Documents shown so far in the main frame. */
  documents = 0;
  /** Set when the walk has ended, by a redirect to us or by trouble. */
  stop: Stop | undefined;

  constructor(http: Http, cookies: ContextCookies, page: BrowserPage, how: { windows: boolean }) {
    this.#windows = how.windows;
    this.#http = http;
    this.#cookies = cookies;
    this.#page = page;
  }

  async attach(context: BrowserContext): Promise<void> {
    await context.route(
      () => true,
      (route) => this.#answer(route),
    );
    await context.routeWebSocket(/./, (socket) => socket.close());
    // A route never sees a fragment, nor a scheme that is not HTTP.
    const session = await context.newCDPSession(this.#page);
    await session.send("Page.enable");
    const { frameTree } = await session.send("Page.getFrameTree");
    session.on("Page.frameRequestedNavigation", ({ frameId, url, reason }) => {
      if (
        frameId === frameTree.frame.id &&
        reason !== "formSubmissionPost" &&
        !(reason === "formSubmissionGet" && /^https?:/i.test(url))
      )
        this.#deliver(delivery(this.#task.redirectUris, url, this.document.status));
    });
  }

  begin(task: BridgeTask): void {
    this.#task = task;
    this.stop = undefined;
    this.#instead.clear();
    this.touch();
  }

  /** The next request for this URL is answered by another request, or by an answer that is there already. */
  instead(url: string, by: HttpRequest | HttpResponse): void {
    this.#instead.set(withoutFragment(url), by);
  }

  /** A person did something: what follows is not an endless redirect. */
  touch(): void {
    this.#hops = 0;
    this.#lastActivity = performance.now();
  }

  /** Milliseconds since anything moved; 0 while a page, or for a while something else, is being loaded. */
  idle(patience_ms: number): number {
    const now = performance.now();
    for (const { page, since } of this.#underWay.values()) if (page || now - since < patience_ms) return 0;
    return now - this.#lastActivity;
  }

  #deliver(found: Delivery | undefined): boolean {
    if (found) this.stop ??= { at: "redirect", delivery: found };
    return found !== undefined;
  }

  #fail(error: TransportError): void {
    this.stop ??= { at: "failed", error };
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request();
    if (!this.#windows && !this.#isOfPage(request)) return route.abort().catch(() => undefined);
    const page = request.isNavigationRequest() && this.#isMain(request);
    this.#underWay.set(route, { page, since: performance.now() });
    try {
      await (page ? this.#answerPage(route) : this.#answerPart(route));
    } catch {
      // The page, or the whole browser, is gone meanwhile.
      await route.abort().catch(() => undefined);
    } finally {
      this.#underWay.delete(route);
      this.#lastActivity = performance.now();
    }
  }

  /** The first request of a window that was just opened has no frame yet. */
  #isOfPage(request: Request): boolean {
    try {
      return request.frame().page() === this.#page;
    } catch {
      return false;
    }
  }

  #isMain(request: Request): boolean {
    try {
      return request.frame().parentFrame() === null;
    } catch {
      return true;
    }
  }

  async #answerPage(route: Route): Promise<void> {
    const browsers = route.request();
    const url = browsers.url();
    const form = browsers.method() === "POST" ? decodePairs(browsers.postData() ?? "") : undefined;
    const instead = this.#instead.get(url);
    this.#instead.delete(url);
    if (!instead && this.#deliver(delivery(this.#task.redirectUris, url, this.document.status, form)))
      return route.fulfill({ status: 204 });
    if (this.stop) return route.fulfill({ status: 204 });
    if (instead && "status" in instead) return this.#show(route, instead, Buffer.from(instead.body));

    const request = instead
      ? { ...instead, headers: { ...browsersHeaders(browsers), ...instead.headers } }
      : browsersRequest(browsers);
    const { response, error, body } = await this.#send(request, { record: true, part: false });
    if (!response) {
      this.#fail(error ?? { code: "aborted", message: "no answer" });
      return route.abort("failed");
    }
    const sent = sentLocation(response);
    if (sent !== undefined && this.#deliver(delivery(this.#task.redirectUris, sent, response.status)))
      return route.fulfill({ status: 204, headers: toBrowserHeaders(response.headers) });
    const location = redirectLocation(response, url);
    if (location === undefined) return this.#show(route, response, body);
    return this.#redirect(route, request, response, location);
  }

  async #redirect(route: Route, request: HttpRequest, response: HttpResponse, location: string): Promise<void> {
    this.#hops += 1;
    const next = redirectedRequest(request, response.status, location);
    const refused =
      this.#hops > MOST_REDIRECTS
        ? {
            code: "invalid-response" as const,
            message: `more than ${MOST_REDIRECTS} redirects, at last to "${location}"`,
          }
        : /^https?:/i.test(location)
          ? undefined
          : (await this.#http.send(next)).error;
    if (refused) {
      this.#fail(refused);
      return route.fulfill({ status: 204 });
    }
    if (next.method !== "GET") this.instead(location, next);
    const target = JSON.stringify(location).replace(/</g, "\\u003c");
    const body = `<!doctype html><meta name="referrer" content="no-referrer"><script>location.replace(${target})</script>`;
    const headers = { "content-type": "text/html", "set-cookie": (response.headers["set-cookie"] ?? []).join("\n") };
    return route.fulfill({ status: 200, headers, body });
  }

  async #show(route: Route, response: HttpResponse, body: Buffer): Promise<void> {
    const page = new StaticPage(route.request().url(), response);
    this.document = {
      status: response.status,
      html: page.html,
      live: /<script|<iframe|http-equiv|\son\w+=/i.test(response.body),
    };
    if (this.#deliver(page.delivery(this.#task.redirectUris))) return route.fulfill({ status: 204 });
    return route.fulfill({ status: response.status, headers: toBrowserHeaders(response.headers), body });
  }

  /** A picture, a script, a call of the page's script: redirects are followed here. */
  async #answerPart(route: Route): Promise<void> {
    const browsers = route.request();
    const record = RECORDED.has(browsers.resourceType());
    let request = browsersRequest(browsers);
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const { response, body } = await this.#send(request, { record, part: true });
      if (!response) return route.abort("failed");
      const location = redirectLocation(response, request.url);
      if (location === undefined)
        return route.fulfill({ status: response.status, headers: toBrowserHeaders(response.headers), body });
      if (delivery(this.#task.redirectUris, location, response.status) || !/^https?:/i.test(location))
        return route.abort("failed");
      await this.#cookies.store(request.url, response.headers["set-cookie"] ?? []);
      request = redirectedRequest(request, response.status, location);
      const cookie = await this.#cookies.header(location);
      if (cookie !== undefined) request.headers["cookie"] = [cookie];
    }
    return route.abort("failed");
  }

  async #send(request: HttpRequest, how: { record: boolean; part: boolean }): Promise<Exchange & { body: Buffer }> {
    let body: Buffer = Buffer.alloc(0);
    const exchange = await this.#http.send(request, {
      signal: this.#task.signal,
      part: how.part,
      onBody: (bytes) => (body = bytes),
    });
    if (how.record) this.#task.exchanges.push(exchange);
    return { ...exchange, body };
  }
}
