/** Names that reports give to secrets: `code-3`, `access_token-12`. */
const NAME = /\b([a-z][a-z_]*)-\d+\b/g;
/** Words that no two runs share: states, nonces, keys, identifiers. */
const RANDOM = /(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{12,}/g;
/** Times and durations. */
const NUMBER = /\d{4}-\d{2}-\d{2}T[\d:.]+Z?|\b\d{9,}\b/g;

/** What has half a character in it cannot be encoded, and is the address of no server. */
const isText = (address: string): boolean => !/\p{Cs}/u.test(address);

/**
 * What was seen, without what differs from run to run although the server does the same: its own address, secrets,
 * random values, times. Two actuals are the same evidence when these are equal.
 */
export function plainActual(actual: string, issuer: string): string {
  const own = URL.canParse(issuer) ? [issuer, issuer.replace(/\/$/, "")].filter(isText) : [];
  const anywhere = own
    .flatMap((address) => [address, encodeURIComponent(address)])
    .reduce((text, address) => text.replaceAll(address, "<issuer>"), actual);
  return anywhere.replace(NAME, "$1").replace(NUMBER, "<time>").replace(RANDOM, "<random>");
}
