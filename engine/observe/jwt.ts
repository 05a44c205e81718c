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
  const fitting = keys.keys.length > MOST_TRIED ? keys.keys.filter((key) => fits(key, header)) : keys.keys;
  const verification = await verify(token, { keys: fitting.slice(0, MOST_TRIED) } as JSONWebKeySet, kid);
  if (fitting.length > MOST_TRIED && verification.verified === "no")
    return {
      ...decoded,
      verified: "unknown",
      reason: `more than ${MOST_TRIED} keys of the set fit, and none of the first made the signature`,
    };
  return { ...decoded, ...verification };
}

/** A server may publish any number of keys of one name, and each costs an import for each token, also one that fails. */
const MOST_TRIED = 100;

/** Whether a key is one that the token may mean; the rest of what it must be costs too much to ask of thousands. */
function fits(key: object & { kid?: unknown; alg?: unknown }, { kid, alg }: Members): boolean {
  return (kid === undefined || key?.kid === kid) && (key?.alg === undefined || key.alg === alg);
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

async function tryEach(
  token: string,
  several: errors.JWKSMultipleMatchingKeys,
  kid: { key?: string },
): Promise<Verification> {
  for await (const key of several) {
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
