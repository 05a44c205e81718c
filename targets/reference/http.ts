import type { ServerResponse } from "node:http";
import { IncomingMessage } from "node:http";

export type Handler = (req: IncomingMessage, res: ServerResponse) => void | Promise<void>;

const LIMIT = 1_000_000;

export async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT) throw new Error(`"request body" must be at most ${LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** A request like another one, at another URL and with a body of its own; the other's has been read. */
export function rewritten(req: IncomingMessage, url: string, body: string): IncomingMessage {
  const message = new IncomingMessage(req.socket);
  message.method = req.method;
  message.httpVersion = req.httpVersion;
  message.headers = { ...req.headers };
  message.url = url;
  delete message.headers["transfer-encoding"];
  if (body === "") delete message.headers["content-length"];
  else message.headers["content-length"] = String(Buffer.byteLength(body));
  if (body !== "") message.push(body);
  message.push(null);
  message.complete = true;
  return message;
}

export function send(res: ServerResponse, status: number, type: string, body: string): void {
  res.statusCode = status;
  res.setHeader("content-type", type);
  res.setHeader("content-length", Buffer.byteLength(body));
  res.end(body);
}

/** RFC 9700 4.16 and 4.2.4: no page is framed, and none tells where the user was. */
export const PAGE_HEADERS: Record<string, string> = {
  "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
};

export function sendHtml(res: ServerResponse, status: number, body: string): void {
  for (const [name, value] of Object.entries(PAGE_HEADERS)) res.setHeader(name, value);
  res.setHeader("cache-control", "no-store");
  send(res, status, "text/html; charset=utf-8", body);
}

export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  send(res, status, "application/json", JSON.stringify(body));
}
