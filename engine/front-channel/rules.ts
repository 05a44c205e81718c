import type { PageRule } from "../types/provider.js";
import type { Page } from "./types.js";

const contains = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());

/** Whether a page fits all that a rule states about it. */
async function fits(rule: PageRule, page: Page): Promise<boolean> {
  if (!page.html) return false;
  if (rule.url !== undefined && !contains(page.url, rule.url)) return false;
  if (rule.title !== undefined && !contains(page.title, rule.title)) return false;
  if (rule.text !== undefined && ![rule.text].flat().some((text) => contains(page.text, text))) return false;
  return rule.has === undefined || page.has(rule.has);
}

/** The first rule that fits the page. */
export async function fittingRule(rules: PageRule[], page: Page): Promise<PageRule | undefined> {
  for (const rule of rules) if (await fits(rule, page)) return rule;
  return undefined;
}

/** Whether a rule sends the user's password. */
export function sendsPassword(rule: PageRule): boolean {
  return JSON.stringify([rule.fill, rule.request]).includes("${user.password}");
}
