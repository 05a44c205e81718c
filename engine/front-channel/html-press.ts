import type { CheerioAPI } from "cheerio";
import type { Element } from "domhandler";
import { elementsOf, lowered, textOf } from "./html-elements.js";
import { hasText } from "./naming.js";
import { Obstacle } from "./types.js";

const BUTTON_TYPES = new Set(["submit", "image", "button"]);

export function isButton(element: Element): boolean {
  return element.name === "button" || (element.name === "input" && BUTTON_TYPES.has(lowered(element, "type") ?? ""));
}

/** Whether pressing it sends a form; other buttons do what their script says. */
export function submits(button: Element): boolean {
  const type = lowered(button, "type");
  return button.name === "button" ? type !== "button" && type !== "reset" : type === "submit" || type === "image";
}

/** What a person reads on it. */
function captions(element: Element): string[] {
  const { value } = element.attribs;
  return plain([textOf(element), element.name === "input" ? value : undefined, element.attribs["aria-label"]]);
}

function labels(element: Element): string[] {
  const { value, name, id } = element.attribs;
  return plain([textOf(element), value, element.attribs["aria-label"], name, id]);
}

function plain(texts: (string | undefined)[]): string[] {
  return texts.filter((text) => text !== undefined).map((text) => text.replace(/\s+/g, " ").trim().toLowerCase());
}

/** What a person reads on it. */
export function buttonText(button: Element): string {
  return (
    [textOf(button).replace(/\s+/g, " ").trim(), button.attribs["value"], button.attribs["name"]].find(Boolean) ?? ""
  );
}

/**
 * The button, or else the link, that a rule presses: by its text, value or name; a text that only contains the words
 * will do when none is equal to them. Of several words the first that is there; what a person reads goes before names
 * and values, where "yes" may well mean to cancel.
 *
 * @throws Obstacle that names the buttons there are
 */
export function findButton($: CheerioAPI, press: string | string[]): Element {
  const wanted = [press].flat().map((word) => word.trim().toLowerCase());
  const buttons = elementsOf($).filter(isButton);
  const links = elementsOf($).filter(({ name, attribs }) => name === "a" && attribs["href"] !== undefined);
  for (const elements of [buttons, links]) {
    const equal =
      firstOf(wanted, (word) => elements.find((element) => captions(element).includes(word))) ??
      firstOf(wanted, (word) => elements.find((element) => labels(element).includes(word)));
    if (equal) return equal;
  }
  const similar = firstOf(wanted, (word) =>
    [...buttons, ...links].find((element) => labels(element)[0]?.includes(word)),
  );
  if (similar) return similar;
  const there = buttons.map((element) => labels(element).find((label) => label !== "") ?? "");
  const scripted = elementsOf($).some(({ name }) => name === "script");
  throw new Obstacle(`it has no button "${[press].flat().join('", "')}" (${hasText(there)})`, scripted);
}

function firstOf<T>(words: string[], find: (word: string) => T | undefined): T | undefined {
  for (const word of words) {
    const found = find(word);
    if (found) return found;
  }
  return undefined;
}

/** The button that a form is sent with when none is named. */
export function firstSubmit($: CheerioAPI, belongs: (button: Element) => boolean): Element | undefined {
  return elementsOf($).find(
    (button) => isButton(button) && submits(button) && button.attribs["disabled"] === undefined && belongs(button),
  );
}
