import type { ParameterState } from "./types.js";

/** How a requested redirect URI departs from a registered one. */
type Departure = (requested: string, registered: string) => boolean;

function parts(uri: string): URL | undefined {
  return URL.canParse(uri) ? new URL(uri) : undefined;
}

function both(requested: string, registered: string, test: (one: URL, other: URL) => boolean): boolean {
  const one = parts(requested);
  const other = parts(registered);
  return one !== undefined && other !== undefined && test(one, other);
}

const rawPath = (uri: string): string => uri.replace(/^[a-z][\w+.-]*:(\/\/[^/?#]*)?/i, "").replace(/[?#].*$/s, "");

const decoded = (text: string): string =>
  text.replace(/%([2-7][0-9a-f])/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));

const DEPARTURES: Partial<Record<ParameterState, Departure>> = {
  "path-suffix": (requested, registered) =>
    both(
      requested,
      registered,
      (one, other) => one.origin === other.origin && one.pathname.length > other.pathname.length + 1,
    ) &&
    rawPath(requested).startsWith(rawPath(registered)) &&
    !/(^|\/)\.\.?(\/|$)/.test(rawPath(requested)),
  "trailing-slash": (requested, registered) => requested === `${registered}/` || `${requested}/` === registered,
  "path-case": (requested, registered) =>
    requested !== registered &&
    requested.toLowerCase() === registered.toLowerCase() &&
    both(requested, registered, (one, other) => one.pathname !== other.pathname),
  "extra-query": (requested, registered) =>
    requested.startsWith(`${registered}${registered.includes("?") ? "&" : "?"}`),
  "host-suffix": (requested, registered) =>
    both(
      requested,
      registered,
      (one, other) => other.hostname !== "" && one.hostname !== other.hostname && one.hostname.includes(other.hostname),
    ),
  userinfo: (requested, registered) => both(requested, registered, (one) => one.username !== "" || one.password !== ""),
  port: (requested, registered) =>
    both(requested, registered, (one, other) => one.hostname === other.hostname && one.protocol === other.protocol) &&
    /^[^/]*\/\/[^/?#]*:\d+/.test(requested) &&
    requested.replace(/:\d+/, "") === registered,
  scheme: (requested, registered) =>
    both(requested, registered, (one, other) => one.host === other.host && one.protocol !== other.protocol),
  "percent-encoding": (requested, registered) => requested !== registered && decoded(requested) === decoded(registered),
  "dot-segments": (requested, registered) =>
    /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(rawPath(requested)) &&
    both(requested, registered, (one, other) => one.origin === other.origin),
  fragment: (requested) => requested.includes("#"),
  relative: (requested) => !/^[a-z][\w+.-]*:/i.test(requested) && requested.startsWith("/"),
  malformed: (requested) => !URL.canParse(requested) && !requested.startsWith("/"),
};

export function departs(state: ParameterState, requested: string, registered: string[]): boolean {
  if (registered.includes(requested)) return false;
  const departure = DEPARTURES[state];
  const against = registered.length > 0 ? registered : [""];
  return departure !== undefined && against.some((one) => departure(requested, one));
}

const withoutPort = (uri: string): string => uri.replace(/^(http:\/\/(?:127\.0\.0\.1|\[::1\])):\d+/, "$1");

/** Whether a requested redirect URI is a registered one; the port of a loopback address is free (RFC 8252 7.3). */
export function isRegistered(requested: string, registered: readonly string[]): boolean {
  return registered.some((one) => one === requested || withoutPort(one) === withoutPort(requested));
}
