import type { CheerioAPI } from "cheerio";
import type { Element } from "domhandler";
import { closest, descendants, elementsOf, forgetElements, isControl, lowered } from "./html-elements.js";

const PLAIN_NAME = /^[\w.-]+$/;
const TAG_NAME = /^[a-z][a-z0-9]*$/;

/** All elements that are meant by an input's type or name, its id, or a CSS selector. */
export function findFields($: CheerioAPI, what: string): Element[] {
  const elements = elementsOf($);
  const type = what.toLowerCase();
  const named = elements.filter(
    (element) => element.attribs["name"] === what || (element.name === "input" && lowered(element, "type") === type),
  );
  if (named.length > 0) return named;
  if (PLAIN_NAME.test(what)) {
    const byId = elements.filter((element) => element.attribs["id"] === what);
    if (byId.length > 0) return byId;
  }
  if (TAG_NAME.test(what)) return elements.filter((element) => element.name === what);
  try {
    return $<Element, string>(what).toArray();
  } catch {
    return [];
  }
}

/** The form that a control belongs to: by its `form` attribute, or around it. */
export function owner($: CheerioAPI, control: Element): Element | undefined {
  const elements = elementsOf($);
  const id = control.attribs["form"];
  if (id !== undefined) return elements.find((element) => element.name === "form" && element.attribs["id"] === id);
  const around = closest(control, (element) => element.name === "form");
  if (around) return around;
  // A form that starts inside a table is closed at once by the parser, and its controls are found after it.
  const parts = elements.filter((element) => element.name === "form" || isControl(element));
  const before = parts.slice(0, parts.indexOf(control)).filter((element) => element.name === "form");
  const last = before.at(-1);
  return last && !descendants(last).some(isControl) ? last : undefined;
}

/** Fills a value into a control, as a person would. */
export function fillField($: CheerioAPI, fields: Element[], value: string): void {
  const first = fields[0];
  if (!first) return;
  const field = $(first);
  const type = lowered(first, "type");
  if (first.name === "select") {
    const options = field.find("option");
    const wanted = options.filter((_, option) => optionValue($, option) === value || $(option).text().trim() === value);
    options.removeAttr("selected");
    wanted.first().attr("selected", "");
  } else if (first.name === "textarea") {
    field.text(value);
    forgetElements($);
  } else if (type === "radio") {
    const group = $(fields).filter("[type=radio]").removeAttr("checked");
    group.filter((_, radio) => $(radio).attr("value") === value).attr("checked", "");
  } else if (type === "checkbox") {
    // Pages that ask for each scope have several of one name: "true" ticks them all.
    const boxes = $(fields).filter("[type=checkbox i]");
    const same = boxes.filter((_, box) => ($(box).attr("value") ?? "on") === value);
    if (same.length > 0 || value === "true") (same.length > 0 ? same : boxes).attr("checked", "");
    else boxes.removeAttr("checked");
  } else field.attr("value", value);
}

export function optionValue($: CheerioAPI, option: Element): string {
  return $(option).attr("value") ?? $(option).text().trim();
}
