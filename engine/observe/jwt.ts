import { compactVerify, createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, type JSONWebKeySet } from "jose";
import type { JwtFacts } from "../types/evidence.js";
import type { Json, Members } from "../types/suite.js";
import { isTooDeep } from "./json.js";

/**
 * What a signed JWT says and whether its signature holds; dates and audience are left to the clauses that ask for them.
 * Undefined when the text is no signed JWT with a JSON object as claims (an encrypted one neither).
 *
 * @param keys the JWK Set that the issuer publishes; without it `verified` is `unknown`
 */
export async function jwtFacts(token: string, keys?: { keys: object[] }): Promise<JwtFacts | undefined> {
  const decoded = decode(token);
  if (!decoded) return undefined;
  const { header } = decoded;
  const kid = typeof header["kid"] === "string" ? { key: header["kid"] } : {};
  if (header["alg"] === "none")
    return { ...decoded, verified: "no", reason: '"alg" is "none": the token is not signed' };
  if (!keys) return { ...decoded, verified: "unknown", ...kid, reason: "no keys at hand" };
  return { ...decoded, ...(await verify(token, keys as JSONWebKeySet, kid)) };
}

type Verification = Pick<JwtFacts, "verified" | "key" | "reason">;

async function verify(token: string, keys: JSONWebKeySet, kid: { key?: string }): Promise<Verification> {
  try {
    return { verified: "yes", ...kid, ...(await verifyWith(token, createLocalJWKSet(keys))) };
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) return tryEach(token, error, kid);
    if (error instanceof errors.JWKSNoMatchingKey)
      return { verified: "no", ...kid, reason: 'no key of the set fits "kid" and "alg"' };
    if (error instanceof errors.JWSSignatureVerificationFailed)
      return { verified: "no", ...kid, reason: "the signature does not hold" };
    if (error instanceof errors.JOSENotSupported) return { verified: "unknown", ...kid, reason: lower(error.message) };
    return { verified: "no", ...kid, reason: lower(error instanceof Error ? error.message : String(error)) };
  }
}

/** A server may publish any number of keys of one name, and each costs an import for each token. */
const MOST_TRIED = 100;

async function tryEach(
  token: string,
  several: errors.JWKSMultipleMatchingKeys,
  kid: { key?: string },
): Promise<Verification> {
  let tried = 0;
  for await (const key of several) {
    if (tried++ === MOST_TRIED)
      return {
        verified: "unknown",
        reason: `more than ${MOST_TRIED} keys of the set fit, and none of the first made the signature`,
      };
    try {
      await compactVerify(token, key);
      return { verified: "yes", ...kid };
    } catch {
      continue;
    }
  }
  return { verified: "no", ...kid, reason: "no key of the set that fits made the signature" };
}

async function verifyWith(token: string, keys: ReturnType<typeof createLocalJWKSet>): Promise<{ key?: string }> {
  const { protectedHeader } = await compactVerify(token, keys);
  if (protectedHeader.kid !== undefined) return { key: protectedHeader.kid };
  const only = keys.jwks().keys;
  return only.length === 1 && only[0]?.kid !== undefined ? { key: only[0].kid } : {};
}

function decode(token: string): { header: Members; claims: Members } | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return undefined;
  try {
    const decoded = { header: members(decodeProtectedHeader(token)), claims: members(decodeJwt(token)) };
    return isTooDeep(decoded) ? undefined : decoded;
  } catch {
    return undefined;
  }
}

function members(value: object): Members {
  return value as { [name: string]: Json };
}

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
