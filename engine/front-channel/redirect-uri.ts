import type { Pairs } from "./form-parameters.js";
import { decodePairs, toParameters } from "./form-parameters.js";
import type { Delivery } from "./types.js";

/** Names that tell an authorization response from other fragments, e.g. `#_=_` (RFC 6749, OpenID Connect Core, RFC 9207). */
const RESPONSE_NAMES = new Set(["code", "error", "access_token", "id_token", "response", "state"]);

interface Parts {
  base: string;
  query: string;
  fragment?: string;
}

function split(uri: string): Parts {
  const [beforeFragment = "", ...fragment] = uri.split("#");
  const [base = "", ...query] = beforeFragment.split("?");
  return { base, query: query.join("?"), fragment: fragment.length > 0 ? fragment.join("#") : undefined };
}

const canonical = (base: string): string => (URL.canParse(base) ? new URL(base).href : base);

interface Named extends Parts {
  canonical: string;
}

const MOST_NAMED = 1000;
const known = new Map<string, Named>();

/** A run asks about the same few URIs at every redirect. */
function readNamed(uri: string): Named {
  const before = known.get(uri);
  if (before) return before;
  const parts = split(uri);
  const read = { ...parts, canonical: canonical(parts.base) };
  if (known.size >= MOST_NAMED) known.clear();
  known.set(uri, read);
  return read;
}

/**
 * Divides a received query into what belongs to the named URI and what the server added. Form-encoded parameters that
 * all came back are the same query in any order and spelling (RFC 6749 3.1.2), so it then reads as it was named.
 */
function divide(received: string, named: string): { own: string[]; added: string[] } {
  const pieces = named.split("&").filter((piece) => piece !== "");
  const expected = [...pieces];
  const own: string[] = [];
  const added: string[] = [];
  for (const piece of received.split("&").filter((one) => one !== "")) {
    const decoded = JSON.stringify(decodePairs(piece));
    const at = expected.findIndex((one) => JSON.stringify(decodePairs(one)) === decoded);
    if (at === -1) added.push(piece);
    else own.push(...expected.splice(at, 1).map(() => piece));
  }
  return { own: expected.length === 0 ? pieces : own, added };
}

const join = (base: string, query: string, fragment?: string): string =>
  `${base}${query && `?${query}`}${fragment === undefined ? "" : `#${fragment}`}`;
const answers = (pairs: Pairs): boolean => pairs.some(([name]) => RESPONSE_NAMES.has(name));

/**
 * Reads the authorization response from a redirect to one of our redirect URIs: scheme, authority and path are the
 * named ones, whatever the query is.
 *
 * @param form fields of a form that was sent there (form_post)
 * @returns undefined when the URL is none of ours
 */
export function delivery(named: string[], url: string, status: number, form?: Pairs): Delivery | undefined {
  const { base, query, fragment } = split(url);
  const asCanonical = canonical(base);
  const candidates = named
    .map(readNamed)
    .filter((uri) => uri.base !== "" && (uri.base === base || uri.canonical === asCanonical));
  if (candidates.length === 0) return undefined;
  if (form)
    return {
      redirect: toParameters(form),
      delivered: "form_post",
      redirect_uri: join(base, query, fragment),
      redirect_status: status,
    };

  const divided = candidates
    .map((uri) => divide(query, uri.query))
    .reduce((best, next) => (next.own.length > best.own.length ? next : best));
  const inQuery = decodePairs(divided.added.join("&"));
  const inFragment = decodePairs(fragment ?? "");
  if (inFragment.length > 0 && (answers(inFragment) ? !answers(inQuery) : inQuery.length === 0)) {
    return {
      redirect: toParameters(inFragment),
      delivered: "fragment",
      redirect_uri: join(base, [...divided.own, ...divided.added].join("&")),
      redirect_status: status,
    };
  }
  return {
    redirect: toParameters(inQuery),
    delivered: "query",
    // A fragment that a server appends to a query response, such as #_=_, is no part of the redirect URI.
    redirect_uri: join(base, divided.own.join("&")),
    redirect_status: status,
  };
}
