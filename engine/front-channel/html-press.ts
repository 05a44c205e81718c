import type { Cheerio, CheerioAPI } from "cheerio";
import type { Element } from "domhandler";
import { Obstacle } from "./types.js";

const BUTTONS = "button, input[type=submit], input[type=image], input[type=button]";

/** Whether pressing it sends a form; other buttons do what their script says. */
export function submits(button: Cheerio<Element>): boolean {
  const type = button.attr("type")?.toLowerCase();
  return button.is("button") ? type !== "button" && type !== "reset" : type === "submit" || type === "image";
}

function labels($: CheerioAPI, element: Element): string[] {
  const at = $(element);
  return [at.text(), at.attr("value"), at.attr("aria-label"), at.attr("name"), at.attr("id")]
    .filter((label) => label !== undefined)
    .map((label) => label.replace(/\s+/g, " ").trim().toLowerCase());
}

/**
 * The button, or else the link, that a rule presses: by its text, value or name; a text that only contains the words
 * will do when none is equal to them.
 *
 * @throws Obstacle that names the buttons there are
 */
export function findButton($: CheerioAPI, press: string): Element {
  const wanted = press.trim().toLowerCase();
  const buttons = $(BUTTONS).toArray() as Element[];
  const links = $("a[href]").toArray() as Element[];
  for (const elements of [buttons, links]) {
    const equal = elements.find((element) => labels($, element).includes(wanted));
    if (equal) return equal;
  }
  const similar = [...buttons, ...links].find((element) => labels($, element)[0]?.includes(wanted));
  if (similar) return similar;
  const there = buttons.map((element) => `"${labels($, element).find((label) => label !== "") ?? ""}"`).join(", ");
  throw new Obstacle(`it has no button "${press}" (it has: ${there || "none"})`, $("script").length > 0);
}

/** The button that a form is sent with when none is named. */
export function firstSubmit($: CheerioAPI, belongs: (button: Element) => boolean): Element | undefined {
  return ($(BUTTONS).toArray() as Element[]).find(
    (button) => submits($(button)) && $(button).attr("disabled") === undefined && belongs(button),
  );
}
