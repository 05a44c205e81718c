import { loadHtml } from "../front-channel/html-load.js";
import type { Element } from "domhandler";
import { elementsOf, lowered, textOf } from "../front-channel/html-elements.js";
import { type Matcher, show } from "../matching/matcher.js";

const UNSEEN = new Set(["script", "style", "template", "noscript", "head"]);

/**
 * A page on the way showed this text to its user, in words or in a field, without regard to case and spaces: of
 * pages that need script what the browser showed, of others what their markup says.
 */
export const matcher: Matcher = {
  describe: (value) => `a page that shows ${show(value)}`,
  match: (value, { observation }) => {
    const pages = observation.exchanges.map(({ response }) => shownBy(response?.body ?? ""));
    const wanted = plain(String(value));
    const ok = [...pages, ...(observation.shown ?? []), observation.page_text ?? ""].some((text) =>
      plain(text).includes(wanted),
    );
    return { ok, actual: ok ? `a page shows ${show(value)}` : `none of the pages shows ${show(value)}` };
  },
};

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, "");

function shownBy(html: string): string {
  if (!/^\s*</.test(html)) return "";
  const elements = elementsOf(loadHtml(html));
  const body = elements.find(({ name }) => name === "body");
  const fields = elements.filter((element) => element.name === "input" && lowered(element, "type") !== "hidden");
  return [body ? textOf(body, isUnseen) : "", ...fields.map(({ attribs }) => attribs["value"] ?? "")].join(" ");
}

function isUnseen({ name, attribs }: Element): boolean {
  return UNSEEN.has(name) || attribs["hidden"] !== undefined;
}
