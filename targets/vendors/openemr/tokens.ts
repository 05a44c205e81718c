import { createPrivateKey, randomBytes, sign } from "node:crypto";
import type { Context, Provider } from "oidc-provider";
import type { SigningKey } from "../../reference/keys.js";

const LIMIT = 50_000;
/** Every token has it, whatever was asked for. */
const SITE = "site:default";

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * Access tokens go out as JWTs; behind each stands one that oidc-provider knows, so that its expiry and revocation
 * hold. A JWT counts when it is, letter for letter, one that was given out.
 */
export class SignedTokens {
  #own = new Map<string, string>();
  #key;

  constructor(keys: SigningKey[]) {
    const jwk = keys.find(({ alg }) => alg === "RS256");
    if (jwk === undefined) throw new Error("access tokens need an RS256 key");
    this.#key = createPrivateKey({ key: jwk, format: "jwk" });
  }

  /** The provider's own token behind a JWT; anything else becomes a token that nobody has, and other texts stay. */
  own(token: string): string {
    const known = this.#own.get(token);
    return known ?? (token.split(".").length === 3 ? "unknown" : token);
  }

  #signed(claims: object): string {
    const text = `${encoded({ typ: "JWT", alg: "RS256" })}.${encoded(claims)}`;
    return `${text}.${sign("sha256", Buffer.from(text), this.#key).toString("base64url")}`;
  }

  /**
   * The JWT that a client gets for a token of the provider's, with claims in the order of the documentation's sample;
   * undefined when the token has been revoked meanwhile.
   */
  async wrap(provider: Provider, token: string, lifetime: number): Promise<string | undefined> {
    const found = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
    if (found === undefined) return undefined;
    const iat = Math.floor(Date.now() / 1000);
    const jwt = this.#signed({
      aud: found.clientId,
      jti: randomBytes(40).toString("hex"),
      iat,
      nbf: iat,
      exp: iat + lifetime,
      sub: found.accountId ?? found.clientId,
      scopes: [...(found.scope ?? "").split(" ").filter(Boolean), SITE],
    });
    this.#own.set(jwt, token);
    const [oldest] = this.#own.keys();
    if (this.#own.size > LIMIT && oldest !== undefined) this.#own.delete(oldest);
    return jwt;
  }
}

type TokenBody = { access_token?: string; expires_in: number };

/** Middleware that puts JWTs in the place of the access tokens in token responses. */
export function signAccessTokens(provider: Provider, tokens: SignedTokens) {
  return async (context: Context, next: () => Promise<void>): Promise<void> => {
    await next();
    if (context.oidc?.route !== "token" || context.status !== 200) return;
    const body = context.body as TokenBody;
    if (body.access_token === undefined) return;
    const jwt = await tokens.wrap(provider, body.access_token, body.expires_in);
    if (jwt !== undefined) body.access_token = jwt;
    else Object.assign(context, { status: 400, body: { error: "invalid_grant" } });
  };
}
