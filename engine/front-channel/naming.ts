import type { FrontChannelResult } from "../types/evidence.js";
import type { PageRule } from "../types/provider.js";
import type { Controls, Page } from "./types.js";

const MOST_TEXT = 200;
const MOST_CONTROLS = 12;
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

/** The fields and buttons of a page in words. */
export function controlsText({ controls }: { controls: Controls }): string {
  return `fields: ${listed(controls.fields)}; buttons: ${listed(controls.buttons)}`;
}

/** What a page has instead of what was looked for. */
export function hasText(names: string[]): string {
  return `it has: ${listed([...new Set(names)])}`;
}

function listed(names: string[]): string {
  const some = names.slice(0, MOST_CONTROLS).map((name) => `"${name.replace(/\s+/g, " ").trim().slice(0, MOST_NAME)}"`);
  return (names.length > MOST_CONTROLS ? [...some, "..."] : some).join(", ") || "none";
}

/** A page without its query, which is another each time: the same trouble is said in the same words. */
export function placeOf(page: Page): string {
  return page.url.split(/[?#]/)[0] ?? page.url;
}
