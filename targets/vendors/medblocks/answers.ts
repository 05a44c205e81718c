import type { Context } from "oidc-provider";

type Body = Record<string, unknown> & { error?: string };

/** RFC 6749 5.2 has codes for what the package calls invalid_request. */
function errorOf({ oidc: { client, params } }: Context, error: string): string {
  // What is no form at all has no parameters either.
  if (error !== "invalid_request" || params === undefined) return error;
  if (client === undefined && params["client_id"] === undefined) return "invalid_client";
  const grant = params["grant_type"];
  const known = grant === "authorization_code" || grant === "client_credentials";
  return known && client?.grantTypeAllowed(grant) === false ? "unauthorized_client" : error;
}

function refuse(context: Context, body: Body, error: string): void {
  context.body = { ...body, error };
  if (error === "invalid_client") context.status = 401;
  // RFC 9110 15.5.2: no 401 without a challenge.
  if (context.status === 401) context.set("www-authenticate", `Basic realm="medblocks"`);
}

function tokenAnswer(context: Context): void {
  const body = context.body as Body;
  context.set("pragma", "no-cache");
  if (body.error === undefined) context.body = { ...body, scope: "", token_type: "bearer" };
  else refuse(context, body, errorOf(context, body.error));
}

/** RFC 6749 4.1.2.1: a client that has no code grant is told so. */
function authorizationAnswer(context: Context): void {
  const location = String(context.response.get("location"));
  if (context.oidc.client?.grantTypeAllowed("authorization_code") !== false) return;
  context.set("location", location.replace(/([?&]error=)invalid_request\b/, "$1unauthorized_client"));
}

/** Answers as the documentation shows them, and beyond it as RFC 6749 has them and the package does not. */
export async function answers(context: Context, next: () => Promise<void>): Promise<void> {
  await next();
  if (context.oidc?.route === "token") tokenAnswer(context);
  if (context.oidc?.route === "authorization" && context.status < 400) authorizationAnswer(context);
}
