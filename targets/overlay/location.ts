import type { Pair } from "./types.js";
import { parsePairs, printPairs } from "./pairs.js";

/** A Location header taken apart, without normalising what stands before the parameters. */
export type Location = { base: string; query: Pair[]; fragment: Pair[]; where: "query" | "fragment" };

function cut(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

export function parseLocation(location: string): Location {
  const [front, hash] = cut(location, "#");
  const [base, search] = cut(front, "?");
  const fragment = hash !== undefined && /(^|&)(code|error|access_token|id_token|state)=/.test(hash);
  return {
    base,
    query: parsePairs(search ?? ""),
    fragment: fragment ? parsePairs(hash ?? "") : [],
    where: fragment ? "fragment" : "query",
  };
}

export function printLocation({ base, query, fragment }: Location): string {
  const search = query.length > 0 ? `?${printPairs(query)}` : "";
  return `${base}${search}${fragment.length > 0 ? `#${printPairs(fragment)}` : ""}`;
}
