/** A template that escapes whatever is put into it, so that forgetting to escape is not possible. */
import { forHtml, linkable } from "../escape.js";

/** Markup made by the tag `markup`; nothing else is let through unescaped. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Markup | string | number | false | undefined | Part[];

const draw = (part: Part): string => {
  if (part === undefined || part === false) return "";
  if (Array.isArray(part)) return part.map(draw).join("");
  return part instanceof Markup ? part.text : forHtml(String(part));
};

export const markup = (strings: TemplateStringsArray, ...parts: Part[]): Markup =>
  new Markup(strings.reduce((text, string, index) => text + draw(parts[index - 1]) + string));

/** Id of an element: ids of checks hold slashes and whatever a provider file put there. */
export const anchor = (kind: "check" | "obs" | "req", id: string): string =>
  `${kind}-${[...id].map((character) => (/[A-Za-z0-9.-]/.test(character) ? character : `_${(character.codePointAt(0) ?? 0).toString(16)}_`)).join("")}`;

/** A link where the address is http(s), else plain text. */
export const link = (url: string, text: Part): Markup => {
  const safe = linkable(url);
  return safe ? markup`<a href="${safe}" rel="noreferrer">${text}</a>` : markup`${text}`;
};
