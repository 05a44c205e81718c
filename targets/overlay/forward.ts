import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { IncomingMessage } from "node:http";
import type { Answer } from "./answer.js";
import type { Exchange } from "./exchange.js";
import { printPairs } from "./pairs.js";

/** The request that goes on to the server; its body has been read, so it is a new message in any case. */
export function onwardMessage(req: IncomingMessage, exchange: Exchange): IncomingMessage {
  const { onward, request } = exchange;
  if (!onward.changed && request.method === "GET") return req;
  const message = new IncomingMessage(req.socket);
  message.method = onward.method;
  message.httpVersion = req.httpVersion;
  message.headers = onward.headers;
  message.url =
    onward.changed && onward.query.length > 0 ? `${request.path}?${printPairs(onward.query)}` : request.path;
  if (!onward.changed) message.url = req.url;
  const body = onward.changed ? printPairs(onward.form) : request.body;
  if (onward.changed && onward.method === "POST") onward.headers["content-type"] = "application/x-www-form-urlencoded";
  delete onward.headers["transfer-encoding"];
  if (onward.method === "GET") delete onward.headers["content-length"];
  else onward.headers["content-length"] = String(Buffer.byteLength(body));
  if (body !== "") message.push(body);
  message.push(null);
  message.complete = true;
  return message;
}

type End = (chunk?: unknown) => ServerResponse;

/** Holds the server's answer back and hands it to `take` instead of the client. */
export function intercept(res: ServerResponse, take: (answer: Answer) => Answer): void {
  const original = res.end.bind(res);
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown): void => {
    if (typeof chunk === "string") chunks.push(Buffer.from(chunk));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const held = {
    write(chunk: unknown): boolean {
      keep(chunk);
      return true;
    },
    end(chunk?: unknown): ServerResponse {
      keep(chunk);
      Object.assign(res, { write: undefined, end: original });
      const body = Buffer.concat(chunks).toString("utf8");
      const answer = take({ status: res.statusCode, headers: { ...res.getHeaders() }, body });
      return deliver(res, answer, original as End);
    },
  };
  Object.assign(res, held);
}

function asHeaders(res: ServerResponse, headers: OutgoingHttpHeaders): void {
  for (const name of res.getHeaderNames()) if (!(name in headers)) res.removeHeader(name);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) res.setHeader(name, typeof value === "string" ? latin1(value) : value);
  }
}

// Header values are bytes on the wire; a fault may want ones outside ASCII. Node sends no control characters.
const latin1 = (value: string): string => Buffer.from(value.replace(/\p{Cc}/gu, ""), "utf8").toString("latin1");

export function deliver(res: ServerResponse, answer: Answer, end: End = res.end.bind(res) as End): ServerResponse {
  asHeaders(res, answer.headers);
  res.statusCode = answer.status;
  // A reason phrase that belongs to another status would tell on the overlay.
  res.statusMessage = "";
  res.setHeader("content-length", Buffer.byteLength(answer.body));
  return end(answer.body);
}
