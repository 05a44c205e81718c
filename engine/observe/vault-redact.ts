import { patch, rewriteRuns } from "./vault-base64.js";
import { type Decoded, decode, FAMILIES, type Range, through } from "./vault-decode.js";
import type { Found, NeedleIndex } from "./vault-index.js";

/** What stands in every output where a configured secret stood. */
export const MARKER = "[secret]";

export interface Secret {
  value: string;
  /** Absent: the marker. */
  standIn?: string;
}

/** What a needle belongs to; `shift` tells that it is the secret in base64. */
export interface Owner {
  secret: Secret;
  shift?: 0 | 1 | 2;
}

export interface Secrets {
  index: NeedleIndex<Owner>;
  /** Length of the longest secret with characters outside those of a token. */
  longestOdd: number;
  /** Length of the shortest secret. */
  shortest: number;
}

interface Change extends Range {
  text: string;
}

/** Escapes inside escapes: HTML in JSON in a URL. */
const LAYERS = 3;
const NESTED_BASE64 = 3;
const MOST_NODES = 40;
const MOST_ROUNDS = 1000;
const TOKEN = /^[A-Za-z0-9._~+/=-]*$/;

/** Whether a value holds only characters that codes and tokens are made of. */
export function isToken(value: string): boolean {
  return TOKEN.test(value);
}

/** Replaces every secret wherever it shows: as it is, escaped, or in base64, one in the other. */
export function redactText(text: string, secrets: Secrets, nested = 0): string {
  let out = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { text: once, settled } = rewritePlain(out, secrets, nested);
    out = once;
    if (!settled) continue;
    const next = redactLayers(out, secrets, nested);
    if (next === out) break;
    out = next;
  }
  return out;
}

/** The source after the first layer that showed something, or the source itself. */
function redactLayers(source: string, secrets: Secrets, nested: number): string {
  if (!(secrets.longestOdd > 0 ? /[%\\&+]/ : /[%\\&]/).test(source)) return source;
  const seen = new Set<string>();
  const nodes: { decoded: Decoded; layer: number }[] = [{ decoded: plain(source), layer: 0 }];
  for (const { decoded, layer } of nodes) {
    if (layer > 0) {
      const rewritten = rewrite(source, decoded, around(decoded, secrets.longestOdd), secrets, nested);
      if (rewritten !== source) return rewritten;
    }
    if (layer === LAYERS) continue;
    for (const family of FAMILIES) {
      if (nodes.length >= MOST_NODES || (family === "form" && secrets.longestOdd === 0)) continue;
      const inner = decode(decoded.text, family);
      if (!inner || seen.has(inner.text)) continue;
      seen.add(inner.text);
      nodes.push({ decoded: layer === 0 ? inner : through(decoded, inner), layer: layer + 1 });
    }
  }
  return source;
}

function rewrite(source: string, decoded: Decoded, ranges: Range[], secrets: Secrets, nested: number): string {
  const finds = ranges.flatMap((range) => find(decoded.text, range, secrets));
  const direct = finds.filter((each) => each.owner.shift === undefined);
  if (direct.length > 0)
    return apply(
      source,
      decoded,
      direct.map((each) => change(decoded.text, each)),
    );
  // base64 that reads as text is decoded before bits are patched, so that the marker fits in
  const runs =
    nested === NESTED_BASE64
      ? []
      : ranges.flatMap((range) =>
          rewriteRuns(decoded.text, range, secrets.shortest, (text) => redactText(text, secrets, nested + 1)),
        );
  if (runs.length > 0) return apply(source, decoded, runs);
  return apply(
    source,
    decoded,
    finds.map((each) => change(decoded.text, each)),
  );
}

/** The text as it stands; one search serves for all that is not in base64. */
function rewritePlain(source: string, secrets: Secrets, nested: number): { text: string; settled: boolean } {
  const finds = find(source, { start: 0, end: source.length }, secrets);
  if (finds.some((each) => each.owner.shift !== undefined)) {
    const text = rewrite(source, plain(source), [{ start: 0, end: source.length }], secrets, nested);
    return { text, settled: text === source };
  }
  const changes = finds.map((each) => change(source, each));
  const text = changes.length === 0 ? source : apply(source, plain(source), changes);
  if (nested === NESTED_BASE64) return { text, settled: true };
  const range = { start: 0, end: text.length };
  const runs = rewriteRuns(text, range, secrets.shortest, (each) => redactText(each, secrets, nested + 1));
  return { text: runs.length === 0 ? text : apply(text, plain(text), runs), settled: true };
}

/** A password may be the very word that stands in the marker. */
function find(text: string, range: Range, secrets: Secrets): Found<Owner>[] {
  const finds = secrets.index.find(text, range.start, range.end);
  if (finds.length === 0) return finds;
  return finds.filter(
    (each) => !(each.end - each.start === MARKER.length - 2 && text.startsWith(MARKER, each.start - 1)),
  );
}

/** A find that the layer before could not have had touches something decoded; no token reaches beyond its characters. */
function around(decoded: Decoded, longestOdd: number): Range[] {
  const { text, fresh } = decoded;
  const ranges: Range[] = [];
  for (const each of fresh) {
    const last = ranges.at(-1);
    if (last && each.end + longestOdd <= last.end) continue;
    let start = each.start;
    while (start > 0 && isTokenCode(text.charCodeAt(start - 1))) start--;
    let end = each.end;
    while (end < text.length && isTokenCode(text.charCodeAt(end))) end++;
    const range = {
      start: Math.max(0, Math.min(start, each.start - longestOdd)),
      end: Math.min(text.length, Math.max(end, each.end + longestOdd)),
    };
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else ranges.push(range);
  }
  return ranges;
}

function isTokenCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x2d && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x5f ||
    code === 0x7e ||
    code === 0x2b ||
    code === 0x3d
  );
}

function plain(text: string): Decoded {
  return { text, fresh: [], origin: (offset) => offset };
}

function change(text: string, found: Found<Owner>): Change {
  const { secret, shift } = found.owner;
  if (shift === undefined) return { start: found.start, end: found.end, text: secret.standIn ?? MARKER };
  const patched = patch(text, found.start, shift, secret.standIn ?? secret.value);
  return secret.standIn === undefined ? { ...patched, text: MARKER } : patched;
}

function apply(source: string, decoded: Decoded, changes: Change[]): string {
  if (changes.length === 0) return source;
  const parts: string[] = [];
  let done = 0;
  for (const each of changes) {
    const start = Math.max(done, each.start);
    if (start >= each.end) continue;
    parts.push(source.slice(decoded.origin(done), decoded.origin(start)));
    if (each.text.length !== each.end - each.start) parts.push(each.text);
    else if (decoded.text === source) parts.push(each.text.slice(start - each.start));
    else {
      for (let i = start; i < each.end; i++) {
        const char = each.text.charAt(i - each.start);
        parts.push(char === decoded.text.charAt(i) ? source.slice(decoded.origin(i), decoded.origin(i + 1)) : char);
      }
    }
    done = each.end;
  }
  parts.push(source.slice(decoded.origin(done)));
  return parts.join("");
}
