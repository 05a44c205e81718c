import type { Context, OAuthError, Provider } from "oidc-provider";

/** Parameters may be added to a registered redirect URI, and nothing else. */
function addsParameters(requested: string, registered: string): boolean {
  const front = `${registered}${registered.includes("?") ? "&" : "?"}`;
  return requested.startsWith(front) && requested.length > front.length && !requested.includes("#");
}

/** The documented rule in place of exact matching: a registered URI, or one with further query parameters. */
export function allowAddedParameters(provider: Provider): void {
  const client = provider.Client.prototype;
  const isRegistered = client.redirectUriAllowed;
  client.redirectUriAllowed = function allowed(requested: unknown): boolean {
    if (isRegistered.call(this, requested)) return true;
    return typeof requested === "string" && this.redirectUris.some((one) => addsParameters(requested, one));
  };
}

const LEFT_OUT = "redirect_uri_left_out";

/** For `extraParams`: an authorization request remembers that it named no redirect URI. */
export const noteLeftOut = {
  [LEFT_OUT]({ method, query, oidc }: Context): void {
    if (oidc.route !== "authorization") return;
    const sent = (method === "POST" ? oidc.body : query)?.["redirect_uri"];
    oidc.params[LEFT_OUT] = sent ? undefined : "yes";
  },
};

type Means = { context: () => Context | undefined; InvalidRequest: OAuthError };

/**
 * A redirect URI that the authorization request had must be sent again. The package by itself takes the only
 * registered one for a token request without.
 */
export function demandSentUri(provider: Provider, { context, InvalidRequest }: Means): void {
  const mayBeLeftOut = new Set<string>();
  provider.use(async (request, next) => {
    await next();
    const { entities, params } = request.oidc ?? {};
    if (entities?.AuthorizationCode && params?.[LEFT_OUT]) mayBeLeftOut.add(entities.AuthorizationCode.jti);
  });
  const codes = provider.AuthorizationCode;
  const find = codes.find.bind(codes);
  codes.find = async (value, options) => {
    const code = await find(value, options);
    const sent = context()?.oidc.body?.["redirect_uri"];
    if (code !== undefined && !sent && !mayBeLeftOut.has(code.jti)) {
      throw new InvalidRequest("redirect_uri is missing; the authorization request had one");
    }
    return code;
  };
}
