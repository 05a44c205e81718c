import { loadHtml } from "../front-channel/html-load.js";
import type { Element } from "domhandler";
import { elementsOf } from "../front-channel/html-elements.js";
import type { Matcher } from "../matching/matcher.js";

/** Attributes that make a browser load something, by element; a stylesheet or an icon is a link element. */
const LOADED: Record<string, string[]> = {
  script: ["src"],
  img: ["src", "srcset"],
  source: ["src", "srcset"],
  iframe: ["src"],
  frame: ["src"],
  embed: ["src"],
  object: ["data"],
  audio: ["src"],
  video: ["src", "poster"],
  link: ["href"],
  input: ["src"],
};
const FOLLOWED: Record<string, string[]> = { a: ["href"], area: ["href"] };

/**
 * `false`: the page loads nothing from, and links to nothing at, a site of others. Hosts that end in the same two
 * labels count as one site, as those of a server and its static files do; a form's target is neither.
 */
export const matcher: Matcher = {
  describe: (value) => (value === false ? "a page without resources or links of other sites" : "one with some"),
  match: (value, { view }) => {
    const { text = "", url = "" } = view;
    const found = URL.canParse(url) ? foreignUrls(text, new URL(url)) : [];
    return {
      ok: found.length > 0 !== (value === false),
      actual: found.length > 0 ? `the page names ${found.slice(0, 3).join(", ")}` : "nothing of another site",
    };
  },
};

function foreignUrls(html: string, page: URL): string[] {
  const elements = elementsOf(loadHtml(html));
  const base = elements.find(({ name, attribs }) => name === "base" && attribs["href"] !== undefined)?.attribs["href"];
  const from = base !== undefined && URL.canParse(base, page.href) ? new URL(base, page).href : page.href;
  const hosts = elements
    .flatMap(addresses)
    .filter((address) => URL.canParse(address, from))
    .map((address) => new URL(address, from))
    .filter(({ protocol, hostname }) => /^https?:$/.test(protocol) && siteOf(hostname) !== siteOf(page.hostname));
  return [...new Set(hosts.map(({ origin }) => origin))];
}

function addresses({ name, attribs }: Element): string[] {
  return [...(LOADED[name] ?? []), ...(FOLLOWED[name] ?? [])].flatMap((attribute) => {
    const value = attribs[attribute]?.trim();
    if (!value) return [];
    return attribute === "srcset" ? value.split(",").map((one) => one.trim().split(/\s/)[0] ?? "") : [value];
  });
}

/** The last two labels of a host; an address as it stands. */
function siteOf(host: string): string {
  return /^[\d.]+$|^\[/.test(host) ? host : host.split(".").slice(-2).join(".");
}
