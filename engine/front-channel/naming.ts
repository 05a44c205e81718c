import type { FrontChannelResult } from "../types/evidence.js";
import type { PageRule } from "../types/provider.js";
import type { Page } from "./types.js";

const MOST_TEXT = 200;
const MOST_FIELDS = 12;
const MOST_NAME = 40;

/** Title and first words of a page, for people. */
export function pageText(page: Page): string {
  return [page.title, page.text.slice(0, MOST_TEXT)].filter((part) => part !== "").join(" — ");
}

/** Name of a page: the rule that fits, or what a person would call it. */
export function pageName(page: Page, rule: PageRule | undefined): NonNullable<FrontChannelResult["page"]> {
  if (rule) return rule.name;
  if (page.status >= 400) return "error";
  return page.html && (page.usable || page.scripted) ? "stuck" : "other";
}

/** What a page has of something, for a message: few names, and short ones, as the server made them up. */
export function fieldList(names: string[]): string {
  const known = [...new Set(names)];
  const shown = known.slice(0, MOST_FIELDS).map((name) => `"${name.replace(/\s+/g, " ").trim().slice(0, MOST_NAME)}"`);
  const rest = known.length > MOST_FIELDS ? ` and ${known.length - MOST_FIELDS} more` : "";
  return `it has: ${shown.join(", ") || "none"}${rest}`;
}

/** A page without its query, which is another each time: the same trouble is said in the same words. */
export function placeOf(page: Page): string {
  return page.url.split(/[?#]/)[0] ?? page.url;
}
