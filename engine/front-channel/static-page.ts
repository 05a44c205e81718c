import type { CheerioAPI } from "cheerio";
import type { Element } from "domhandler";
import type { HttpResponse } from "../types/evidence.js";
import type { Submission } from "./html-form.js";
import { submission } from "./html-form.js";
import { descendants, elementsOf, isControl, lowered, textOf } from "./html-elements.js";
import { fillField, findFields, owner } from "./html-field.js";
import { loadHtml } from "./html-load.js";
import { buttonText, findButton, firstSubmit, isButton, submits } from "./html-press.js";
import { controlsText } from "./naming.js";
import { delivery } from "./redirect-uri.js";
import { isHtml } from "./redirect-response.js";
import type { Action, Controls, Delivery } from "./types.js";
import { Obstacle } from "./types.js";

const LITTLE_TEXT = 200;
const UNSEEN = new Set(["script", "style", "template", "noscript"]);
const DATA = new Set(["application/json", "application/ld+json"]);

const isUnseen = (element: Element): boolean => UNSEEN.has(element.name) || element.attribs["hidden"] !== undefined;
const isCode = (element: Element): boolean => element.name === "script" && !DATA.has(lowered(element, "type") ?? "");
const isVisibleControl = (element: Element): boolean =>
  isControl(element) && !(element.name === "input" && lowered(element, "type") === "hidden");

/** What a click leads to: a form that is sent, or a link that is followed. */
export type Click = { form: Submission } | { link: string };

