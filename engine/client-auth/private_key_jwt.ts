import { randomUUID } from "node:crypto";
import { SignJWT, importJWK } from "jose";
import { tamper } from "../values/functions.js";
import type { Authenticate } from "../request/authenticate.js";
import type { Draft } from "../request/draft.js";

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** RFC 7523 3: an assertion signed with the client's first private key. */
export const authenticate: Authenticate = async (draft, { client, client_id, wrong, audience, now }) => {
  const jwk = client.jwks?.keys[0];
  if (!jwk) throw new Error(`client "${client.name}" has no jwks to sign with`);
  const alg = String(jwk["alg"] ?? (jwk["kty"] === "EC" ? "ES256" : "RS256"));
  const assertion = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg, ...(jwk["kid"] ? { kid: String(jwk["kid"]) } : {}) })
    .setIssuer(client_id)
    .setSubject(client_id)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + 60)
    .sign(await importJWK(jwk, alg));
  pushAssertion(draft, client_id, wrong ? withWrongSignature(assertion) : assertion);
};

/** RFC 7521 4.2: the client identifier may go along, and some servers look the client up by nothing else. */
export function pushAssertion(draft: Draft, client_id: string, assertion: string): void {
  if (!draft.form.some(([name]) => name === "client_id")) draft.form.push(["client_id", client_id]);
  draft.form.push(["client_assertion_type", ASSERTION_TYPE], ["client_assertion", assertion]);
}

function withWrongSignature(assertion: string): string {
  const [header, claims, signature = ""] = assertion.split(".");
  return [header, claims, tamper(signature)].join(".");
}
