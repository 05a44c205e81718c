import type { FrontChannelResult } from "../types/evidence.js";
import type { PageRule } from "../types/provider.js";
import type { Page } from "./types.js";

const MOST_TEXT = 200;

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
