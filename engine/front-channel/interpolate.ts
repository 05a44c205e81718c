import type { Json, Members } from "../types/suite.js";
import { Obstacle } from "./types.js";

export type Lookup = (kind: string, name: string) => Promise<string | undefined>;

const TEMPLATE = /\$\{(user|page|url|choose)\.([\w-]+)\}/g;

/**
 * Fills `${user.NAME}`, `${page.NAME}`, `${choose.NAME}` and `${url.query}` into a page rule's value.
 *
 * @throws Obstacle when there is no such value
 */
export async function interpolate(text: string, lookup: Lookup): Promise<string> {
  const values = new Map<string, string>();
  for (const [template, kind = "", name = ""] of text.matchAll(TEMPLATE)) {
    const value = await lookup(kind, name);
    if (value === undefined) throw new Obstacle(`there is no value for "${template}"`);
    values.set(template, value);
  }
  return text.replace(TEMPLATE, (template) => values.get(template) ?? "");
}

/** The same for every text in a map, at any depth. */
export async function interpolateAll<T extends Json | Record<string, string>>(value: T, lookup: Lookup): Promise<T> {
  return (await walk(value, lookup)) as T;
}

async function walk(value: Json, lookup: Lookup): Promise<Json> {
  if (typeof value === "string") return interpolate(value, lookup);
  if (Array.isArray(value)) return Promise.all(value.map((item) => walk(item, lookup)));
  if (value === null || typeof value !== "object") return value;
  const members: Members = {};
  for (const [name, member] of Object.entries(value)) members[name] = await walk(member, lookup);
  return members;
}
