import type { Request } from "@playwright/test";
import type { Headers, HttpRequest } from "../types/evidence.js";

/** Our client makes these itself. */
const OWN_REQUEST_HEADERS = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "upgrade",
  "expect",
  "transfer-encoding",
  "proxy-connection",
]);
const OWN_RESPONSE_HEADERS = new Set([
  "content-encoding",
  "content-length",
  "connection",
  "keep-alive",
  "transfer-encoding",
]);

/** Header fields of a browser's request, as our client sends them on. */
export function browsersHeaders(browsers: Request): Headers {
  return Object.fromEntries(
    Object.entries(browsers.headers())
      .filter(([name]) => !name.startsWith(":") && !OWN_REQUEST_HEADERS.has(name))
      .map(([name, value]) => [name, [value]]),
  );
}

export function browsersRequest(browsers: Request): HttpRequest {
  const body = browsers.postData() ?? undefined;
  return { method: browsers.method(), url: browsers.url(), headers: browsersHeaders(browsers), body };
}

/** Header fields of an answer, as Playwright takes them; several Set-Cookie are divided by line breaks. */
export function toBrowserHeaders(headers: Headers): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !OWN_RESPONSE_HEADERS.has(name) && name !== "location");
  return Object.fromEntries(kept.map(([name, values]) => [name, values.join(name === "set-cookie" ? "\n" : ", ")]));
}

export function withoutFragment(url: string): string {
  return new URL(url).href.split("#")[0] ?? url;
}
