import { randomBytes } from "node:crypto";
import type { CheerioAPI } from "cheerio";
import type { Element } from "domhandler";
import type { HttpRequest } from "../types/evidence.js";
import type { Pairs } from "./form-parameters.js";
import { closest, elementsOf, isControl, lowered, textOf } from "./html-elements.js";
import { optionValue, owner } from "./html-field.js";

const UNSENT = new Set(["submit", "image", "button", "reset", "file"]);

function entries($: CheerioAPI, element: Element): Pairs {
  const { name, disabled, checked, multiple, value } = element.attribs;
  if (name === undefined || name === "" || disabled !== undefined || closest(element, isDisabledSet)) return [];
  if (element.name === "select") {
    const options = $(element).find("option:not([disabled])");
    const selected = options.filter("[selected]");
    const many = multiple !== undefined;
    const chosen = selected.length > 0 || many ? (many ? selected : selected.last()) : options.first();
    return (chosen.toArray() as Element[]).map((option) => [name, optionValue($, option)]);
  }
  if (element.name === "textarea") return [[name, textOf(element).replace(/^\n/, "")]];
  const type = lowered(element, "type") ?? "text";
  if (element.name === "button" || UNSENT.has(type)) return [];
  if (type === "checkbox" || type === "radio") return checked === undefined ? [] : [[name, value ?? "on"]];
  return [[name, value ?? ""]];
}

function isDisabledSet(element: Element): boolean {
  return element.name === "fieldset" && element.attribs["disabled"] !== undefined;
}

/** What a browser would send for a form: its successful controls, in order, and the button it was sent with. */
export function formEntries($: CheerioAPI, form: Element, button?: Element): Pairs {
  const pairs: Pairs = [];
  for (const control of elementsOf($).filter(isControl)) {
    if (control === button) {
      const { name, value } = control.attribs;
      if (!name) continue;
      if (lowered(control, "type") === "image") pairs.push([`${name}.x`, "0"], [`${name}.y`, "0"]);
      else pairs.push([name, value ?? ""]);
    } else if (owner($, control) === form) pairs.push(...entries($, control));
  }
  return pairs.map(([name, value]) => [name, value.replace(/\r?\n/g, "\r\n")]);
}

function multipart(pairs: Pairs): { type: string; body: string } {
  const boundary = `assay-${randomBytes(12).toString("hex")}`;
  const quote = (name: string): string => name.replace(/"/g, "%22").replace(/\r?\n/g, "%0D%0A");
  const parts = pairs.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${quote(name)}"\r\n\r\n${value}\r\n`,
  );
  return { type: `multipart/form-data; boundary=${boundary}`, body: `${parts.join("")}--${boundary}--\r\n` };
}

export interface Submission {
  method: string;
  action: string;
  enctype: string;
  pairs: Pairs;
}

/** Where and how a form is sent; the button's own attributes go first. */
export function submission($: CheerioAPI, form: Element, base: string, button?: Element): Submission {
  const attribute = (name: string): string | undefined => button?.attribs[`form${name}`] ?? form.attribs[name];
  const action = (attribute("action") ?? "").trim();
  return {
    method: attribute("method")?.trim().toLowerCase() === "post" ? "POST" : "GET",
    action:
      action === "" || !URL.canParse(action, base) ? base : URL.canParse(action) ? action : new URL(action, base).href,
    enctype: attribute("enctype")?.trim().toLowerCase() ?? "",
    pairs: formEntries($, form, button),
  };
}

/** The request that sends a form, as a browser would make it. */
export function formRequest({ method, action, enctype, pairs }: Submission): HttpRequest {
  const encoded = new URLSearchParams(pairs).toString();
  if (method === "GET") {
    const url = new URL(action);
    url.search = encoded;
    return { method, url: url.href, headers: {} };
  }
  const { type, body } =
    enctype === "multipart/form-data" ? multipart(pairs) : { type: "application/x-www-form-urlencoded", body: encoded };
  return { method, url: action, headers: { "content-type": [type] }, body };
}
