import { membersOf } from "../answer.js";
import { parametersOf } from "../exchange.js";
import type { Exchange } from "../exchange.js";
import { fill, replaced, valueOf } from "../pairs.js";
import { signedToken } from "../signed-token.js";
import { withClaims } from "./claims.js";
import type { Json, MembersEdit } from "../types.js";
import type { After } from "./operation.js";

/**
 * `${name}` stands for a parameter of the request, or of the authorization request behind it, or for a member of the
 * answer; `${bearer}` for the access token of its Authorization header; `${user.NAME}` for what the user has.
 */
export function filled(exchange: Exchange, template: string, members: Record<string, Json> = {}): string {
  return fill(template, (name) => {
    if (name === "issuer") return exchange.world.issuer;
    if (name.startsWith("user.")) return (exchange.world.user as Record<string, string>)[name.slice("user.".length)];
    if (name === "bearer") return /^bearer +(.+)$/i.exec(exchange.request.headers.authorization ?? "")?.[1];
    return (
      valueOf(parametersOf(exchange), name) ?? valueOf(exchange.origin?.params ?? [], name) ?? asText(members[name])
    );
  });
}

const asText = (value: Json | undefined): string | undefined => (typeof value === "string" ? value : undefined);

/** Sets, drops, renames, changes or repeats members of a JSON body. */
export const members: After<MembersEdit> = (exchange, answer, edit) => {
  const body = membersOf(answer);
  if (body === undefined) return;
  for (const name of edit.drop ?? []) delete body[name];
  for (const [name, value] of Object.entries(edit.set ?? {})) {
    body[name] = typeof value === "string" ? filled(exchange, value, body) : value;
  }
  for (const [name, change] of Object.entries(edit.change ?? {})) {
    const value = body[name];
    if (typeof value === "string") body[name] = replaced(value, change);
  }
  for (const [name, claims] of Object.entries(edit.sign ?? {})) {
    const value = body[name];
    const lifetime = body["expires_in"];
    if (typeof value !== "string") continue;
    body[name] = signedToken(value, claims, typeof lifetime === "number" ? lifetime : 3600);
    exchange.memory.issued.keep(body[name], value);
  }
  for (const [name, claims] of Object.entries(edit.claims ?? {})) {
    const value = body[name];
    if (typeof value !== "string") continue;
    body[name] = withClaims(value, claims);
    exchange.memory.issued.keep(body[name], value);
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
