import type { IncomingMessage } from "node:http";

/** Where the server stands: its host name, and the path of its issuer (`/` for one that ends with a slash). */
export type Place = { host?: string; path?: string };

/** What the given faults and variants want, the later ones above the earlier. */
export function placeOf(faults: { place?: Place }[]): Place {
  return Object.assign({}, ...faults.map(({ place }) => place ?? {})) as Place;
}

const WELL_KNOWN = /^\/\.well-known\/[^/?]+/;

/** Takes the issuer's path out of a request: in front of an endpoint's, or behind the well-known suffix (RFC 8414 3.1). */
export function stripPath(req: IncomingMessage, path: string): void {
  const prefix = path.replace(/\/$/, "");
  const url = req.url ?? "/";
  const suffix = WELL_KNOWN.exec(url)?.[0];
  if (prefix === "") return;
  if (suffix !== undefined && url.split("?")[0] === suffix + prefix) req.url = suffix;
  else if (url.startsWith(`${prefix}/`)) req.url = url.slice(prefix.length);
}
