import { urlParts } from "../values/url.js";

const host = (uri: string): string => (urlParts(uri).authority ?? "").replace(/:\d*$/, "");
const isHttp = (uri: string): boolean => urlParts(uri).scheme?.toLowerCase() === "http";
const isIpv4Loopback = (uri: string): boolean => isHttp(uri) && /^127(\.\d{1,3}){3}$/.test(host(uri));
const isIpv6Loopback = (uri: string): boolean => isHttp(uri) && host(uri) === "[::1]";
/** A scheme that no browser serves itself: one that the app claimed (RFC 8252 7.1). */
const isPrivateUse = (uri: string): boolean => {
  const scheme = urlParts(uri).scheme?.toLowerCase();
  return scheme !== undefined && !/^(https?|javascript|data|file|about|blob|vbscript)$/.test(scheme);
};

/** Kinds of redirect URI that a step may ask a client to have registered, and the name of the first such one. */
export const REDIRECT_KINDS: Record<string, { is(uri: string): boolean; name: string }> = {
  query: { is: (uri) => uri.includes("?"), name: "redirect_uri_with_query" },
  https: { is: (uri) => urlParts(uri).scheme?.toLowerCase() === "https", name: "https_redirect_uri" },
  loopback: { is: isIpv4Loopback, name: "loopback_redirect_uri" },
  "loopback-ipv6": { is: isIpv6Loopback, name: "loopback_ipv6_redirect_uri" },
  "loopback-port": {
    is: (uri) => (isIpv4Loopback(uri) || isIpv6Loopback(uri)) && /:\d+$/.test(urlParts(uri).authority ?? ""),
    name: "loopback_port_redirect_uri",
  },
  "private-use": { is: isPrivateUse, name: "private_use_redirect_uri" },
  native: {
    is: (uri) => isPrivateUse(uri) || isIpv4Loopback(uri) || isIpv6Loopback(uri),
    name: "native_redirect_uri",
  },
};

/** The first redirect URI of each kind, by the name that plans know it under. */
export function namedRedirectUris(uris: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    Object.values(REDIRECT_KINDS).flatMap(({ is, name }) => {
      const uri = uris.find(is);
      return uri === undefined ? [] : [[name, uri]];
    }),
  );
}
