import type { Answer } from "../answer.js";
import { clientRedirect } from "../answer.js";
import { page, text } from "../../reference/html.js";
import { parsePairs, replaced, valueOf, withValue, without } from "../pairs.js";
import { printLocation } from "../location.js";
import type { Pair, RedirectEdit } from "../types.js";
import { filled } from "./members.js";
import type { After } from "./operation.js";

function repeated(pairs: Pair[], names: string[]): Pair[] {
  return pairs.flatMap((pair): Pair[] => (names.includes(pair[0]) ? [pair, pair] : [pair]));
}

/** Any other way than an HTTP redirect is allowed (RFC 6749 1.7). */
function asPage(answer: Answer, location: string): void {
  delete answer.headers.location;
  answer.status = 200;
  answer.headers["content-type"] = "text/html; charset=utf-8";
  answer.body = page("One moment", `<meta http-equiv="refresh" content="0;url=${text(location)}">`);
}

/** Edits the parameters of a redirect to the client, or moves them between query and fragment. */
export const redirect: After<RedirectEdit> = (exchange, answer, edit) => {
  const location = clientRedirect(answer, exchange.world.issuer);
  if (location === undefined) return;
  let pairs = location[location.where];
  for (const name of edit.drop ?? []) pairs = without(pairs, name);
  for (const [name, value] of Object.entries(edit.set ?? {})) pairs = withValue(pairs, name, filled(exchange, value));
  for (const [name, change] of Object.entries(edit.change ?? {})) {
    const value = valueOf(pairs, name);
    if (value !== undefined) pairs = withValue(pairs, name, replaced(value, change));
  }
  const own = parsePairs((valueOf(exchange.origin?.params ?? [], "redirect_uri") ?? "").split("?")[1] ?? "");
  if (edit.own_query === "drop") pairs = pairs.slice(own.length);
  location[location.where] = repeated(pairs, edit.repeat ?? []);
  if (edit.into !== undefined && edit.into !== location.where) {
    const moved = location[location.where];
    location[location.where] = [];
    location[edit.into] = moved;
  }
  answer.headers.location = printLocation(location);
  if (edit.by === "page") asPage(answer, answer.headers.location);
};
