import { createHash, createHmac } from "node:crypto";

/**
 * A stand-in for an issued secret: same length, same character class (a-z, A-Z, 0-9) at every position, other
 * characters unchanged; a function of key and value alone.
 *
 * @param attempt raised by the caller when the stand-in is already taken, which only short values bring about
 */
export function pseudonym(key: Uint8Array, value: string, attempt = 0): string {
  const seed = createHmac("sha512", key).update(`${attempt}\n${value}`, "utf16le").digest();
  const noise =
    value.length <= seed.length ? seed : createHash("shake256", { outputLength: value.length }).update(seed).digest();
  const codes = new Uint16Array(value.length);
  for (let i = 0; i < value.length; i++) codes[i] = sameClass(value.charCodeAt(i), noise[i] ?? 0);
  return Buffer.from(codes.buffer).toString("utf16le");
}

function sameClass(code: number, noise: number): number {
  if (code >= 0x61 && code <= 0x7a) return 0x61 + (noise % 26);
  if (code >= 0x41 && code <= 0x5a) return 0x41 + (noise % 26);
  // a digit that may lead a JSON number stays one
  if (code >= 0x31 && code <= 0x39) return 0x31 + (noise % 9);
  if (code === 0x30) return 0x30 + (noise % 10);
  return code;
}

/** Whether a value has enough letters and digits for its stand-in to differ. */
export function canHavePseudonym(value: string): boolean {
  return /[a-z0-9][^a-z0-9]*[a-z0-9]/i.test(value);
}
