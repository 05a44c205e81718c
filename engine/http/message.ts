import type { Dispatcher } from "undici";
import type { Headers, HttpRequest } from "../types/evidence.js";
import type { Proxy } from "./proxy-choice.js";
import type { StartLine } from "./start-line.js";

/** What the request states goes before what the provider file adds. */
export function withHeaders(stated: Headers, added: Record<string, string>): Headers {
  const names = new Set(Object.keys(stated).map((name) => name.toLowerCase()));
  const missing = Object.entries({ "user-agent": "assay", ...added }).filter(
    ([name]) => !names.has(name.toLowerCase()),
  );
  return { ...stated, ...Object.fromEntries(missing.map(([name, value]) => [name, [value]])) };
}

/** Plain HTTP is forwarded by the proxy (absolute form, RFC 9112 section 3.2.2); HTTPS goes through a tunnel. */
export function toMessage(
  request: HttpRequest,
  url: URL,
  proxy: Proxy | undefined,
  startLine?: StartLine,
): Dispatcher.DispatchOptions {
  const headers = Object.entries(request.headers).flatMap(([name, values]) =>
    values.flatMap((value) => [name, bytesOf(value)]),
  );
  const method = request.method;
  const body = request.body && startLine ? startLine.hold(request.body) : (request.body ?? null);
  if (request.body && startLine) headers.push("content-length", String(Buffer.byteLength(request.body)));
  const path = url.pathname + url.search;
  if (!proxy || url.protocol === "https:") return { origin: url.origin, path, method, headers, body };
  if (!Object.keys(request.headers).some((name) => name.toLowerCase() === "host")) headers.push("host", url.host);
  if (proxy.authorization !== undefined) headers.push("proxy-authorization", proxy.authorization);
  return { origin: proxy.url.origin, path: url.origin + path, method, headers, body };
}

/** A field goes out one byte for each character: UTF-8, as it is read, so that a cookie goes back as it came. */
function bytesOf(value: string): string {
  return Buffer.from(value, "utf8").toString("latin1");
}

/** What undici refuses to send is a mistake in the request, not trouble on the network. */
export function refuseUnsendable(error: Error): void {
  const code = "code" in error ? error.code : undefined;
  if (code === "UND_ERR_INVALID_ARG" || code === "UND_ERR_NOT_SUPPORTED")
    throw new TypeError(`the request cannot be sent: ${error.message}`, { cause: error });
}
