import { createServer } from "node:http";
import type { Server } from "node:https";
import type { Socket } from "node:net";

/** First byte of a TLS handshake record (RFC 8446 section 5.1). */
const HANDSHAKE = 22;

/** Lets a TLS server answer plain http on the same port: the first byte of a connection tells which it is. */
export function takePlain(server: Server): void {
  const plain = createServer((req, res) => void server.emit("request", req, res));
  const listeners = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (first) => {
      socket.pause();
      socket.unshift(first);
      if (first[0] === HANDSHAKE) for (const listener of listeners) listener.call(server, socket);
      else plain.emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  });
  const closeOwn = server.closeAllConnections.bind(server);
  server.closeAllConnections = () => {
    closeOwn();
    plain.closeAllConnections();
  };
}
