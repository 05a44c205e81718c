import type { Answer } from "./answer.js";
import { clientRedirect } from "./answer.js";
import type { Exchange } from "./exchange.js";
import { parsePairs, printPairs, valueOf, withValue } from "./pairs.js";

/** The client sees the redirect URI that it asked for, not the registered one that the server was given. */
export function restoreRedirect(exchange: Exchange, answer: Answer): void {
  const { origin, world } = exchange;
  const location = clientRedirect(answer, world.issuer);
  if (origin?.redirectedFrom === undefined || location === undefined) return;
  const requested = valueOf(origin.params, "redirect_uri");
  if (requested === undefined) return;
  if (location.where === "fragment") {
    answer.headers.location = `${requested.split("#")[0] ?? ""}#${printPairs(location.fragment)}`;
    return;
  }
  const own = parsePairs(origin.redirectedFrom.split("?")[1] ?? "").length;
  const printed = new URLSearchParams(location.query.slice(own)).toString();
  const [front = "", fragment] = requested.split(/#(.*)/s);
  const joined = `${front}${front.includes("?") ? "&" : "?"}${printed}`;
  answer.headers.location = fragment === undefined ? joined : `${joined}#${fragment}`;
}

/** At the token endpoint the same substitution, so that the flow goes on. */
export function substituteRedirectUri(exchange: Exchange): void {
  const { onward, origin } = exchange;
  if (origin?.redirectedFrom === undefined) return;
  const sent = valueOf(onward.form, "redirect_uri");
  if (sent === undefined || sent !== valueOf(origin.params, "redirect_uri")) return;
  onward.form = withValue(onward.form, "redirect_uri", origin.redirectedFrom);
  onward.changed = true;
}
