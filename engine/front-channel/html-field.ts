import type { Cheerio, CheerioAPI } from "cheerio";
import type { Element } from "domhandler";

const PLAIN_NAME = /^[\w.-]+$/;

/** All elements that are meant by an input's type or name, its id, or a CSS selector. */
export function findFields($: CheerioAPI, what: string): Cheerio<Element> {
  const quoted = JSON.stringify(what);
  const named = $(`[name=${quoted}], input[type=${quoted}]`);
  if (named.length > 0) return named as Cheerio<Element>;
  if (PLAIN_NAME.test(what)) {
    const byId = $(`[id=${quoted}]`);
    if (byId.length > 0) return byId as Cheerio<Element>;
  }
  try {
    return $<Element, string>(what);
  } catch {
    return $<Element, string>([]);
  }
}

/** The form that a control belongs to: by its `form` attribute, or around it. */
export function owner($: CheerioAPI, control: Element): Element | undefined {
  const id = $(control).attr("form");
  if (id !== undefined) return $(`form[id=${JSON.stringify(id)}]`).get(0) as Element | undefined;
  const around = $(control).closest("form").get(0);
  if (around) return around as Element;
  // A form that starts inside a table is closed at once by the parser, and its controls are found after it.
  const elements = $("form, input, select, textarea, button").toArray() as Element[];
  const before = elements.slice(0, elements.indexOf(control)).filter((element) => element.name === "form");
  const last = before.at(-1);
  return last && $(last).find("input, select, textarea, button").length === 0 ? last : undefined;
}

/** Fills a value into a control, as a person would. */
export function fillField($: CheerioAPI, fields: Cheerio<Element>, value: string): void {
  const field = fields.first();
  if (field.is("select")) {
    const options = field.find("option");
    const wanted = options.filter((_, option) => optionValue($, option) === value || $(option).text().trim() === value);
    options.removeAttr("selected");
    wanted.first().attr("selected", "");
  } else if (field.is("textarea")) field.text(value);
  else if (field.is("[type=radio]")) {
    const group = fields.filter("[type=radio]").removeAttr("checked");
    group.filter((_, radio) => $(radio).attr("value") === value).attr("checked", "");
  } else if (field.is("[type=checkbox]")) {
    const same = fields.filter((_, box) => ($(box).attr("value") ?? "on") === value);
    if (same.length > 0 || value === "true") (same.length > 0 ? same : field).attr("checked", "");
    else field.removeAttr("checked");
  } else field.attr("value", value);
}

export function optionValue($: CheerioAPI, option: Element): string {
  return $(option).attr("value") ?? $(option).text().trim();
}
