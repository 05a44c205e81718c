import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider, TokenModel } from "oidc-provider";
import { readBody, sendJson } from "./http.js";

/** What is behind the tokens, and what it shows to one with a good token. */
export type Protected = {
  realm: string;
  /** One of them opens it; absent: any token does. */
  scopes?: string[];
  /** Default: GET and POST. */
  methods?: string[];
  show(res: ServerResponse, token: TokenModel): void;
};

const REFERENCE: Protected = {
  scopes: ["api:read"],
  realm: "reference",
  show: (res, { clientId, accountId, scope }) => sendJson(res, 200, { client_id: clientId, sub: accountId, scope }),
};
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const FORM = "application/x-www-form-urlencoded";

type Refusal = { status: number; error?: string; description?: string; scope?: string };

const MALFORMED: Refusal = { status: 400, error: "invalid_request", description: "The request is malformed" };
const INVALID: Refusal = {
  status: 401,
  error: "invalid_token",
  description: "The access token is unknown, expired or revoked",
};
const NARROW: Refusal = {
  status: 403,
  error: "insufficient_scope",
  description: "The access token does not cover the resource",
};

/** RFC 6750 3: no error code where no token was sent. */
function refuse(res: ServerResponse, { status, error, description, scope }: Refusal, realm: string): void {
  const attributes = Object.entries({ realm, error, error_description: description, scope })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${value}"`);
  res.setHeader("www-authenticate", `Bearer ${attributes.join(", ")}`);
  sendJson(res, status, error === undefined ? {} : { error, error_description: description });
}

/** The tokens of a request, by header (2.1) and form body (2.2); one in the query (2.3) only counts as a second method. */
async function presented(req: IncomingMessage): Promise<string[] | Refusal> {
  const [scheme, ...rest] = (req.headers.authorization ?? "").split(/ +/);
  const query = new URL(req.url ?? "/", "http://localhost").searchParams.getAll("access_token");
  const type = (req.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  const form = req.method === "POST" && type === FORM ? new URLSearchParams(await readBody(req)) : undefined;
  const body = form?.getAll("access_token") ?? [];
  const header = scheme?.toLowerCase() === "bearer" ? [rest.join(" ")] : [];
  const tokens = [...header, ...body];
  if (tokens.length > 1 || (tokens.length === 1 && query.length > 0)) return MALFORMED;
  return tokens.every((token) => B64TOKEN.test(token)) ? tokens : MALFORMED;
}

async function find(provider: Provider, token: string): Promise<TokenModel | undefined> {
  const found = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
  return found?.isValid ? found : undefined;
}

/** A resource behind bearer tokens, RFC 6750. */
export async function resource(
  provider: Provider,
  req: IncomingMessage,
  res: ServerResponse,
  { realm, scopes = [], methods = ["GET", "POST"], show }: Protected = REFERENCE,
): Promise<void> {
  if (!methods.includes(req.method ?? "")) {
    res.setHeader("allow", methods.join(", "));
    return sendJson(res, 405, {});
  }
  const tokens = await presented(req);
  if (!Array.isArray(tokens)) return refuse(res, tokens, realm);
  const [token] = tokens;
  if (token === undefined) return refuse(res, { status: 401 }, realm);
  const found = await find(provider, token);
  if (found === undefined) return refuse(res, INVALID, realm);
  const granted = (found.scope ?? "").split(" ");
  if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope)))
    return refuse(res, { ...NARROW, scope: scopes[0] }, realm);
  res.setHeader("cache-control", "private");
  show(res, found);
}
