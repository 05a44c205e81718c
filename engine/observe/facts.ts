import { isLoopback } from "../http/hosts.js";
import type { Fact } from "../types/evidence.js";
import type { Provider } from "../types/provider.js";
import type { Json, Members } from "../types/suite.js";

/** Members that list what a server supports, with the fact each entry gives and the default of RFC 8414 2. */
const LISTS: { member: string; prefix: string; absent: string[] }[] = [
  { member: "grant_types_supported", prefix: "grant", absent: ["authorization_code", "implicit"] },
  { member: "token_endpoint_auth_methods_supported", prefix: "auth", absent: ["client_secret_basic"] },
  { member: "response_modes_supported", prefix: "response_mode", absent: ["query", "fragment"] },
  { member: "response_types_supported", prefix: "response_type", absent: [] },
];

/** Features that a metadata member announces. */
const FEATURES: { fact: string; member: string; announced(value: Json): boolean }[] = [
  {
    fact: "feature:pkce",
    member: "code_challenge_methods_supported",
    announced: (value) => Array.isArray(value) && value.length > 0,
  },
  {
    fact: "feature:pkce-plain",
    member: "code_challenge_methods_supported",
    announced: (value) => Array.isArray(value) && value.includes("plain"),
  },
  {
    fact: "feature:iss",
    member: "authorization_response_iss_parameter_supported",
    announced: (value) => value === true,
  },
];

/** The response type that a grant of RFC 6749 begins with (3.1.1). */
const RESPONSE_TYPES: Record<string, string> = { authorization_code: "code", implicit: "token" };

/**
 * Server and configuration facts by name, each with its source.
 * The provider file's `lacks` and `supports` stand above metadata, metadata above defaults.
 */
export function factsOf(
  provider: Provider,
  metadata: Members,
  found: boolean,
  endpoints: Record<string, string>,
): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  const say = (name: string, value: Json, source: string): void => void facts.set(name, { name, value, source });
  if (found) say("metadata", true, "metadata");
  say("feature:oauth-metadata", provider.discovery === "oauth", `provider file, discovery: ${provider.discovery}`);
  for (const [member, value] of Object.entries(metadata))
    say(`metadata:${member}`, value, member in provider.metadata ? "provider file" : "metadata");
  for (const { member, prefix, absent } of LISTS) {
    const listed = metadata[member];
    const source = listed === undefined ? `metadata default of ${member}` : `metadata ${member}`;
    const values = Array.isArray(listed) ? listed : listed === undefined && found ? absent : [];
    for (const one of values) say(`${prefix}:${String(one)}`, true, source);
  }
  sayTls(provider, say);
  for (const { fact, member, announced } of FEATURES)
    if (metadata[member] !== undefined && announced(metadata[member])) say(fact, true, `metadata ${member}`);
  for (const [name, url] of Object.entries(endpoints))
    if (!["metadata", "oauth_metadata", "openid_configuration"].includes(name) || found)
      say(`endpoint:${name}`, url, name in provider.endpoints || name === "resource" ? "provider file" : "metadata");
  if (!found) {
    for (const { grants, token_endpoint_auth_method: method } of provider.clients) {
      for (const grant of grants) {
        say(`grant:${grant}`, true, "clients of the provider file");
        const responseType = RESPONSE_TYPES[grant];
        if (responseType) say(`response_type:${responseType}`, true, "clients of the provider file");
      }
      say(`auth:${method}`, true, "clients of the provider file");
    }
  }
  for (const name of provider.supports) say(name, true, "provider file, supports");
  configurationFacts(provider, say);
  for (const name of provider.lacks) say(name, false, "provider file, lacks");
  return facts;
}

/** A deployment on loopback may run without TLS; a plain issuer anywhere else is what the clauses on TLS are about. */
function sayTls({ issuer }: Provider, say: (name: string, value: Json, source: string) => void): void {
  if (!URL.canParse(issuer)) return;
  const { protocol, hostname } = new URL(issuer);
  const plain = protocol === "http:" && isLoopback(hostname);
  say("feature:tls", !plain, plain ? "plain http on loopback" : "the issuer's URL");
}

function configurationFacts(provider: Provider, say: (name: string, value: Json, source: string) => void): void {
  const usable = provider.clients.filter((client) => client.missing.length === 0);
  for (const client of usable) {
    for (const role of client.roles) say(`client:${role}`, client.name, "clients");
    // A resource server makes no grant requests of its own.
    if (client.roles.length > 0) continue;
    say(`client:${client.token_endpoint_auth_method}`, client.name, "clients");
    say(client.token_endpoint_auth_method === "none" ? "client:public" : "client:confidential", client.name, "clients");
  }
  const codeClients = usable.filter((client) => client.grants.includes("authorization_code"));
  if (codeClients.length > 1) say("client:other", codeClients[1]?.name ?? "", "clients");
  if (provider.users.some((user) => user.missing.length === 0)) say("user:any", true, "users");
  if (provider.resource) say("resource", provider.resource.url, "resource");
}

const CONFIGURATION = /^(client:|user:|resource$|browser$|receiver$)/;
const KEYS: Record<string, string> = {
  client: "clients",
  user: "users",
  resource: "resource",
  browser: "driver",
  receiver: "--callback-url",
};

/** The first of `needs` that is absent: a server fact (not-supported) or a configuration fact (needs-config). */
export function unmetNeed(
  needs: readonly string[],
  facts: ReadonlyMap<string, Fact>,
): { kind: "server" | "configuration"; need: string; because: string; key?: string } | undefined {
  const absent = needs.filter((need) => !facts.has(need) || facts.get(need)?.value === false);
  // What the file itself says is not there is a fact of the server.
  const server = absent.find((need) => !CONFIGURATION.test(need) || facts.get(need)?.value === false);
  if (server) return { kind: "server", need: server, because: `"${server}" is absent: ${evidenceOf(server, facts)}` };
  const need = absent[0];
  if (!need) return undefined;
  const key = KEYS[need.split(":")[0] ?? ""];
  return { kind: "configuration", need, because: `the provider file has no "${need}"`, key };
}

/** Where the provider file says what no metadata say. */
const FILE_KEYS: Record<string, string> = { endpoint: "endpoints", metadata: "metadata" };
/** Metadata members of endpoints whose names do not follow from the endpoint's. */
const MEMBERS: Record<string, string> = { jwks: "jwks_uri", par: "pushed_authorization_request_endpoint" };

function evidenceOf(need: string, facts: ReadonlyMap<string, Fact>): string {
  const denied = facts.get(need);
  if (denied) return denied.source;
  const [prefix = "", name] = need.split(":");
  if (!facts.has("metadata"))
    return `no metadata were read, and the provider file does not name it under ${FILE_KEYS[prefix] ?? "supports"}`;
  const list = LISTS.find((one) => one.prefix === prefix);
  if (list)
    return facts.has(`metadata:${list.member}`)
      ? `metadata ${list.member} does not list it`
      : `metadata default of ${list.member}`;
  const feature = FEATURES.find((one) => one.fact === need);
  return feature
    ? `metadata ${feature.member} does not announce it`
    : `metadata do not have ${prefix === "endpoint" ? (MEMBERS[name ?? ""] ?? `${name}_endpoint`) : (name ?? need)}`;
}
