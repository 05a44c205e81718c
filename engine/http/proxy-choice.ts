import type { Network } from "../types/provider.js";
import { isLoopback } from "./hosts.js";

export interface Proxy {
  url: URL;
  /** Value of Proxy-Authorization, when the URL holds a name. */
  authorization?: string;
}

function parse(text: string): Proxy {
  const url = new URL(text.includes("://") ? text : `http://${text}`);
  if (!url.username) return { url };
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { url, authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
}

function variable(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return env[name.toLowerCase()] || env[name] || undefined;
}

function excludes(entry: string, hostname: string, port: string): boolean {
  const [name = "", entryPort] = entry.startsWith("[") ? [entry] : entry.split(":");
  if (entryPort !== undefined && entryPort !== port) return false;
  const suffix = name.replace(/^\*?\./, "");
  return name === "*" || hostname === suffix || hostname.endsWith(`.${suffix}`);
}

/**
 * Which proxy serves a URL: `network.proxy`, else HTTPS_PROXY or HTTP_PROXY, else ALL_PROXY; none for hosts in
 * NO_PROXY. A proxy that only the environment names is not used for this machine.
 */
export class ProxyChoice {
  readonly #stated: Proxy | undefined;
  readonly #https: Proxy | undefined;
  readonly #http: Proxy | undefined;
  readonly #except: string[];

  /** @throws TypeError when a proxy's URL cannot be parsed */
  constructor(network: Network, env: NodeJS.ProcessEnv) {
    const all = variable(env, "ALL_PROXY");
    const https = variable(env, "HTTPS_PROXY") ?? all;
    const http = variable(env, "HTTP_PROXY") ?? all;
    this.#stated = network.proxy ? parse(network.proxy) : undefined;
    this.#https = https && !this.#stated ? parse(https) : undefined;
    this.#http = http && !this.#stated ? parse(http) : undefined;
    const except = (variable(env, "NO_PROXY") ?? "").toLowerCase().split(",");
    this.#except = except.map((entry) => entry.trim()).filter((entry) => entry !== "");
  }

  for(url: URL): Proxy | undefined {
    const proxy =
      this.#stated ?? (isLoopback(url.hostname) ? undefined : url.protocol === "https:" ? this.#https : this.#http);
    if (!proxy || this.#except.length === 0) return proxy;
    const port = url.port || (url.protocol === "https:" ? "443" : "80");
    return this.#except.some((entry) => excludes(entry, url.hostname, port)) ? undefined : proxy;
  }
}
