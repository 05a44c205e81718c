import type { Exchange, Headers, HttpRequest, HttpResponse } from "../types/evidence.js";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** The Location of a redirect as it was sent; a redirect URI that was named as a relative one shows only here. */
export function sentLocation(response: HttpResponse): string | undefined {
  const location = response.headers["location"]?.[0]?.trim();
  return REDIRECTS.has(response.status) && location ? location : undefined;
}

/** Where a response redirects to: the Location as it was sent, made absolute only when it is relative. */
export function redirectLocation(response: HttpResponse, url: string): string | undefined {
  const location = sentLocation(response);
  if (!location) return undefined;
  if (URL.canParse(location)) return location;
  return URL.canParse(location, url) ? new URL(location, url).href : undefined;
}

/** The request that follows a redirect (Fetch, "HTTP-redirect fetch"): 307 and 308 keep method and body. */
export function redirectedRequest(request: HttpRequest, status: number, location: string): HttpRequest {
  const kept = status === 307 || status === 308 || request.method === "GET" || request.method === "HEAD";
  if (!kept) return { method: "GET", url: location, headers: {} };
  const headers: Headers = {};
  if (request.body !== undefined) {
    for (const [name, values] of Object.entries(request.headers)) {
      if (name.toLowerCase() === "content-type") headers[name] = values;
      // An origin that sent its request on to another is no longer the one who asks.
      else if (name.toLowerCase() === "origin") headers[name] = sameOrigin(request.url, location) ? values : ["null"];
    }
  }
  return { method: request.method, url: location, headers, body: request.body };
}

function sameOrigin(one: string, other: string): boolean {
  return new URL(one).origin === new URL(other).origin;
}

/** Form and HTML answers; without a Content-Type a browser looks at the first characters. */
export function isHtml(response: HttpResponse): boolean {
  const type = response.headers["content-type"]?.[0];
  return type === undefined
    ? /^\s*<(!doctype|html|head|body|form|script|meta|title)\b/i.test(response.body)
    : /\b(html|xhtml\+xml)\b/i.test(type);
}

/** Statuses of the redirects that a form was sent on by: the answer to it, and those behind a 307 or 308, which carry it along. */
export function redirectsOf(exchanges: readonly Exchange[]): number[] {
  const statuses: number[] = [];
  for (const { request, response } of exchanges) {
    // In a browser, what a page fetches stands between.
    if (request.method !== "POST") continue;
    if (!response || !sentLocation(response)) break;
    statuses.push(response.status);
  }
  return statuses;
}
