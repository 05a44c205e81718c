import { isIP } from "node:net";

/** `host:port` of a URL, the port always stated. */
export function authority(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === "https:" ? "443" : "80")}`;
}

/** Whether a host name or address means this machine. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, "");
  if (isIP(name) === 4) return name.startsWith("127.");
  return name === "::1" || name === "localhost" || name.endsWith(".localhost");
}

/** Hosts that requests may go to: `host` allows every port, `host:port` that one. */
export class AllowedHosts {
  readonly #hosts = new Set<string>();

  constructor(hosts: Iterable<string>) {
    for (const host of hosts) this.add(host);
  }

  add(host: string): void {
    this.#hosts.add(host.toLowerCase());
  }

  allows(url: URL): boolean {
    return this.#hosts.has(url.hostname) || this.#hosts.has(url.host) || this.#hosts.has(authority(url));
  }
}

/**
 * The address that `network.resolve` gives for a host, like `curl --resolve`; `host:port` goes before `host`.
 */
export function resolvedAddress(
  resolve: Record<string, string>,
  hostname: string,
  port: string,
): { address: string; port: string } | undefined {
  const stated = resolve[`${hostname}:${port}`] ?? resolve[hostname];
  if (stated === undefined) return undefined;
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(stated);
  return match?.[1] ? { address: match[1], port: match[2] ?? port } : { address: stated, port };
}
