import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { ProxyError } from "./failures.js";
import type { Proxy } from "./proxy-choice.js";

/** Words for a proxy's refusal, the same for CONNECT and for a forwarded request. */
export function proxyRefusal(proxy: Proxy, status: number): ProxyError {
  if (status !== 407)
    return new ProxyError(`the proxy "${proxy.url.host}" does not open a connection: status ${status}`, status);
  const said = proxy.authorization === undefined ? "demands a name and password" : "refuses the name and password";
  return new ProxyError(`the proxy "${proxy.url.host}" ${said}; state them as http://NAME:PASSWORD@HOST:PORT`, status);
}

/**
 * Opens a connection to `target` through the proxy (RFC 9110 section 9.3.6, CONNECT).
 *
 * @param target `host:port`
 * @throws ProxyError when the proxy cannot be reached or refuses
 */
export function openTunnel(
  proxy: Proxy,
  target: string,
  options: { context: () => SecureContext; timeout_ms: number },
): Promise<Socket> {
  const secure = proxy.url.protocol === "https:";
  const headers: Record<string, string> = { host: target };
  if (proxy.authorization !== undefined) headers["proxy-authorization"] = proxy.authorization;
  const { promise, resolve, reject } = deferred<Socket>();
  const request = (secure ? secureRequest : plainRequest)({
    agent: false,
    method: "CONNECT",
    host: proxy.url.hostname.replace(/^\[|\]$/g, ""),
    port: proxy.url.port || (secure ? 443 : 80),
    path: target,
    headers,
    timeout: options.timeout_ms,
    ...(secure ? { secureContext: options.context() } : {}),
  });
  request.once("connect", (answer, socket) => {
    if (answer.statusCode === 200) return resolve(socket);
    socket.destroy();
    return reject(proxyRefusal(proxy, answer.statusCode ?? 0));
  });
  request.once("timeout", () => request.destroy(new Error(`no answer within ${options.timeout_ms} ms`)));
  request.once("error", (cause: NodeJS.ErrnoException) =>
    reject(
      new ProxyError(`cannot use the proxy "${proxy.url.host}": ${cause.code ?? cause.message}`, undefined, { cause }),
    ),
  );
  request.end();
  return promise;
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
