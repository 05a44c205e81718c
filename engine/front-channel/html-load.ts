import type { CheerioAPI } from "cheerio";
import { load } from "cheerio";

/** What a parser does grows with the square of the elements of a page when they lie one in the other. */
const MOST_TAGS = 5_000;

/** Reads a page of a server, up to so many tags. */
export function loadHtml(markup: string): CheerioAPI {
  let tags = 0;
  for (const { index } of markup.matchAll(/<[a-z]/gi)) if (++tags > MOST_TAGS) return load(markup.slice(0, index));
  return load(markup);
}
