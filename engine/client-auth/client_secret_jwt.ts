import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { Authenticate } from "../request/authenticate.js";
import { pushAssertion } from "./private_key_jwt.js";

/** OpenID Connect Core 9: an assertion with an HMAC under the client secret. */
export const authenticate: Authenticate = async (draft, { client_id, secret, audience, now }) => {
  const assertion = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuer(client_id)
    .setSubject(client_id)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + 60)
    .sign(new TextEncoder().encode(secret));
  pushAssertion(draft, client_id, assertion);
};
