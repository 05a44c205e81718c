import { loadHtml } from "../front-channel/html-load.js";
import { elementsOf } from "../front-channel/html-elements.js";
import { isHtml } from "../front-channel/redirect-response.js";
import { type Matcher, show } from "../matching/matcher.js";

/** The page has an element of this name, as a browser reads it: neither escaped nor inside an attribute or a script. */
export const matcher: Matcher = {
  describe: (value) => `a page with an element ${show(value)}`,
  match: (value, { view }) => {
    const { text = "", headers } = view;
    // What is not shown as HTML has no elements.
    const html = isHtml({ headers, body: text });
    const ok = html && elementsOf(loadHtml(text)).some(({ name }) => name === value);
    return { ok, actual: html ? `a page ${ok ? "with" : "without"} an element ${show(value)}` : "no HTML page" };
  },
};
