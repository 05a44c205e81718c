import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { ServerOptions } from "node:https";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";

export interface LoopbackServer {
  /** `http://127.0.0.1:PORT` or with https. */
  url: string;
  port: number;
  /** Requests seen, in order: method and path. */
  seen: string[];
  /** Connections opened. */
  connections(): number;
  close(): Promise<void>;
}

/**
 * Serves on a free port of 127.0.0.1.
 *
 * @param tls certificate and key; with `ca` and `requestCert` a client certificate is demanded
 */
export async function serveLoopback(listener: RequestListener, tls?: ServerOptions): Promise<LoopbackServer> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  let opened = 0;
  const record = (request: IncomingMessage, response: ServerResponse): void => {
    seen.push(`${request.method} ${request.url}`);
    listener(request, response);
  };
  const server = tls ? createSecureServer(tls, record) : createServer(record);
  server.on("connection", (socket: Socket) => {
    opened += 1;
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    port,
    seen,
    connections: () => opened,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The whole body of a request, as text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}
