/** Looks for many values in a big text at once, in every encoding that a value can take in a file. */

const KEY = 10;

const form = (value: string): string => new URLSearchParams([["", value]]).toString().slice(1);
const html = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const entities = (value: string): string => Array.from(value, (char) => `&#${char.codePointAt(0)};`).join("");
const bytes = (value: string): string => Buffer.from(value).toString("hex").replaceAll(/../g, "%$&");

/** The characters of base64 that the value alone decides, behind so many bytes of something else. */
function inside(value: string, shift: number, encoding: "base64" | "base64url"): string {
  const bits = (shift + Buffer.byteLength(value)) * 8;
  const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]).toString(encoding);
  return text.slice(Math.ceil((shift * 8) / 6), Math.floor(bits / 6));
}

/** A value as it stands, percent-, form-, HTML-encoded, and in base64 and base64url at each of the three alignments. */
export function formsOf(value: string): string[] {
  const percent = encodeURIComponent(value);
  const lower = (text: string): string => text.replaceAll(/%[0-9A-F]{2}/g, (each) => each.toLowerCase());
  const based = (text: string): string[] =>
    [0, 1, 2].flatMap((shift) => [inside(text, shift, "base64"), inside(text, shift, "base64url")]);
  const plain = [value, percent, lower(percent), form(value), bytes(value), lower(bytes(value)), html(value)];
  const json = JSON.stringify(value).slice(1, -1);
  return [...new Set([...plain, json, entities(value), ...based(value), ...based(form(value))])];
}

/** The values that turn up in a text, each with the form that gave it away. */
export function leaks(text: string, values: Iterable<string>): { value: string; as: string; at: number }[] {
  const byKey = new Map<string, { value: string; as: string }[]>();
  for (const value of values)
    for (const as of formsOf(value)) {
      const key = as.slice(0, KEY);
      byKey.set(key, [...(byKey.get(key) ?? []), { value, as }]);
    }
  const found = [];
  for (let at = 0; at + KEY <= text.length; at++) {
    const candidates = byKey.get(text.slice(at, at + KEY));
    if (!candidates) continue;
    for (const one of candidates) if (text.startsWith(one.as, at)) found.push({ ...one, at });
  }
  return found;
}
