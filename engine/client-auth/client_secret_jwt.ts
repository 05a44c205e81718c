import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { Authenticate } from "../request/authenticate.js";
import { ASSERTION_TYPE } from "./private_key_jwt.js";

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
  draft.form.push(["client_assertion_type", ASSERTION_TYPE], ["client_assertion", assertion]);
};
