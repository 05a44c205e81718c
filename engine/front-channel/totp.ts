import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

function base32(text: string): Buffer {
  const bits = [...text.toUpperCase().replace(/[\s=-]/g, "")].map((letter) => {
    const value = ALPHABET.indexOf(letter);
    if (value === -1) throw new TypeError(`the one-time code seed is not base32: unexpected "${letter}"`);
    return value.toString(2).padStart(5, "0");
  });
  return Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/**
 * The one-time code of a seed at a time: SHA-1, 30 seconds, 6 digits.
 *
 * @see [RFC 6238 - TOTP](https://www.rfc-editor.org/rfc/rfc6238.html#section-4)
 * @throws TypeError when the seed is not base32
 */
export function totp(seed: string, now: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / STEP_MS)));
  const mac = createHmac("sha1", base32(seed)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Milliseconds until the next code. */
export const untilNextCode = (now: number): number => STEP_MS - (now % STEP_MS);
