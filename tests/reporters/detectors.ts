/** What finds target text that got through raw; the tests see each of them fire first. */
import { load } from "cheerio";

/** Our own colour codes. */
const COLOR = new RegExp(`${String.fromCharCode(27)}\\[(?:1|2|22|3[1-6]|39)m`, "g");

/** Control characters and bidi overrides, once the colour codes that are ours are gone. */
export const rawControls = (text: string): string[] =>
  text.replace(COLOR, "").match(/[^\P{C}\n]|[\u2028\u2029]/gu) ?? [];

const OURS = new Set(
  "html head meta title style script body a header main footer section article div p h1 h2 h3 h4 span ul ol li dl dt dd b code pre details summary svg rect button label input select option fieldset legend".split(
    " ",
  ),
);
const ATTRIBUTES = new Set(
  "lang charset http-equiv content name class id href rel role aria-label aria-labelledby aria-hidden aria-pressed type placeholder autocomplete spellcheck value hidden open viewBox viewbox preserveAspectRatio preserveaspectratio width height x data-outcome data-level data-spec data-view data-count data-views data-by data-profiles data-cell data-exchange scope colspan tabindex aria-haspopup".split(
    " ",
  ),
);

/** Elements, attributes and links that the report does not write itself; `allowed`: what another page has besides. */
export const foreignMarkup = (page: string, allowed: { scripts?: number; elements?: string[] } = {}): string[] => {
  const { scripts = 1, elements = [] } = allowed;
  const $ = load(page);
  const found: string[] = [];
  $(":root, :root *").each((_, element) => {
    if (!OURS.has(element.name) && !elements.includes(element.name)) found.push(`<${element.name}>`);
    for (const [name, value] of Object.entries(element.attribs)) {
      if (!ATTRIBUTES.has(name)) found.push(`${element.name} ${name}`);
      if (name === "href" && !/^(?:#|https?:\/\/)/.test(value)) found.push(`href ${value}`);
    }
  });
  if ($("script").length !== scripts || $("style").length !== 1 || $("meta[http-equiv]").length !== 1)
    found.push("a second script, style or policy");
  return found;
};

/** What XML 1.0 forbids, and elements that JUnit does not have. */
export const foreignXml = (text: string): string[] => {
  const found: string[] =
    text.match(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|&(?!(?:amp|lt|gt|quot|#39|#10|#9);)/gu) ?? [];
  const $ = load(text, { xml: true });
  $(":root, :root *").each((_, element) => {
    if (
      !["testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out", "system-err"].includes(
        element.name,
      )
    )
      found.push(`<${element.name}>`);
  });
  const balanced = (text.match(/<[a-z]/g) ?? []).length === (text.match(/<\/|\/>/g) ?? []).length;
  return balanced ? found : [...found, "tags that do not close"];
};
