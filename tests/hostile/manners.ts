/** How a server may answer to wear a client down, whatever it is asked. */
import type { Socket } from "node:net";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { type Asked, type Mischief, type Reply, bytesOf, headOf } from "./server.js";

const ZEROS = Buffer.alloc(20 << 20);
const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};
/** A thousandfold: 20 MB in 20 kB. */
const gzipBomb = once(() => gzipSync(ZEROS));
const nestedBomb = once(() => gzipSync(gzipBomb()));
const brotliBomb = once(() =>
  // its best quality takes seconds, and makes no better bomb
  brotliCompressSync(ZEROS, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
);

type Write = (socket: Socket, reply: Reply, asked: Asked) => void;

/** Writes again and again, as fast as the other side reads, until it hangs up. */
function forever(socket: Socket, chunk: string): void {
  const more = (): void => {
    if (!socket.destroyed && socket.write(chunk)) setImmediate(more);
    else if (!socket.destroyed) socket.once("drain", more);
  };
  more();
}

/** One piece every few milliseconds, until the other side hangs up. */
function drip(socket: Socket, next: () => string): void {
  const timer = setInterval(() => void socket.write(next()), 25);
  socket.once("close", () => clearInterval(timer));
}

const raw =
  (text: string): Write =>
  (socket) =>
    void socket.end(Buffer.from(text, "latin1"));
const coded =
  (coding: string, body: () => Buffer): Write =>
  (socket, reply) =>
    void socket.end(bytesOf({ ...reply, headers: [...reply.headers, ["content-encoding", coding]], body: body() }));
const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
const more =
  (...headers: [string, string][]): Write =>
  (socket, reply) =>
    void socket.end(bytesOf({ ...reply, headers: [...reply.headers, ...headers] }));
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** Ways to answer that take a place's whole deadline. */
export const SLOW: Record<string, Write> = {
  "does not answer": () => undefined,
  "drips its header fields": (socket) => {
    socket.write(head);
    drip(socket, () => "x-more: y\r\n");
  },
  "drips its body": (socket, reply) => {
    socket.write(`${headOf(reply)}\r\n`);
    drip(socket, () => " ");
  },
  "drips its chunks": (socket, reply) => {
    socket.write(`${headOf(reply)}transfer-encoding: chunked\r\n\r\n`);
    drip(socket, () => "1\r\n{\r\n");
  },
  "promises an answer without end": (socket) => drip(socket, () => "HTTP/1.1 103 Early Hints\r\n\r\n"),
  "says half of what it announced and waits": (socket, reply) => void socket.write(bytesOf(reply).subarray(0, -3)),
};

/** Ways to answer that are over at once, or at the limit of a size. */
export const BROKEN: Record<string, Write> = {
  "an endless body": (socket, reply) => {
    socket.write(`${headOf(reply)}\r\n`);
    forever(socket, "x".repeat(65_536));
  },
  "endless header fields": (socket) => {
    socket.write(head);
    forever(socket, `x-more: ${"y".repeat(1000)}\r\n`);
  },
  "an endless name of a header field": (socket) => {
    socket.write(head);
    forever(socket, "x".repeat(1000));
  },
  "an endless status line": (socket) => {
    socket.write("HTTP/1.1 200 ");
    forever(socket, "x".repeat(1000));
  },
  "an endless size of a chunk": (socket) => {
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n`);
    forever(socket, "0".repeat(1000));
  },
  "a bomb in gzip": coded("gzip", gzipBomb),
  "a bomb in gzip in gzip": coded("gzip, gzip", nestedBomb),
  "a bomb in brotli": coded("br", brotliBomb),
  "a bomb that says deflate": coded("deflate", gzipBomb),
  "a thousand content codings": coded(many(1000, () => "gzip").join(","), gzipBomb),
  "an unknown content coding": coded("zstd, x-evil", () => Buffer.from("{}")),
  "plain text that says gzip": coded("gzip", () => Buffer.from("{}")),
  "a body of 10 MB": (socket, reply) => void socket.end(bytesOf({ ...reply, body: "x".repeat(10 << 20) })),
  "no HTTP": raw("SSH-2.0-OpenSSH_9.9\r\n"),
  "nothing at all": raw(""),
  "a status line alone": raw("HTTP/1.1 200 OK\r\n"),
  "a status that is none": raw("HTTP/1.1 999999 OK\r\n\r\n"),
  "status 101": raw("HTTP/1.1 101 Switching Protocols\r\nupgrade: evil\r\nconnection: upgrade\r\n\r\nx"),
  "a body behind 204": raw("HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello"),
  "status 304 to what was not asked so": raw("HTTP/1.1 304 Not Modified\r\n\r\n"),
  "a second answer behind the first": raw(`${head}content-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n\r\nevil`),
  "two lengths": raw(`${head}content-length: 2\r\ncontent-length: 9\r\n\r\n{}`),
  "a length and chunks": raw(`${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
  "a negative length": raw(`${head}content-length: -1\r\n\r\n{}`),
  "a length beyond all numbers": raw(`${head}content-length: 99999999999999999999999\r\n\r\n{}`),
  "a chunk that is none": raw(`${head}transfer-encoding: chunked\r\n\r\nevil\r\n{}`),
  "a header field without a colon": raw(`${head}evil\r\n\r\n{}`),
  "a header field with NUL": raw(`${head}x-evil: a\0b\r\n\r\n{}`),
  "a folded header field": raw(`${head}x-evil: a\r\n b\r\n\r\n{}`),
};

/** Header fields that are odd, and get as far as the report. */
export const HEADERS: Record<string, Write> = {
  "header fields with bytes of no text": raw(`${head}x-evil: \xff\xfe\xc3\r\n\r\n\xff\xfe\xc3`),
  "three thousand header fields": (socket, reply) =>
    more(...many(3000, (i): [string, string] => [`x-${i}`, "y"]))(socket, reply, undefined as never),
  "a header field of 60 kB": more(["x-long", "y".repeat(60_000)]),
  "a header field of 1 MB": more(["x-long", "y".repeat(1 << 20)]),
  "each header field a thousand times": more(
    ...many(1000, (): [string, string] => ["content-type", "text/html"]),
    ...many(500, (): [string, string] => ["location", "/"]),
  ),
  "a thousand cookies": more(...many(1000, (i): [string, string] => ["set-cookie", `c${i}=${i}; Path=/`])),
  "header fields named like members of objects": more(
    ["__proto__", "x"],
    ["constructor", "x"],
    ["toString", "x"],
    ["hasOwnProperty", "x"],
  ),
  "Retry-After in a thousand years": more(["retry-after", "Fri, 31 Dec 3026 23:59:59 GMT"], ["date", "never"]),
  "a clock of another age": more(["date", "Thu, 01 Jan 1970 00:00:00 GMT"]),
};

export const writing = (write: Write, at?: Mischief["at"]): Mischief => ({ at, write });
