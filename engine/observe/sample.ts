import { parseJson } from "./json.js";

/** Facts of a sample of generated values; the values themselves are secrets and are not kept. */
export interface SampleFacts {
  size: number;
  distinct: number;
  /** Upper bound of the bits in one value: it can show too little, never enough. */
  max_bits: number;
  /** How many are JWTs: what protects those is their signature or encryption, not how hard they are to guess. */
  jwts: number;
}

const CLASSES: { pattern: RegExp; size: number }[] = [
  { pattern: /[a-z]/, size: 26 },
  { pattern: /[A-Z]/, size: 26 },
  { pattern: /[0-9]/, size: 10 },
];

/**
 * Alphabet times length, less the positions at which all values agree (RFC 6749 10.10).
 * The alphabet is what was seen at the other positions: whole classes of letters and digits, and the other characters
 * one by one.
 */
export function sampleFacts(values: readonly string[]): SampleFacts {
  const length = Math.max(0, ...values.map((value) => value.length));
  const varying = Array.from({ length }, (_, at) => values.map((value) => value[at] ?? "")).filter(
    (characters) => new Set(characters).size > 1,
  );
  const text = varying.flat().join("");
  const others = new Set(text.replaceAll(/[A-Za-z0-9]/g, "")).size;
  const hexOnly = /^[0-9a-f]*$/.test(text);
  const alphabet = hexOnly
    ? 16
    : others + CLASSES.filter(({ pattern }) => pattern.test(text)).reduce((sum, { size }) => sum + size, 0);
  return {
    size: values.length,
    distinct: new Set(values).size,
    max_bits: Math.floor(varying.length * Math.log2(Math.max(1, alphabet))),
    jwts: values.filter(isJwt).length,
  };
}

/** Signed, three parts, or encrypted, five (RFC 7515, RFC 7516): the first is a JSON object that names an algorithm. */
function isJwt(value: string): boolean {
  const parts = value.split(".");
  const header = parseJson(Buffer.from(parts[0] ?? "", "base64url").toString("utf8"));
  const named = header !== null && typeof header === "object" && !Array.isArray(header) && "alg" in header;
  return named && (parts.length === 3 || parts.length === 5);
}
