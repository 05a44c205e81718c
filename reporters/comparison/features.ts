/** What the servers offer, and where that is known from. */
import type { Fact } from "../../engine/types/evidence.js";
import type { Json } from "../../engine/types/suite.js";
import { unmetNeed } from "../../engine/observe/facts.js";
import type { ComparisonInput, Feature, FeatureCell } from "./model.js";
import { SEEN, seenIn } from "./seen.js";

type Facts = ReadonlyMap<string, Fact>;

/** Facts of one kind become a row each, as far as any server has them. */
const KINDS: { group: string; prefix: string; names?: Record<string, string> }[] = [
  {
    group: "Grants",
    prefix: "grant:",
    names: {
      authorization_code: "authorization code",
      implicit: "implicit",
      refresh_token: "refresh token",
      client_credentials: "client credentials",
      password: "password",
      "urn:ietf:params:oauth:grant-type:device_code": "device code",
      "urn:ietf:params:oauth:grant-type:jwt-bearer": "JWT bearer",
      "urn:ietf:params:oauth:grant-type:token-exchange": "token exchange",
    },
  },
  { group: "Client authentication", prefix: "auth:" },
  { group: "Response types", prefix: "response_type:" },
  { group: "Response modes", prefix: "response_mode:" },
  { group: "Endpoints", prefix: "endpoint:" },
];

/** Other names of one endpoint, and what no client asks for. */
const NOT_ENDPOINTS = new Set(["oauth_metadata", "openid_configuration", "resource"]);

/** Single facts: with `list`, the metadata member that says more. */
const SINGLE: { group: string; name: string; fact: string; list?: string }[] = [
  { group: "PKCE", name: "PKCE", fact: "feature:pkce", list: "code_challenge_methods_supported" },
  { group: "PKCE", name: "PKCE without a hash (plain)", fact: "feature:pkce-plain" },
  { group: "Other", name: "issuer named in the response (RFC 9207)", fact: "feature:iss" },
  { group: "Scopes", name: "scopes that are listed", fact: "metadata:scopes_supported", list: "scopes_supported" },
];

export function featuresOf(inputs: readonly ComparisonInput[]): Feature[] {
  const facts = inputs.map(({ report }) => new Map(report.facts.map((fact) => [fact.name, fact])));
  const row = (group: string, name: string, cell: (facts: Facts) => FeatureCell): Feature => ({
    group,
    name,
    cells: facts.map(cell),
  });
  const kinds = KINDS.flatMap(({ group, prefix, names = {} }) =>
    namesOf(facts, prefix).map((name) => row(group, names[name] ?? name, (own) => stated(own, `${prefix}${name}`))),
  );
  const single = SINGLE.map(({ group, name, fact, list }) =>
    row(group, name, (own) => {
      const cell = stated(own, fact);
      const value = list ? own.get(`metadata:${list}`)?.value : undefined;
      return cell.state === "offered" && value !== undefined ? { ...cell, value: listed(value) } : cell;
    }),
  );
  const seen = inputs.map(({ evidence }) => seenIn(evidence));
  const observed = SEEN.map(({ group, name }, index): Feature => ({
    group,
    name,
    cells: seen.map((cells) => cells[index] ?? { state: "not seen", source: "" }),
  }));
  return [...kinds, ...single, ...observed];
}

/** Names of a kind that at least one server has, in the order in which the servers list them. */
function namesOf(facts: readonly Facts[], prefix: string): string[] {
  const names = facts.flatMap((own) =>
    [...own.values()]
      .filter(({ name, value }) => name.startsWith(prefix) && value !== false)
      .map(({ name }) => name.slice(prefix.length)),
  );
  return [...new Set(names)].filter((name) => prefix !== "endpoint:" || !NOT_ENDPOINTS.has(name));
}

/** A server whose metadata were read and do not have it does not offer it; one without metadata has not said. */
function stated(facts: Facts, name: string): FeatureCell {
  const fact = facts.get(name);
  if (fact && fact.value !== false) return { state: "offered", source: fact.source };
  const source = unmetNeed([name], facts)?.because.replace(/^"[^"]*" is absent: /, "") ?? "";
  return { state: fact || facts.has("metadata") ? "not offered" : "not stated", source };
}

const listed = (value: Json): string =>
  Array.isArray(value)
    ? value.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join(", ")
    : String(value);
