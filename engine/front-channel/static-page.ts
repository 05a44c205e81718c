import type { CheerioAPI } from "cheerio";
import { load } from "cheerio";
import type { Element } from "domhandler";
import type { HttpResponse } from "../types/evidence.js";
import type { Submission } from "./html-form.js";
import { submission } from "./html-form.js";
import { fillField, findFields, owner } from "./html-field.js";
import { findButton, firstSubmit, submits } from "./html-press.js";
import { delivery } from "./redirect-uri.js";
import { isHtml } from "./redirect-response.js";
import type { Action, Delivery } from "./types.js";
import { Obstacle } from "./types.js";

const LITTLE_TEXT = 200;
const VISIBLE_CONTROLS = "input:not([type=hidden]), select, textarea, button";
const CODE = "script:not([type='application/json']):not([type='application/ld+json'])";

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

  constructor(url: string, response: HttpResponse) {
    this.url = url;
    this.status = response.status;
    this.html = isHtml(response);
    const $ = load(this.html ? response.body : "");
    this.#$ = $;
    const base = $("base[href]").attr("href");
    this.#base = base !== undefined && URL.canParse(base, url) ? new URL(base, url).href : url;
    this.title = $("title").first().text().replace(/\s+/g, " ").trim();
    const visible = $("body").clone();
    visible.find("script, style, template, noscript, [hidden]").remove();
    this.text = (this.html ? visible.text() : response.body).replace(/\s+/g, " ").trim();
    this.usable = visible.find(VISIBLE_CONTROLS).length > 0;
    const code = $(CODE).length > 0 || $("body[onload], frameset, iframe").length > 0;
    this.scripted = code && !this.usable && this.text.length < LITTLE_TEXT;
  }

  has(what: string): boolean {
    return findFields(this.#$, what).length > 0;
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
    const content = this.#$("meta[http-equiv='refresh' i]").attr("content");
    const target = content?.match(/^\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?(['"]?)(.+)\1\s*$/i)?.[2]?.trim();
    if (!target || !URL.canParse(target, this.#base)) return undefined;
    return URL.canParse(target) ? target : new URL(target, this.#base).href;
  }

  /** A form that shows nothing and that the page's script sends, as single sign-on does from host to host. */
  selfSubmitting(): Submission | undefined {
    const form = this.#silentForm();
    const code = `${this.#$(CODE).text()} ${this.#$("body").attr("onload") ?? ""}`;
    return form && /\.(submit|requestSubmit|click)\s*\(/.test(code) ? submission(this.#$, form, this.#base) : undefined;
  }

  #silentForm(): Element | undefined {
    const forms = this.#$("form");
    const controls = this.#$("body").find("input:not([type=hidden]):not([type=submit]), select, textarea");
    return forms.length === 1 && controls.length === 0 ? (forms.get(0) as Element) : undefined;
  }

  /**
   * Fills in, presses, and says what is sent.
   *
   * @throws Obstacle when what the action names is not there, or only script can do it
   */
  click(action: Action): Click {
    const $ = this.#$;
    const named = Object.keys(action.fill);
    const filled = named
      .map((name) => ({ fields: findFields($, name), value: action.fill[name] ?? "" }))
      .filter(({ fields }) => fields.length > 0);
    if (named.length > 0 && filled.length === 0)
      throw new Obstacle(`it has no field "${named.join('", "')}"`, $(CODE).length > 0);
    for (const { fields, value } of filled) fillField($, fields, value);

    const pressed = action.press === undefined ? undefined : findButton($, action.press);
    if (pressed && $(pressed).is("a")) return { link: this.#link(pressed) };
    const around =
      filled[0]?.fields.get(0) ?? (action.has === undefined ? undefined : findFields($, action.has).get(0));
    const form = pressed ? owner($, pressed) : this.#formAround(around);
    const button = pressed ?? firstSubmit($, (candidate) => owner($, candidate) === form);
    if (!form || (pressed && !submits($(pressed))))
      throw new Obstacle(
        pressed ? `the button "${action.press}" sends no form` : "it has no form",
        $(CODE).length > 0 || pressed !== undefined,
      );
    const sent = submission($, form, this.#base, button);
    if (!/^https?:/i.test(sent.action)) throw new Obstacle(`its form goes to "${sent.action}"`, true);
    return { form: sent };
  }

  #link(link: Element): string {
    const href = (this.#$(link).attr("href") ?? "").trim();
    if (href.startsWith("#") || /^javascript:/i.test(href) || !URL.canParse(href, this.#base))
      throw new Obstacle(`its link leads to "${href}"`, true);
    return URL.canParse(href) ? href : new URL(href, this.#base).href;
  }

  #formAround(control: Element | undefined): Element | undefined {
    const $ = this.#$;
    const own = control && (control.name === "form" ? control : owner($, control));
    if (own) return own;
    const forms = $("form").toArray() as Element[];
    return forms.find((form) => firstSubmit($, (button) => owner($, button) === form)) ?? forms[0];
  }
}
