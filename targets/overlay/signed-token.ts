import { createHmac, randomBytes } from "node:crypto";
import type { Json } from "./types.js";

const KEY = randomBytes(32);

const encoded = (value: Json): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A JWT (RFC 7519) of the overlay's own that stands for a token; the claims given come first. */
export function signedToken(token: string, claims: { [name: string]: Json }, lifetime: number): string {
  const iat = Math.floor(Date.now() / 1000);
  const text = `${encoded({ alg: "HS256", typ: "at+jwt" })}.${encoded({ ...claims, iat, exp: iat + lifetime, jti: token })}`;
  return `${text}.${createHmac("sha256", KEY).update(text).digest("base64url")}`;
}

/** The token that a JWT says it stands for, when nothing is signed: its algorithm is none. */
export function unsignedToken(jwt: string): string | undefined {
  const [header, claims] = jwt.split(".").map(decoded);
  const jti = claims?.["jti"];
  return header?.["alg"] === "none" && typeof jti === "string" ? jti : undefined;
}

function decoded(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
