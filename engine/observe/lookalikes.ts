/** Characters that most typefaces write alike; letters count without regard to case. */
const ALIKE = ["0O", "1IL"];

/** Sets of look-alike characters of which the values have more than one. */
export function lookalikes(values: readonly string[]): string[] {
  const seen = new Set(values.join("").toUpperCase());
  return ALIKE.filter((set) => [...set].filter((character) => seen.has(character)).length > 1);
}
