/** Names that reports give to secrets: `code-3`, `access_token-12`. */
const NAME = /\b([a-z][a-z_]*)-\d+\b/g;
const TIME = /\d{4}-\d{2}-\d{2}T[\d:.]+Z?|\b\d{9,}\b/g;
const WORD = /(?<![\w-])[\w-]{12,}/g;

/**
 * What was seen, without what differs from run to run although the server does the same: the host and port of its own
 * address, secrets, random values, times. Two actuals are the same evidence when these are equal.
 */
export function plainActual(actual: string, issuer: string): string {
  const origin = /^https?:/i.test(issuer) && URL.canParse(issuer) ? new URL(issuer).origin : undefined;
  const anywhere =
    origin === undefined
      ? actual
      : actual.replaceAll(origin, "<issuer>").replaceAll(encodeURIComponent(origin), "<issuer>");
  return anywhere
    .replace(NAME, "$1")
    .replace(TIME, "<time>")
    .replace(WORD, (word) => (isRandom(word) ? "<random>" : word));
}

/** States, nonces, keys, identifiers: digits among letters, or letters that change case again and again. */
function isRandom(word: string): boolean {
  return /\d/.test(word) ? /[A-Za-z]/.test(word) : (word.match(/[a-z][A-Z]/g)?.length ?? 0) > 2;
}
