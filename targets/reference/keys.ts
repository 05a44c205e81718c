import { generateKeyPair, randomBytes } from "node:crypto";
import type { JsonWebKey, KeyObject } from "node:crypto";
import { promisify } from "node:util";

const generate = promisify(generateKeyPair);

export type SigningKey = JsonWebKey & { kid: string; alg: string; use: "sig" };

function asJwk(key: KeyObject, alg: string): SigningKey {
  return { ...key.export({ format: "jwk" }), kid: randomBytes(8).toString("hex"), alg, use: "sig" };
}

export async function newEcKey(): Promise<SigningKey> {
  return asJwk((await generate("ec", { namedCurve: "P-256" })).privateKey, "ES256");
}

let keys: Promise<SigningKey[]> | undefined;

/** Made once per process: an RSA key takes 0.1 to 0.5 seconds, and a run over all faults starts a hundred servers. */
export function signingKeys(): Promise<SigningKey[]> {
  keys ??= Promise.all([
    newEcKey(),
    generate("rsa", { modulusLength: 2048 }).then((pair) => asJwk(pair.privateKey, "RS256")),
  ]);
  return keys;
}

export function publicPart({ kty, crv, x, y, kid, alg, use }: SigningKey): JsonWebKey {
  return { kty, crv, x, y, kid, alg, use };
}
