/** Facts of a sample of generated values; the values themselves are secrets and are not kept. */
export interface SampleFacts {
  size: number;
  distinct: number;
  /** Upper bound of the bits in one value: it can show too little, never enough. */
  max_bits: number;
}

const CLASSES: { pattern: RegExp; size: number }[] = [
  { pattern: /[a-z]/, size: 26 },
  { pattern: /[A-Z]/, size: 26 },
  { pattern: /[0-9]/, size: 10 },
];

/**
 * Alphabet times length, less the positions at which all values agree (RFC 6749 10.10).
 * The alphabet is what was seen: whole classes of letters and digits, and the other characters one by one.
 */
export function sampleFacts(values: readonly string[]): SampleFacts {
  const text = values.join("");
  const others = new Set(text.replaceAll(/[A-Za-z0-9]/g, "")).size;
  const hexOnly = /^[0-9a-f]*$/.test(text);
  const alphabet = hexOnly
    ? 16
    : others + CLASSES.filter(({ pattern }) => pattern.test(text)).reduce((sum, { size }) => sum + size, 0);
  const length = Math.max(0, ...values.map((value) => value.length));
  const varying = Array.from({ length }, (_, at) => new Set(values.map((value) => value[at])).size > 1).filter(
    Boolean,
  ).length;
  return {
    size: values.length,
    distinct: new Set(values).size,
    max_bits: Math.floor(varying * Math.log2(Math.max(1, alphabet))),
  };
}
