import type { Answer } from "../answer.js";
import type { Exchange } from "../exchange.js";
import { parseLocation, printLocation } from "../location.js";
import { valueOf } from "../pairs.js";
import type { Pair, Reply } from "../types.js";
import { filled } from "./members.js";
import type { After, Before } from "./operation.js";

function target(exchange: Exchange, to: "requested" | "registered"): string {
  const requested = valueOf(exchange.origin?.params ?? [], "redirect_uri");
  const registered = exchange.client?.redirectUris[0] ?? "https://app.example.com/cb";
  return to === "requested" ? (requested ?? registered) : registered;
}

function redirectTo(exchange: Exchange, reply: Extract<Reply, { redirect: unknown }>): Answer {
  const location = parseLocation(target(exchange, reply.to ?? "requested"));
  const state = valueOf(exchange.origin?.params ?? [], "state");
  const given = Object.entries(reply.redirect).map(([name, value]): Pair => [name, filled(exchange, value)]);
  const pairs: Pair[] = [
    ...given,
    ...(state === undefined ? [] : [["state", state] as Pair]),
    ["iss", exchange.world.issuer],
  ];
  // Where the answer to this response type stands, RFC 6749 4.1.2 and 4.2.2.
  const tokens = /(^| )(id_)?token( |$)/.test(valueOf(exchange.origin?.params ?? [], "response_type") ?? "");
  const printed = printLocation(
    tokens ? { ...location, fragment: pairs } : { ...location, query: [...location.query, ...pairs] },
  );
  return { status: reply.status ?? 303, headers: { location: printed, "cache-control": "no-store" }, body: "" };
}

function answerFor(exchange: Exchange, reply: Reply): Answer {
  if ("redirect" in reply) return redirectTo(exchange, reply);
  const html = "page" in reply;
  const headers = {
    "content-type": html ? "text/html; charset=utf-8" : "application/json",
    "cache-control": "no-store",
    ...reply.headers,
  };
  const body = html ? reply.page : JSON.stringify(reply.json);
  return { status: reply.status, headers, body };
}

/** Answers in the server's place. */
export const replyBefore: Before<Reply> = (exchange, reply) => answerFor(exchange, reply);

/** Answers otherwise than the server did. */
export const replyAfter: After<Reply> = (exchange, answer, reply) => {
  const { "set-cookie": cookies } = answer.headers;
  Object.assign(answer, answerFor(exchange, reply));
  if (cookies !== undefined) answer.headers["set-cookie"] = cookies;
};
