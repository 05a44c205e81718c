import { basename, join } from "node:path";
import { readYaml, type Source } from "../load/yaml.js";
import type { Client, Provider } from "../types/provider.js";
import type { Json, Members } from "../types/suite.js";
import type { Place } from "./types.js";

/** Key of one client's member, e.g. `clients[2].client_secret`. */
export function clientKey(provider: Provider, client: Client, member?: keyof Client): string {
  const key = `clients[${provider.clients.indexOf(client)}]`;
  return member === undefined ? key : `${key}.${member}`;
}

/** Key of the scope that a client asks for: its own, else the file's. */
export function scopeKey(provider: Provider, client: Client): string {
  return client.scope === undefined ? "scope" : clientKey(provider, client, "scope");
}

/** Key of a member of the account that the engine logs in as: the first whose variables are all set. */
export function userKey(provider: Provider, member: "username" | "password" | "totp"): string {
  const index = provider.users.findIndex((user) => user.missing.length === 0);
  return index < 0 ? "users" : `users[${index}].${member}`;
}

/** Finds keys in the provider's file; without the file, as when a program made the provider, there are no places. */
export function openPlaces(provider: Provider): (key: string) => Place | undefined {
  let source: Source | undefined;
  try {
    source = readYaml(join(provider.folder, basename(provider.file)));
  } catch {
    return () => undefined;
  }
  const { file, value, position } = source;
  return (key) => {
    const path = pathOf(key, value);
    const found = path.reduce<Json | undefined>(childOf, value);
    return { file, ...position(path), absent: found === undefined, variables: variablesOf(found) };
  };
}

/** `clients[2].scope` as a path; `pages.NAME` is an entry of a list, each a map of one name. */
function pathOf(key: string, value: Json): (string | number)[] {
  const parts = key.split(/[.[\]]+/).filter(Boolean);
  const path = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  if (path[0] !== "pages" || path.length < 2) return path;
  const name = key.slice("pages.".length);
  const rules = ((value as Members)["pages"] ?? []) as Members[];
  const index = rules.findIndex((rule) => name in rule);
  return index < 0 ? ["pages"] : ["pages", index];
}

function childOf(parent: Json | undefined, part: string | number): Json | undefined {
  if (Array.isArray(parent)) return parent[Number(part)];
  return parent !== null && typeof parent === "object" ? parent[part] : undefined;
}

function variablesOf(value: Json | undefined): string[] {
  if (typeof value !== "string") return [];
  return [...value.matchAll(/\$\{(?:env|secret):(\w+)/g)].map(([, name = ""]) => name);
}
