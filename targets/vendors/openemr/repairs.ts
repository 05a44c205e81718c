import type { Context, Provider } from "oidc-provider";

// Where oidc-provider departs from RFC 6749 and its companions and the vendor's documentation asks for no departure.

type ErrorBody = { error?: string; error_description?: string; scope?: string };

/** RFC 6749 5.1: both headers on a response with tokens. */
function forbidCaching(context: Context): void {
  context.set("pragma", "no-cache");
}

/** RFC 6749 5.2: the codes that are defined for these cases. */
function nameErrors(context: Context, body: ErrorBody): void {
  if (/grant type is not allowed/.test(body.error_description ?? "")) body.error = "unauthorized_client";
  if (/no client authentication mechanism/.test(body.error_description ?? "")) {
    body.error = "invalid_client";
    context.status = 401;
  }
}

/** RFC 6749 3.3: nothing that was asked for is known. */
function refuseUnknownScope(context: Context, body: ErrorBody): void {
  const { params } = context.oidc;
  if (context.status !== 200 || params["grant_type"] !== "client_credentials") return;
  if (params["scope"] === undefined || body.scope !== undefined) return;
  context.status = 400;
  context.body = { error: "invalid_scope", error_description: "none of the scopes is known" };
}

/** RFC 9110 15.5.2: every 401 has a challenge. */
function challenge(context: Context): void {
  if (context.status === 401 && !context.response.get("www-authenticate"))
    context.set("www-authenticate", `Basic realm="${context.oidc.provider.issuer}"`);
}

/** RFC 6749 4.1.2.1: the code for a client that may not use codes. */
function nameRedirectError(context: Context): void {
  const location = context.response.get("location");
  if (
    typeof location !== "string" ||
    !/response_type%20is%20not%20allowed|response_type\+is\+not\+allowed/.test(location)
  )
    return;
  context.set("location", location.replace("error=invalid_request", "error=unauthorized_client"));
}

/** Mends the answers of oidc-provider where they are not as the specifications say. */
export function repairAnswers(provider: Provider): void {
  provider.use(async (context, next) => {
    await next();
    const { route } = context.oidc ?? {};
    if (route === "authorization") nameRedirectError(context);
    if (route !== "token" && route !== "introspection" && route !== "revocation") return;
    const body = (context.body ?? {}) as ErrorBody;
    nameErrors(context, body);
    if (route === "token") {
      forbidCaching(context);
      refuseUnknownScope(context, body);
    }
    challenge(context);
  });
}
