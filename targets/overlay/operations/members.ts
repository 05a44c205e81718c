import { membersOf } from "../answer.js";
import { parametersOf } from "../exchange.js";
import type { Exchange } from "../exchange.js";
import { fill, replaced, valueOf } from "../pairs.js";
import { wrapToken } from "../signed-token.js";
import type { MembersEdit } from "../types.js";
import type { After } from "./operation.js";

/**
 * `${name}` stands for a parameter of the request, or else of the authorization request behind it; `${bearer}` for the
 * access token of its Authorization header.
 */
export function filled(exchange: Exchange, template: string): string {
  return fill(template, (name) => {
    if (name === "issuer") return exchange.world.issuer;
    if (name === "bearer") return /^bearer +(.+)$/i.exec(exchange.request.headers.authorization ?? "")?.[1];
    return valueOf(parametersOf(exchange), name) ?? valueOf(exchange.origin?.params ?? [], name);
  });
}

/** Sets, drops, renames, changes or repeats members of a JSON body. */
export const members: After<MembersEdit> = (exchange, answer, edit) => {
  const body = membersOf(answer);
  if (body === undefined) return;
  for (const name of edit.drop ?? []) delete body[name];
  for (const [name, value] of Object.entries(edit.set ?? {})) {
    body[name] = typeof value === "string" ? filled(exchange, value) : value;
  }
  for (const [name, change] of Object.entries(edit.change ?? {})) {
    const value = body[name];
    if (typeof value === "string") body[name] = replaced(value, change);
  }
  for (const [name, claims] of Object.entries(edit.sign ?? {})) {
    const value = body[name];
    const lifetime = body["expires_in"];
    if (typeof value === "string")
      body[name] = wrapToken(value, claims, typeof lifetime === "number" ? lifetime : 3600);
  }
  for (const [from, to] of Object.entries(edit.rename ?? {})) {
    if (body[from] === undefined) continue;
    body[to] = body[from];
    delete body[from];
  }
  const doubled = Object.entries(edit.repeat ?? {}).filter(([name]) => body[name] !== undefined);
  const text = JSON.stringify(body);
  answer.body =
    doubled.length > 0 ? `${JSON.stringify(Object.fromEntries(doubled)).slice(0, -1)},${text.slice(1)}` : text;
};
