import type { Http } from "../http/http.js";
import type { Exchange, Headers, HttpRequest, HttpResponse } from "../types/evidence.js";
import type { JarCookies } from "./cookies.js";
import type { Submission } from "./html-form.js";
import { formRequest } from "./html-form.js";
import { afterLogin, loginRequest } from "./login-request.js";
import { redirectedRequest, redirectLocation, sentLocation } from "./redirect-response.js";
import { delivery } from "./redirect-uri.js";
import { StaticPage, submissionDelivery } from "./static-page.js";
import type { Page, Stop } from "./types.js";

const MOST_REDIRECTS = 20;
const ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

export interface HttpDriverParts {
  http: Http;
  cookies: JarCookies;
  redirectUris: string[];
  /** Every exchange is appended. */
  exchanges: Exchange[];
  signal?: AbortSignal;
}

/** A page whose answer is at hand, so that a browser can take over without asking for it again. */
export interface AnsweredPage extends Page {
  response: HttpResponse;
}

/** Walks pages by plain requests: redirects, cookies, forms. */
export class HttpDriver {
  readonly #parts: HttpDriverParts;

  constructor(parts: HttpDriverParts) {
    this.#parts = parts;
  }

  /** Sends a request and follows its redirects, one by one, to a page or to one of our redirect URIs. */
  async open(first: HttpRequest): Promise<Stop> {
    let request = first;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const { response, error } = await this.#send(request);
      if (!response) return { at: "failed", error: error ?? { code: "aborted", message: "no answer" } };
      const sent = sentLocation(response);
      const found = sent && delivery(this.#parts.redirectUris, sent, response.status);
      if (found) return { at: "redirect", delivery: found };
      const location = redirectLocation(response, request.url);
      if (location === undefined) return this.#page(request.url, response);
      request = redirectedRequest(request, response.status, location);
    }
    return {
      at: "failed",
      error: {
        code: "invalid-response",
        message: `more than ${MOST_REDIRECTS} redirects, at last to "${request.url}"`,
      },
    };
  }

  async #send(request: HttpRequest): Promise<Exchange> {
    const { http, cookies, signal, exchanges } = this.#parts;
    const names = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()));
    const headers = { ...request.headers };
    const cookie = names.has("cookie") ? undefined : await cookies.header(request.url);
    if (cookie !== undefined) headers["cookie"] = [cookie];
    if (!names.has("accept")) headers["accept"] = [ACCEPT];
    const exchange = await http.send({ ...request, headers }, { signal });
    exchanges.push(exchange);
    await cookies.store(request.url, exchange.response?.headers["set-cookie"] ?? []);
    return exchange;
  }

  #page(url: string, response: HttpResponse): Stop {
    const page = new StaticPage(url, response);
    const found = page.delivery(this.#parts.redirectUris);
    return found ? { at: "redirect", delivery: found } : { at: "page", page: this.#live(page, response) };
  }

  #live(page: StaticPage, response: HttpResponse): AnsweredPage {
    const { cookies } = this.#parts;
    const live: AnsweredPage = {
      driver: "http",
      url: page.url,
      status: page.status,
      html: page.html,
      title: page.title,
      text: page.text,
      usable: page.usable,
      scripted: page.scripted,
      get controls() {
        return page.controls;
      },
      response,
      has: async (what) => page.has(what),
      holds: async (selector) => page.holds(selector),
      value: async (name) => page.value(name),
      act: async (action) => {
        const click = page.click(action);
        return "link" in click ? this.#follow(click.link, page.url, page.status) : this.#submit(click.form, page);
      },
      login: async (rule) => {
        const request = await loginRequest(rule, live, cookies);
        const { response: answer, error } = await this.#send(withOrigin(request, page.url));
        if (!answer) return { at: "failed", error: error ?? { code: "aborted", message: "no answer" } };
        return this.#follow(afterLogin(rule, request, answer, live), page.url, answer.status);
      },
      onward: () => {
        const target = page.refresh();
        if (target !== undefined) return this.#follow(target, page.url, page.status);
        const form = page.selfSubmitting();
        return form && this.#submit(form, page);
      },
    };
    return live;
  }

  /** Goes where a page leads, unless that is one of our redirect URIs. */
  async #follow(url: string, from: string, status: number): Promise<Stop> {
    const found = delivery(this.#parts.redirectUris, url, status);
    return found
      ? { at: "redirect", delivery: found }
      : this.open(withOrigin({ method: "GET", url, headers: {} }, from));
  }

  async #submit(sent: Submission, page: StaticPage): Promise<Stop> {
    const found = submissionDelivery(this.#parts.redirectUris, sent, page.status);
    return found ? { at: "redirect", delivery: found } : this.open(withOrigin(formRequest(sent), page.url));
  }
}

/** A browser says where a request comes from; servers check it against forgery. */
export function withOrigin(request: HttpRequest, from: string): HttpRequest {
  const origin = new URL(from).origin;
  const same = URL.canParse(request.url) && new URL(request.url).origin === origin;
  const headers: Headers = { referer: [same ? (from.split("#")[0] ?? from) : `${origin}/`] };
  if (request.method !== "GET" && request.method !== "HEAD") headers["origin"] = [origin];
  return { ...request, headers: { ...headers, ...request.headers } };
}
