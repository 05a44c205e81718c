import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { buildConnector } from "undici";
import type { Network } from "../types/provider.js";
import { resolvedAddress } from "./hosts.js";
import type { Proxy, ProxyChoice } from "./proxy-choice.js";
import { openTunnel } from "./tunnel.js";

type Connect = buildConnector.connector;

/** Origin of a proxy: requests forwarded to it (plain HTTP) connect to it and not through it. */
function isProxy(proxy: Proxy | undefined, hostname: string, port: string): boolean {
  return (
    proxy !== undefined &&
    proxy.url.hostname === hostname &&
    (proxy.url.port || (proxy.url.protocol === "https:" ? "443" : "80")) === port
  );
}

/**
 * How connections are made: to the address that `network.resolve` gives, through the proxy, with our trust. Name
 * checks and SNI keep the name of the URL.
 */
export function connector(options: {
  network: Network;
  proxies: ProxyChoice;
  context: () => SecureContext;
  unverified?: true;
}): Connect {
  const { network, proxies } = options;
  const timeout = network.timeout_ms;
  const plain = buildConnector({ timeout });
  let secure: Connect | undefined;
  const connectTls: Connect = (how, done) => {
    secure ??= buildConnector({
      timeout,
      secureContext: options.context(),
      ...(options.unverified ? { rejectUnauthorized: false } : {}),
    });
    secure(how, done);
  };

  return (how, done) => {
    const { hostname, protocol } = how;
    const port = how.port || (protocol === "https:" ? "443" : "80");
    const connect = protocol === "https:" ? connectTls : plain;
    const to = resolvedAddress(network.resolve, hostname, port) ?? { address: hostname, port };
    const proxy = proxies.for(new URL(`${protocol}//${hostname}:${port}`));
    if (protocol !== "https:" || !proxy || isProxy(proxy, hostname, port)) {
      connect({ ...how, hostname: to.address.replace(/^\[|\]$/g, ""), port: to.port }, done);
      return;
    }
    openTunnel(proxy, `${to.address}:${to.port}`, { context: options.context, timeout_ms: timeout }).then(
      (socket: Socket) => connect({ ...how, httpSocket: socket }, done),
      (error: Error) => done(error, null),
    );
  };
}
