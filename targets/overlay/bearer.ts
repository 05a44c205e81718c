import type { ClientRequest } from "./exchange.js";
import type { IssuedTokens } from "./issued.js";
import { valueOf } from "./pairs.js";

export const BEARER_STATES = ["none", "malformed", "issued", "altered", "unknown"] as const;
/** What the access token of a request is: issued by this server, one character off such a token, or neither. */
export type BearerState = (typeof BEARER_STATES)[number];

function presented(request: ClientRequest): string | undefined {
  const header = /^bearer(?: +(.*))?$/is.exec(request.headers.authorization ?? "");
  if (header) return header[1] ?? "";
  return valueOf(request.form, "access_token") ?? valueOf(request.query, "access_token");
}

function differsInOne(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let different = 0;
  for (let at = 0; at < a.length && different < 2; at += 1) if (a[at] !== b[at]) different += 1;
  return different === 1;
}

/** RFC 6750 2.1: header, then body, then query; `issued` says nothing of whether the token still works. */
export function bearerOf(request: ClientRequest, issued: IssuedTokens): BearerState {
  const token = presented(request);
  if (token === undefined) return "none";
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) return "malformed";
  if (issued.isAccessToken(token)) return "issued";
  for (const one of issued.accessTokens()) if (differsInOne(one, token)) return "altered";
  return "unknown";
}