/** The authorization response that a form takes to one of our redirect URIs. */
export function submissionDelivery(named: string[], sent: Submission, status: number): Delivery | undefined {
  if (sent.method === "POST") return delivery(named, sent.action, status, sent.pairs);
  const target = sent.action.split(/[?#]/)[0];
  return delivery(named, `${target}?${new URLSearchParams(sent.pairs)}`, status);
}

/** An answer read as a browser without script would show it. */
export class StaticPage {
  readonly url: string;
  readonly status: number;
  readonly html: boolean;
  readonly title: string;
  readonly text: string;
  readonly usable: boolean;
  readonly scripted: boolean;
  readonly #$: CheerioAPI;
  readonly #base: string;
  readonly #body: Element | undefined;

  constructor(url: string, response: HttpResponse) {
    this.url = url;
    this.status = response.status;
    this.html = isHtml(response);
    const $ = loadHtml(this.html ? response.body : "");
    this.#$ = $;
    const elements = elementsOf($);
    const first = (name: string): Element | undefined => elements.find((element) => element.name === name);
    const base = elements.find(({ name, attribs }) => name === "base" && attribs["href"] !== undefined)?.attribs[
      "href"
    ];
    this.#base = base !== undefined && URL.canParse(base, url) ? new URL(base, url).href : url;
    const title = first("title");
    this.title = title ? textOf(title).replace(/\s+/g, " ").trim() : "";
    const body = first("body");
    this.#body = body;
    this.text = (this.html ? (body ? textOf(body, isUnseen) : "") : response.body).replace(/\s+/g, " ").trim();
    const shown = body ? descendants(body, isUnseen).filter(isVisibleControl) : [];
    this.usable = shown.length > 0;
    const code =
      elements.some((element) => isCode(element) || element.name === "frameset" || element.name === "iframe") ||
      body?.attribs["onload"] !== undefined;
    // A button that sends no form does nothing without script, however much the page says.
    const inert = (control: Element): boolean => isButton(control) && !(submits(control) && owner($, control));
    this.scripted = code && shown.every(inert) && (this.usable || this.text.length < LITTLE_TEXT);
  }

  get controls(): Controls {
    const shown = (this.#body ? descendants(this.#body) : []).filter(isVisibleControl);
    const [buttons, fields] = [shown.filter(isButton), shown.filter((one) => !isButton(one))];
    const nameOf = ({ name, attribs }: Element): string => attribs["name"] || attribs["id"] || attribs["type"] || name;
    return { fields: fields.map(nameOf), buttons: buttons.map(buttonText) };
  }

  has(what: string): boolean {
    return findFields(this.#$, what).length > 0;
  }

  holds(selector: string): boolean {
    return this.#$(selector).length > 0;
  }

  value(name: string): string | undefined {
    const inUrl = new URL(this.url).searchParams.get(name);
    const quoted = JSON.stringify(name);
    return inUrl ?? this.#$(`input[name=${quoted}]`).attr("value") ?? this.#$(`meta[name=${quoted}]`).attr("content");
  }

  /**
   * A form to one of our redirect URIs and nothing else: form_post. Whether it sends itself or waits for a click, the
   * response is there (OAuth 2.0 Form Post Response Mode section 2). A form that shows controls, or one among others
   * such as "Cancel", is a page for the rules.
   */
  delivery(named: string[]): Delivery | undefined {
    const form = this.#silentForm();
    const sent = form && submission(this.#$, form, this.#base);
    return sent && submissionDelivery(named, sent, this.status);
  }

  /** Target of a meta refresh. */
  refresh(): string | undefined {
    const meta = elementsOf(this.#$).find(
      (element) => element.name === "meta" && lowered(element, "http-equiv") === "refresh",
    );
    const target = meta?.attribs["content"]
      ?.match(/^\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?(['"]?)(.+)\1\s*$/i)?.[2]
      ?.trim();
    if (!target || !URL.canParse(target, this.#base)) return undefined;
    return URL.canParse(target) ? target : new URL(target, this.#base).href;
  }

  /** A form that shows nothing and that the page's script sends, as single sign-on does from host to host. */
  selfSubmitting(): Submission | undefined {
    const form = this.#silentForm();
    if (!form) return undefined;
    const scripts = elementsOf(this.#$).filter(isCode);
    const code = `${scripts.map((script) => textOf(script)).join("")} ${this.#body?.attribs["onload"] ?? ""}`;
    return /\.(submit|requestSubmit|click)\s*\(/.test(code) ? submission(this.#$, form, this.#base) : undefined;
  }

  #silentForm(): Element | undefined {
    const forms = elementsOf(this.#$).filter((element) => element.name === "form");
    if (forms.length !== 1) return undefined;
    const shown = (this.#body ? descendants(this.#body) : []).some(
      (element) =>
        isVisibleControl(element) &&
        element.name !== "button" &&
        !(element.name === "input" && lowered(element, "type") === "submit"),
    );
    return shown ? undefined : forms[0];
  }

  /**
   * Fills in, presses, and says what is sent.
   *
   * @throws Obstacle when what the action names is not there, or only script can do it
   */
  click(action: Action): Click {
    const $ = this.#$;
    const hasCode = elementsOf($).some(isCode);
    const named = Object.keys(action.fill);
    const filled = named
      .map((name) => ({ fields: findFields($, name), value: action.fill[name] ?? "" }))
      .filter(({ fields }) => fields.length > 0);
    if (named.length > 0 && filled.length === 0)
      throw new Obstacle(`it has no field "${named.join('", "')}" (${controlsText(this)})`, hasCode);
    for (const { fields, value } of filled) fillField($, fields, value);

    const pressed = action.press === undefined ? undefined : findButton($, action.press);
    if (pressed?.name === "a") return { link: this.#link(pressed) };
    const around = filled[0]?.fields[0] ?? (action.has === undefined ? undefined : findFields($, action.has)[0]);
    const form = pressed ? owner($, pressed) : this.#formAround(around);
    const button = pressed ?? firstSubmit($, (candidate) => owner($, candidate) === form);
    if (!form || (pressed && !submits(pressed)))
      throw new Obstacle(
        pressed ? `the button "${[action.press].flat().join('", "')}" sends no form` : "it has no form",
        hasCode || pressed !== undefined,
      );
    const sent = submission($, form, this.#base, button);
    if (!/^https?:/i.test(sent.action)) throw new Obstacle(`its form goes to "${sent.action}"`, true);
    return { form: sent };
  }

  #link(link: Element): string {
    const href = (link.attribs["href"] ?? "").trim();
    if (href.startsWith("#") || /^javascript:/i.test(href) || !URL.canParse(href, this.#base))
      throw new Obstacle(`its link leads to "${href}"`, true);
    return URL.canParse(href) ? href : new URL(href, this.#base).href;
  }

  #formAround(control: Element | undefined): Element | undefined {
    const $ = this.#$;
    const own = control && (control.name === "form" ? control : owner($, control));
    if (own) return own;
    const forms = elementsOf($).filter((element) => element.name === "form");
    return forms.find((form) => firstSubmit($, (button) => owner($, button) === form)) ?? forms[0];
  }
}
