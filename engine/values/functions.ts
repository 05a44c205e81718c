import { createHash, randomBytes } from "node:crypto";
import type { Json } from "../types/suite.js";
import { forge } from "./forge.js";
import { changeUrl } from "./url.js";

/** What functions may depend on besides their argument. */
export interface FunctionContext {
  /** Seconds by which the target's clock is ahead of ours. */
  clockOffset: number;
}

/** Functions of requests only: what they give is another value each time. */
export const LIVE_FUNCTIONS: Record<string, (argument: Json, context: FunctionContext) => Json> = {
  /** Seconds since 1970 in the target's clock, plus the argument. */
  $now: (argument, context) => Math.floor(Date.now() / 1000 + context.clockOffset) + Number(argument ?? 0),
  /** That many random characters of the unreserved set (RFC 3986 2.3), letters and digits only. */
  $random: (argument) => randomText(Number(argument)),
};

/** With those, the closed list of functions: maps with one `$` key. */
export const FUNCTIONS: Record<string, (argument: Json) => Json> = {
  /** `{ of: URL, with: { path, host, port, scheme, userinfo, query, fragment } }` */
  $url: (argument) => changeUrl(argument),
  /** The text with one character in its middle exchanged. */
  $tamper: (argument) => tamper(String(argument)),
  /** PKCE S256: unpadded base64url of SHA-256 (RFC 7636 4.2). */
  $s256: (argument) => createHash("sha256").update(String(argument)).digest("base64url"),
  $base64url: (argument) =>
    Buffer.from(typeof argument === "string" ? argument : JSON.stringify(argument)).toString("base64url"),
  $json: (argument) => JSON.stringify(argument),
  /** `[condition, value]`: the value, where the condition resolves at all; see `parameters` of a base. */
  $when: (argument) => (Array.isArray(argument) ? (argument[1] ?? null) : null),
  /** `[text, times]`: the text so many times over. */
  $repeat: (argument) => (Array.isArray(argument) ? String(argument[0]).repeat(Number(argument[1])) : ""),
  /** `{ of: JWT, header: {...}, claims: {...} }`: other members, the old signature; none with `alg: none` */
  $forge: (argument) => forge(argument),
  /** `{ of: text, to: upper | lower }` */
  $case: (argument) => changeCase(argument),
  /** `[text, word]`: space-separated words without one of them. */
  $without: (argument) => withoutWord(argument),
  /** `[number, number ...]` */
  $sum: (argument) => [argument].flat().reduce<number>((sum, one) => sum + Number(one), 0),
  /** The text without anything but letters and digits. */
  $alphanumeric: (argument) => String(argument).replaceAll(/[^\p{L}\p{N}]/gu, ""),
};

function withoutWord(argument: Json): string {
  const [text, word] = [argument].flat().map(String);
  return (text ?? "")
    .split(" ")
    .filter((one) => one !== word)
    .join(" ");
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function randomText(length: number): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

/** The middle, since the last character of base64url may carry bits that do not count. */
export function tamper(text: string): string {
  const at = Math.floor(text.length / 2);
  const other = text[at] === "A" ? "B" : "A";
  return text.slice(0, at) + other + text.slice(at + 1);
}

function changeCase(argument: Json): string {
  const { of, to } = argument as { of?: Json; to?: Json };
  return to === "upper" ? String(of).toUpperCase() : String(of).toLowerCase();
}
