/** Characters that most typefaces write alike (RFC 8628 6.1), as they are shown: a capital L is like no other. */
const ALIKE = ["0O", "1Il"];

/** Sets of look-alike characters of which the values have more than one. */
export function lookalikes(values: readonly string[]): string[] {
  const seen = new Set(values.join(""));
  return ALIKE.filter((set) => [...set].filter((character) => seen.has(character)).length > 1);
}
