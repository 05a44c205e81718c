import type { TestContext } from "node:test";
import type { Http, HttpOptions } from "../../engine/http/http.js";
import { openHttp } from "../../engine/http/http.js";
import type { Network } from "../../engine/types/provider.js";
import type { HttpRequest } from "../../engine/types/evidence.js";
import type { LoopbackServer } from "../../targets/network/loopback-server.js";
import { serveLoopback } from "../../targets/network/loopback-server.js";

export const NETWORK: Network = { headers: {}, hosts: [], resolve: {}, timeout_ms: 5_000, max_body: 1_000_000 };

/** A client that is closed with the test; the environment's proxies never reach it. */
export function client(t: TestContext, network: Partial<Network> = {}, more: Partial<HttpOptions> = {}): Http {
  const http = openHttp({ network: { ...NETWORK, ...network }, folder: ".", hosts: ["127.0.0.1"], env: {}, ...more });
  t.after(() => http.close());
  return http;
}

export async function server(t: TestContext, ...how: Parameters<typeof serveLoopback>): Promise<LoopbackServer> {
  const started = await serveLoopback(...how);
  t.after(() => started.close());
  return started;
}

export const get = (url: string, headers: HttpRequest["headers"] = {}): HttpRequest => ({
  method: "GET",
  url,
  headers,
});
