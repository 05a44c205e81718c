import type { IncomingMessage } from "node:http";
import { readBody, rewritten } from "../../reference/http.js";
import { multipartPairs } from "../../reference/multipart.js";
import type { SignedTokens } from "./tokens.js";

const FORM = "application/x-www-form-urlencoded";

const typeOf = (req: IncomingMessage): string => (req.headers["content-type"] ?? "").toLowerCase();

async function withForm(req: IncomingMessage, edit: (form: URLSearchParams) => void): Promise<IncomingMessage> {
  const body = await readBody(req);
  if (!typeOf(req).startsWith(FORM)) return rewritten(req, req.url ?? "/", body);
  const form = new URLSearchParams(body);
  edit(form);
  return rewritten(req, req.url ?? "/", form.toString());
}

/** The token request of the documentation's sample is multipart/form-data; oidc-provider reads form-encoded ones. */
export async function readMultipart(req: IncomingMessage): Promise<IncomingMessage> {
  if (!typeOf(req).startsWith("multipart/form-data")) return req;
  const form = new URLSearchParams(multipartPairs(await readBody(req)));
  const message = rewritten(req, req.url ?? "/", form.toString());
  message.headers["content-type"] = FORM;
  return message;
}

/** oidc-provider leaves `offline_access` out unless consent is asked for. */
function askForConsent(params: URLSearchParams): void {
  const offline = params.getAll("scope").some((scope) => scope.split(" ").includes("offline_access"));
  if (offline && !params.has("prompt")) params.set("prompt", "consent");
}

export async function authorizationRequest(req: IncomingMessage): Promise<IncomingMessage> {
  if (req.method === "POST") return withForm(req, askForConsent);
  const [path = "/", search = ""] = (req.url ?? "/").split(/\?(.*)/s);
  const params = new URLSearchParams(search);
  askForConsent(params);
  return rewritten(req, search === "" ? path : `${path}?${params.toString()}`, "");
}

/** A request about a token, with the provider's own in the place of the JWT. */
export function aboutToken(req: IncomingMessage, tokens: SignedTokens): Promise<IncomingMessage> {
  return withForm(req, (form) => {
    const values = form.getAll("token");
    form.delete("token");
    for (const value of values) form.append("token", tokens.own(value));
  });
}

/** A request with a bearer token, with the provider's own in the place of the JWT: in the header or in the form. */
export async function withToken(req: IncomingMessage, tokens: SignedTokens): Promise<IncomingMessage> {
  const message = await withForm(req, (form) => {
    const values = form.getAll("access_token");
    form.delete("access_token");
    for (const value of values) form.append("access_token", tokens.own(value));
  });
  const { authorization } = message.headers;
  const [, scheme, token] = /^(bearer +)([^ ]+)$/i.exec(authorization ?? "") ?? [];
  if (token !== undefined) message.headers.authorization = `${scheme}${tokens.own(token)}`;
  return message;
}
