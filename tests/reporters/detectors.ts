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

/** What a spreadsheet runs, read as RFC 4180 says; and lines whose fields are not those of the head. */
export const csvFormulas = (text: string): string[] => {
  const lines = readCsv(text);
  const head = lines[0]?.length ?? 0;
  return [
    ...lines.filter((line) => line.length !== head).map((line) => `${line.length} fields: ${line[0] ?? ""}`),
    ...lines.flat().filter((field) => /^\s*[=+\-@|%＝＋－＠]/.test(field)),
    ...rawControls(text.replaceAll("\r\n", "")),
  ];
};

/** Fields of a CSV file. A quote inside a bare field, or text behind a closed one, is an error. */
export const readCsv = (text: string): string[][] => {
  const lines: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const found = field.exec(text);
    if (!found) throw new Error(`no CSV field at ${at}: ${text.slice(at, at + 40)}`);
    lines.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === "\r\n") lines.push([]);
  }
  return lines.filter((line) => line.length > 0);
};

export interface Command {
  name: string;
  properties: Record<string, string>;
  data: string;
}

/** Commands that GitHub's runner would obey: `::name a=b,c=d::data` at the start of a line, `##[name]data` anywhere. */
export const readCommands = (text: string): Command[] =>
  text.split(/\r\n|\r|\n/).flatMap((line): Command[] => {
    const [, name = "", list = "", data = ""] = /^\s*::([^\s:]+)(?: (.*?))?::(.*)$/u.exec(line) ?? [];
    if (name) {
      const pairs = list.split(",").flatMap((pair): [string, string][] => {
        const [, key, value] = /^([^=]+)=(.*)$/u.exec(pair.trim()) ?? [];
        return key === undefined ? [] : [[key, decoded(value ?? "")]];
      });
      return [{ name, properties: Object.fromEntries(pairs), data: decoded(data) }];
    }
    const [, old] = /##\[([^\]\s]+)/.exec(line) ?? [];
    return old ? [{ name: `##[${old}]`, properties: {}, data: line }] : [];
  });

const decoded = (text: string): string =>
  text.replace(/%(0D|0A|3A|2C|25)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Lines that are not an annotation of ours. */
export const foreignCommands = (text: string): string[] => {
  const commands = readCommands(text);
  const lines = text.split("\n").filter(Boolean);
  return [
    ...lines.slice(commands.length).map((line) => `no command: ${line.slice(0, 60)}`),
    ...commands
      .filter(
        ({ name, properties }) =>
          !["error", "warning", "notice"].includes(name) ||
          !["title", "file,title", "file,line,title"].includes(Object.keys(properties).join(",")),
      )
      .map(({ name, properties }) => `${name} ${Object.keys(properties).join(",")}`),
    ...rawControls(text.replaceAll("\t", " ")),
  ];
};

const SVG = new Set(["svg", "title", "rect", "path", "g", "text"]);
const SVG_ATTRIBUTES = new Set(
  "xmlns width height role aria-label rx fill d font-family font-size x y textLength lengthAdjust".split(" "),
);

/** Elements and attributes that a badge does not have, and what XML forbids. */
export const foreignSvg = (text: string): string[] => {
  const found = rawControls(text);
  const $ = load(text, { xml: true });
  $(":root, :root *").each((_, element) => {
    if (!SVG.has(element.name)) found.push(`<${element.name}>`);
    for (const name of Object.keys(element.attribs))
      if (!SVG_ATTRIBUTES.has(name)) found.push(`${element.name} ${name}`);
  });
  return $(":root").length === 1 && $("svg").length === 1 ? found : [...found, "not one picture"];
};

/** Strings of a SARIF log that a viewer would act on: links in messages, placeholders, addresses that are no http. */
export const foreignSarif = (log: unknown): string[] => {
  const found: string[] = [];
  const walk = (value: unknown, name: string, inside: string): void => {
    if (typeof value === "string") {
      found.push(...rawControls(value.replaceAll("\t", " ")));
      if (name === "helpUri" && !/^https?:\/\//.test(value)) found.push(value);
      if (name === "uri" && !/^[\w.~%!'()*/-]+$/.test(value)) found.push(value);
      if (name === "text" && /\]\(/.test(value)) found.push(`link in ${inside}`);
      if (name === "text" && /[{}]/.test(value.replace(/\{\{|\}\}/g, ""))) found.push(`placeholder in ${inside}`);
    } else if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) {
        found.push(...rawControls(key));
        walk(inner, key, Array.isArray(value) ? inside : name);
      }
  };
  walk(log, "", "");
  return found;
};
