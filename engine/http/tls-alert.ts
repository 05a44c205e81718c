import type { buildConnector } from "undici";

const PATIENCE_MS = 300;

/**
 * Connects, sends nothing, and waits a moment for the server's TLS alert.
 *
 * With TLS 1.3 a server judges our certificate after our handshake is over. It then hangs up on a request that is
 * already under way, and the reset often overtakes the alert that says why (RFC 8446 appendix E.1, RFC 9112 section 9.6).
 */
export function listenForAlert(connect: buildConnector.connector, url: URL): Promise<Error | undefined> {
  const how = { hostname: url.hostname, host: url.host, protocol: url.protocol, port: url.port };
  return new Promise((resolve) => {
    connect(how, (error, socket) => {
      if (error) return resolve(error);
      const timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
      let said: Error | undefined;
      socket.on("error", (alert) => (said = alert));
      socket.once("close", () => {
        clearTimeout(timer);
        resolve(said);
      });
      return socket.resume();
    });
  });
}
