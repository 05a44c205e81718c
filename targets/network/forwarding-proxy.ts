import type { IncomingMessage } from "node:http";
import { createServer, request as forward } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";

export interface ForwardingProxy {
  /** With name and password, when it demands them. */
  url: string;
  host: string;
  /** Targets asked for, tunnelled (`host:port`) or forwarded (a URL). */
  seen: string[];
  close(): Promise<void>;
}

/**
 * A proxy on loopback that tunnels CONNECT and forwards plain HTTP.
 *
 * @param options `credentials` (`name:password`) demands them; `hosts` sends a target's connections to another address
 */
export async function startProxy(
  options: { credentials?: string; hosts?: Record<string, string> } = {},
): Promise<ForwardingProxy> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const expected = options.credentials && `Basic ${Buffer.from(options.credentials).toString("base64")}`;
  const refused = (request: IncomingMessage): boolean =>
    expected !== undefined && request.headers["proxy-authorization"] !== expected;
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };

  const server = createServer((request, response) => {
    if (refused(request)) {
      response.writeHead(407, { "proxy-authenticate": 'Basic realm="proxy"' }).end();
      return;
    }
    const target = new URL(request.url ?? "");
    seen.push(target.href);
    const { "proxy-authorization": _, ...headers } = request.headers;
    const onward = forward(
      {
        host: options.hosts?.[target.hostname] ?? target.hostname,
        port: target.port,
        path: target.pathname + target.search,
        method: request.method,
        headers,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on("connection", track);
  server.on("connect", (request: IncomingMessage, client: Socket) => {
    if (refused(request)) {
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\nContent-Length: 0\r\n\r\n',
      );
      return;
    }
    const [name = "", port = ""] = (request.url ?? "").split(":");
    seen.push(request.url ?? "");
    const onward = connect(Number(port), options.hosts?.[name] ?? name, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.pipe(client).pipe(onward);
    });
    track(onward);
    onward.on("error", () => client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
    onward.on("close", () => client.destroy());
    client.on("close", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  return {
    url: options.credentials ? `http://${options.credentials}@${host}` : `http://${host}`,
    host,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
