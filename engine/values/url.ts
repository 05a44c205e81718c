import type { Json } from "../types/suite.js";

/** RFC 3986 appendix B, so that a part can be changed without normalising the others. */
const PARTS = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/;

/**
 * A URL with parts exchanged, byte for byte otherwise.
 * `path: "+/more"` appends, `host: "sub.+"` puts in front; any other text replaces. `case: upper` raises the path's
 * letters; `host_as: upper | encoded | lookalike` writes the host otherwise.
 */
export function changeUrl(argument: Json): string {
  const { of, with: changes } = argument as { of?: string; with?: Record<string, string> };
  const match = PARTS.exec(of ?? "");
  if (!match || !changes) throw new Error(`"$url" needs { of, with }, not ${JSON.stringify(argument)}`);
  let [, scheme, authority, path = "", query, fragment] = match;
  for (const [part, value] of Object.entries(changes)) {
    const text = String(value);
    if (part === "scheme") scheme = text;
    else if (part === "path") path = added(path, text);
    else if (part === "query") query = text.startsWith("+") ? [query, text.slice(1)].filter(Boolean).join("&") : text;
    else if (part === "fragment") fragment = text;
    else if (part === "case") path = text === "upper" ? path.toUpperCase() : path.toLowerCase();
    else if (part === "encode") path = percentEncodeLetter(path);
    else if (authority === undefined) throw new Error(`"$url": "${of}" has no authority to change`);
    else authority = changeAuthority(authority, part, text);
  }
  return `${scheme === undefined ? "" : `${scheme}:`}${authority === undefined ? "" : `//${authority}`}${path}${query === undefined ? "" : `?${query}`}${fragment === undefined ? "" : `#${fragment}`}`;
}

function changeAuthority(authority: string, part: string, value: string): string {
  const match = /^(?:([^@]*)@)?(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority);
  let userinfo = match?.[1];
  let host = match?.[2] ?? "";
  let port = match?.[3];
  if (part === "userinfo") userinfo = value;
  else if (part === "host") host = added(host, value);
  else if (part === "host_as") host = (HOST_AS[value] ?? String)(host);
  else if (part === "port") port = value;
  else
    throw new Error(
      `"$url" knows scheme, userinfo, host, host_as, port, path, query, fragment, case and encode, not "${part}"`,
    );
  return `${userinfo === undefined ? "" : `${userinfo}@`}${host}${port === undefined ? "" : `:${port}`}`;
}

/** `+x` behind what is there, `x+` before it, else in its place. */
function added(before: string, text: string): string {
  if (text.startsWith("+")) return before + text.slice(1);
  return text.length > 1 && text.endsWith("+") ? text.slice(0, -1) + before : text;
}

/** Cyrillic letters that look like Latin ones. */
const LOOKALIKES: Record<string, string> = {
  a: "\u0430",
  c: "\u0441",
  e: "\u0435",
  o: "\u043e",
  p: "\u0440",
  x: "\u0445",
};

const HOST_AS: Record<string, (host: string) => string> = {
  upper: (host) => host.toUpperCase(),
  encoded: percentEncodeLetter,
  lookalike: (host) => host.replace(/[aceopx]/, (letter) => LOOKALIKES[letter] ?? letter),
};

/** The last letter of the path as %XX. */
function percentEncodeLetter(path: string): string {
  return path.replace(/[A-Za-z](?=[^A-Za-z]*$)/, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Parts of a URL as written, without normalisation. */
export function urlParts(url: string): {
  scheme?: string;
  authority?: string;
  path: string;
  query?: string;
  fragment?: string;
} {
  const match = PARTS.exec(url);
  return { scheme: match?.[1], authority: match?.[2], path: match?.[3] ?? "", query: match?.[4], fragment: match?.[5] };
}
