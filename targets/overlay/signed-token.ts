import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Json, Pair } from "./types.js";

/** How much of a signed token is looked at: its signature; `none` passes as an algorithm; nothing at all. */
export const UNWRAPPINGS = ["signed", "unsigned", "unchecked"] as const;
export type Unwrapping = (typeof UNWRAPPINGS)[number];

const KEY = randomBytes(32);

const encoded = (value: Json): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const signature = (text: string): string => createHmac("sha256", KEY).update(text).digest("base64url");

/** A JWT (RFC 7519) of the overlay's own that stands for a token; the claims given come first. */
export function wrapToken(token: string, claims: { [name: string]: Json }, lifetime: number): string {
  const iat = Math.floor(Date.now() / 1000);
  const text = `${encoded({ alg: "HS256", typ: "at+jwt" })}.${encoded({ ...claims, iat, exp: iat + lifetime, jti: token })}`;
  return `${text}.${signature(text)}`;
}

function decoded(part: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function holds(parts: string[], how: Unwrapping): boolean {
  if (how === "unchecked") return true;
  if (how === "unsigned") return decoded(parts[0])["alg"] === "none";
  const right = Buffer.from(signature(parts.slice(0, 2).join(".")));
  const given = Buffer.from(parts[2] ?? "");
  return given.length === right.length && timingSafeEqual(given, right);
}

/** The token that a JWT stands for; any other text, and a JWT that does not hold, stay as they are. */
export function unwrapToken(text: string, how: Unwrapping): string {
  const parts = text.split(".");
  const { jti } = decoded(parts[1]);
  return parts.length === 3 && typeof jti === "string" && holds(parts, how) ? jti : text;
}

/** The same for the parameters that hold access tokens. */
export function unwrapPairs(pairs: Pair[], how: Unwrapping): Pair[] {
  return pairs.map(([name, value]): Pair => [name, /^(access_)?token$/.test(name) ? unwrapToken(value, how) : value]);
}
