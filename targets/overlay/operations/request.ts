import type { Exchange } from "../exchange.js";
import { deduped, valueOf, withValue, without } from "../pairs.js";
import type { Pair, RequestEdit } from "../types.js";
import { filled } from "./members.js";
import type { Before } from "./operation.js";

function jsonPairs(body: string): Pair[] {
  try {
    const parsed = JSON.parse(body) as Record<string, unknown>;
    return Object.entries(parsed).map(([name, value]): Pair => [name, String(value)]);
  } catch {
    return [];
  }
}

function merged(exchange: Exchange, from: NonNullable<RequestEdit["merge"]>): Pair[] {
  const { request } = exchange;
  if (from === "json") return jsonPairs(request.body);
  if (from === "query-first")
    return [...request.query, ...request.form.filter(([name]) => valueOf(request.query, name) === undefined)];
  return [...request.form, ...request.query.filter(([name]) => valueOf(request.form, name) === undefined)];
}

function edited(exchange: Exchange, pairs: Pair[], edit: RequestEdit): Pair[] {
  let result = edit.dedupe ? deduped(pairs) : pairs;
  for (const name of edit.drop ?? []) result = without(result, name);
  for (const [name, value] of Object.entries(edit.set ?? {})) result = withValue(result, name, filled(exchange, value));
  for (const name of edit.lower ?? []) {
    const value = valueOf(result, name);
    if (value !== undefined) result = withValue(result, name, value.toLowerCase());
  }
  return result;
}

/** Changes the request before the server sees it. */
export const request: Before<RequestEdit> = (exchange, edit) => {
  const { onward } = exchange;
  if (edit.merge !== undefined) {
    const pairs = merged(exchange, edit.merge);
    onward.method = edit.method ?? "POST";
    onward.query = onward.method === "GET" ? pairs : [];
    onward.form = onward.method === "GET" ? [] : pairs;
  }
  const part = onward.method === "POST" ? "form" : "query";
  onward[part] = edited(exchange, onward[part], edit);
  for (const [name, value] of Object.entries(edit.headers ?? {})) onward.headers[name] = filled(exchange, value);
  onward.changed = true;
  return undefined;
};
