import type { Exchange, JwtFacts, Observation, Parameters } from "../types/evidence.js";
import type { Json } from "../types/suite.js";
import { duplicateMembers, parseJson } from "./json.js";
import { jwtFacts } from "./jwt.js";
import { harvest, harvestParameters, redactExchange } from "./redact.js";
import { cannotHide } from "./vault-words.js";
import { MARKER, type Vault } from "./vault.js";

const LARGEST_STORED_BODY = 64 * 1024;

/** Derives from a live observation what redaction would hide: JWT facts, names that occur twice. */
export async function deriveFacts(live: Observation, jwks: { keys: object[] } | undefined): Promise<void> {
  const text = live.exchanges.at(-1)?.response?.body;
  const body = text === undefined ? undefined : parseJson(text);
  if (text && body !== undefined && body !== null && typeof body === "object") {
    const twice = duplicateMembers(text);
    if (twice.length > 0) live.duplicates = twice;
  }
  const jwt: Record<string, JwtFacts> = {};
  for (const place of [body, live.redirect]) {
    if (place === null || typeof place !== "object" || Array.isArray(place)) continue;
    for (const [name, value] of Object.entries(place)) {
      if (typeof value !== "string" || !value.startsWith("ey")) continue;
      const facts = await jwtFacts(value, jwks);
      if (facts) jwt[name] = facts;
    }
  }
  if (Object.keys(jwt).length > 0) live.jwt = jwt;
}

/** The observation as it may be written: secrets replaced wherever they turn up, long pages cut. */
export function redactObservation(live: Observation, vault: Vault | undefined): Observation {
  if (!vault) return live;
  for (const exchange of live.exchanges) harvest(exchange, vault);
  for (const place of [live.redirect, live.sent, live.made]) if (place) harvestParameters(place as Parameters, vault);
  const { exchanges, ...rest } = live;
  const sent = Object.fromEntries(
    Object.entries(rest.sent).map(([name, value]) => [
      name,
      SECRET_PARAMETERS.has(name) && cannotHide(String(value)) ? MARKER : value,
    ]),
  );
  const names: Record<string, string> = {};
  const naming = namingVault(vault, names);
  const stored = {
    ...(redactJson({ ...rest, sent } as unknown as Json, naming) as unknown as Omit<Observation, "exchanges">),
    exchanges: exchanges.map((exchange) => cut(redactExchange(exchange, naming))),
  };
  return Object.keys(names).length > 0 ? { ...stored, names } : stored;
}

/** Values too short or too common to be replaced wherever they stand are hidden where they are sent. */
const SECRET_PARAMETERS = new Set(["client_secret", "password"]);

/** The same vault, which also notes the short names of the pseudonyms that it puts in. */
function namingVault(vault: Vault, names: Record<string, string>): Vault {
  const named = new Set<string>();
  return {
    ...vault,
    redact: (text) => {
      const redacted = vault.redact(text);
      if (redacted === text || named.has(redacted)) return redacted;
      named.add(redacted);
      for (const word of redacted.match(/[A-Za-z0-9._~+/-]{8,}=*/g) ?? []) {
        const name = vault.nameOf(word);
        if (name) names[word] = name;
      }
      return redacted;
    },
  };
}

/** A value with every secret replaced, in the names of members too. */
export function redactJson(value: Json, vault: Vault): Json {
  if (typeof value === "string") return vault.redact(value);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, vault));
  if (value === null || typeof value !== "object") return value;
  const members: [string, Json][] = [];
  for (const [name, item] of Object.entries(value))
    if (item !== undefined) members.push([vault.redact(name), redactJson(item, vault)]);
  return Object.fromEntries(members);
}

/** JSON stays whole, since verdicts are read from it; other bodies are only shown. */
function cut(exchange: Exchange): Exchange {
  const response = exchange.response;
  if (
    !response ||
    response.body.length <= LARGEST_STORED_BODY ||
    response.headers["content-type"]?.some((type) => type.includes("json"))
  )
    return exchange;
  return { ...exchange, response: { ...response, body: response.body.slice(0, LARGEST_STORED_BODY), truncated: true } };
}
