/** Secrets inside base64: by the characters that a value always becomes, and by decoding what reads as text. */

const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE = `${STANDARD.slice(0, 62)}-_`;
const VALUE = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) {
  VALUE[STANDARD.charCodeAt(i)] = i;
  VALUE[URL_SAFE.charCodeAt(i)] = i;
}
/** Six bytes: what is shorter holds no secret. */
const SHORTEST_RUN = 8;
/** First character that only the value decides, by the number of bytes that stand before it in its group of three. */
const LEAD = [0, 2, 3] as const;
const PAD = ["", "\0", "\0\0"] as const;

export interface Core {
  text: string;
  /** Bytes before the value in its group of three. */
  shift: 0 | 1 | 2;
}

/** What base64 of anything that contains the value must contain: one string per byte position and alphabet. */
export function cores(value: string): Core[] {
  const found: Core[] = [];
  for (const shift of [0, 1, 2] as const) {
    const bytes = Buffer.from(PAD[shift] + value, "utf8");
    const text = bytes.toString("base64").slice(LEAD[shift], Math.floor((bytes.length * 8) / 6));
    found.push({ text, shift });
    if (/[+/]/.test(text)) found.push({ text: text.replaceAll("+", "-").replaceAll("/", "_"), shift });
  }
  return found;
}

/** Range of characters that carry bits of the value, and these characters with the stand-in's bits instead. */
export function patch(
  text: string,
  start: number,
  shift: 0 | 1 | 2,
  standIn: string,
): { start: number; end: number; text: string } {
  const bytes = Buffer.from(standIn, "utf8");
  const from = start - LEAD[shift];
  const end = from + Math.ceil(((shift + bytes.length) * 8) / 6);
  const old = text.slice(Math.max(0, from), end);
  const digits = Array.from({ length: end - from }, (_, i) => Math.max(0, VALUE[text.charCodeAt(from + i)] ?? 0));
  bytes.forEach((byte, i) => {
    for (let bit = 0; bit < 8; bit++) {
      const at = (shift + i) * 8 + bit;
      const mask = 1 << (5 - (at % 6));
      const digit = digits[Math.floor(at / 6)] ?? 0;
      digits[Math.floor(at / 6)] = (byte >> (7 - bit)) & 1 ? digit | mask : digit & ~mask;
    }
  });
  const alphabet = /[+/]/.test(old) ? STANDARD : URL_SAFE;
  // a neighbour that is no base64 (the value's edge bits were cut off) stays as it is
  const encoded = digits
    .map((digit, i) => ((VALUE[text.charCodeAt(from + i)] ?? -1) < 0 ? text.charAt(from + i) : alphabet.charAt(digit)))
    .join("");
  return {
    start: Math.max(0, from),
    end: Math.min(end, text.length),
    text: from < 0 ? encoded.slice(-from) : encoded.slice(0, text.length - from),
  };
}

/**
 * Base64 in a range that reads as text when decoded, rewritten.
 *
 * @param shortest characters that a decoded text needs to be worth the look
 * @param rewrite gets the decoded text and gives back what shall stand there
 */
export function rewriteRuns(
  text: string,
  range: { start: number; end: number },
  shortest: number,
  rewrite: (plain: string) => string,
): { start: number; end: number; text: string }[] {
  const out: { start: number; end: number; text: string }[] = [];
  const shortestRun = Math.max(SHORTEST_RUN, Math.ceil((shortest * 4) / 3));
  for (let from = range.start, end = from; from < range.end; from = end + 1) {
    end = from;
    while (end < text.length && valueAt(text, end) >= 0) end++;
    for (let start = from; start + shortestRun <= end; start++) {
      // what joins base64 to the text before it (a path, a prefix) is in its own alphabet
      if ((start > from && valueAt(text, start - 1) < 62) || !readsAsText(text, start, end)) continue;
      const run = rewriteRun(text, start, end, rewrite);
      if (!run) continue;
      out.push(run);
      break;
    }
  }
  return out;
}

function rewriteRun(
  text: string,
  start: number,
  end: number,
  rewrite: (plain: string) => string,
): { start: number; end: number; text: string } | undefined {
  const run = text.slice(start, end);
  const plain = Buffer.from(run, "base64").toString("utf8");
  const rewritten = rewrite(plain);
  if (rewritten === plain) return undefined;
  let after = end;
  while (text.charAt(after) === "=") after++;
  const encoded = Buffer.from(rewritten, "utf8")
    .toString(after > end || /[+/]/.test(run) ? "base64" : "base64url")
    .replace(/=+$/, "");
  return { start, end: after, text: after > end ? encoded.padEnd(Math.ceil(encoded.length / 4) * 4, "=") : encoded };
}

/** Whether the first bytes (nine at most) are UTF-8 without control characters; random ones hardly ever are. */
function readsAsText(text: string, at: number, end: number): boolean {
  let following = 0;
  const last = at + Math.min(12, (end - at) & ~3);
  for (let i = at; i < last; i += 4) {
    const bits =
      (valueAt(text, i) << 18) | (valueAt(text, i + 1) << 12) | (valueAt(text, i + 2) << 6) | valueAt(text, i + 3);
    for (let shift = 16; shift >= 0; shift -= 8) {
      const byte = (bits >> shift) & 255;
      const continues = (byte & 0xc0) === 0x80;
      if (continues !== following > 0) return false;
      following = following > 0 ? following - 1 : followers(byte);
      if (following < 0) return false;
    }
  }
  return true;
}

/** How many bytes follow this one in UTF-8; -1 for a control character or no first byte at all. */
function followers(byte: number): number {
  if (byte < 0x80) return byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d ? 0 : -1;
  if (byte < 0xc2 || byte > 0xf4) return -1;
  return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
}

function valueAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (VALUE[code] ?? -1) : -1;
}
