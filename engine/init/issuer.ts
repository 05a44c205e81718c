import { AssayError } from "../errors.js";

const WELL_KNOWN =
  /^(.*?)\/\.well-known\/(?:oauth-authorization-server|openid-configuration|smart-configuration)(\/.*)?$/;

/**
 * The issuer that a person means: as it stands, or the address of its metadata, wherever the well-known part stands
 * in it. A slash at its end stays.
 *
 * @throws AssayError USAGE for what is no issuer (RFC 8414 section 2: no query, no fragment)
 */
export function issuerOf(text: string): string {
  const refuse = (what: string, hint: string): never => {
    throw new AssayError({ code: "USAGE", message: `"${text}" is no issuer: ${what}`, hint });
  };
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    return refuse("expected an http or https URL", `did you mean "https://${text.replace(/^[a-z]*:\/\//i, "")}"?`);
  const url = new URL(text);
  if (url.username || url.password) return refuse("it holds a user name", "credentials never stand in a provider file");
  if (url.search || url.hash || text.endsWith("?") || text.endsWith("#"))
    return refuse("it has a query or a fragment", "give it without");
  const [, before, behind = ""] = WELL_KNOWN.exec(url.pathname) ?? [];
  if (before !== undefined) return `${url.origin}${before}${behind}`;
  return url.pathname === "/" && !text.endsWith("/") ? url.origin : url.href;
}
