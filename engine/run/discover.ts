import { parseJson } from "../observe/json.js";
import type { RunContext } from "./context.js";
import type { Exchange } from "../types/evidence.js";
import type { Provider } from "../types/provider.js";
import type { Members } from "../types/suite.js";

/** What kept discovery from working, said once for the whole run. */
export interface DiscoveryProblem {
  code: "UNREACHABLE" | "TRANSPORT" | "METADATA_STATUS" | "METADATA_NOT_JSON";
  message: string;
  hint: string;
  exchange: Exchange;
}

/**
 * RFC 8414 3: the well-known suffix goes between host and path; OpenID Discovery 4 and SMART append it. SMART appends
 * it to the FHIR base URL, which need not be the issuer: a provider file then names the document itself.
 */
export function wellKnownUrls(issuer: string): Record<string, string> {
  const url = new URL(issuer);
  const path = url.pathname.replace(/\/$/, "");
  return {
    oauth: `${url.origin}/.well-known/oauth-authorization-server${path}`,
    openid: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    smart: `${issuer.replace(/\/$/, "")}/.well-known/smart-configuration`,
  };
}

export interface Discovered {
  metadata: Members;
  /** Where the document was found. */
  url?: string;
  clockOffset: number;
  jwks?: { keys: object[] };
  problem?: DiscoveryProblem;
}

/**
 * Reads the server's metadata (unless `discovery: none`) and its keys, and says how its clock stands to ours.
 * A document is taken when it is a JSON object in a 2xx answer, whatever its media type: whether that conforms, the
 * checks say. A server that has none at the place of RFC 8414 is asked at that of OpenID Connect Discovery as well,
 * unless the provider file names the place as `endpoints.metadata`.
 */
export async function discover(
  { http, provider }: Pick<RunContext, "http" | "provider">,
  observe: (exchange: Exchange, step: string) => void,
): Promise<Discovered> {
  if (provider.discovery === "none") return knock(http, provider, observe);
  const known = wellKnownUrls(provider.issuer);
  const named = provider.endpoints["metadata"];
  const places = named
    ? [ofIssuer(provider, named)]
    : [known[provider.discovery], provider.discovery === "oauth" ? known["openid"] : undefined];
  let first: Discovered | undefined;
  for (const url of places.filter((place) => place !== undefined)) {
    const { exchange, document } = await askForDocument(http, url);
    observe(exchange, first ? "metadata-fallback" : "metadata");
    const clockOffset = clockDifference(exchange);
    if (document) {
      const metadata = { ...document, ...provider.metadata };
      return { metadata, url, clockOffset, jwks: await readKeys(http, metadata, observe) };
    }
    first ??= { metadata: {}, clockOffset, problem: problemOf(exchange, url, provider.issuer) };
    if (exchange.error) break;
  }
  return first ?? { metadata: {}, clockOffset: 0 };
}

/** Asks for a metadata document: a JSON object in a 2xx answer, whatever its media type. */
export async function askForDocument(
  http: RunContext["http"],
  url: string,
): Promise<{ exchange: Exchange; document?: Members }> {
  const exchange = await http.send({ method: "GET", url, headers: { accept: ["application/json"] } });
  return { exchange, document: documentOf(exchange) };
}

/** Nothing is discovered, but a server that is not there is found out before the first check. */
async function knock(
  http: RunContext["http"],
  provider: Provider,
  observe: (exchange: Exchange, step: string) => void,
): Promise<Discovered> {
  const exchange = await http.send({ method: "GET", url: provider.issuer, headers: {} });
  observe(exchange, "metadata");
  const { metadata, issuer } = provider;
  const clockOffset = clockDifference(exchange);
  return exchange.error
    ? { metadata, clockOffset, problem: problemOf(exchange, issuer, issuer) }
    : { metadata, clockOffset };
}

function documentOf({ response }: Exchange): Members | undefined {
  return response && response.status >= 200 && response.status < 300 ? jsonObject(response.body) : undefined;
}

function problemOf(exchange: Exchange, url: string, issuer: string): DiscoveryProblem {
  const { error, response } = exchange;
  if (error) {
    const { code, message, key } = error;
    const unreachable = code === "unreachable" || code === "dns";
    const hint = key ? `look at "${key}" in the provider file` : "is the server running, and is the issuer right?";
    return {
      code: unreachable ? "UNREACHABLE" : "TRANSPORT",
      message: `"${issuer}" does not answer: ${message}`,
      hint,
      exchange,
    };
  }
  const hint = 'no metadata at all? Then say "discovery: none" and name the endpoints';
  const status = response?.status ?? 0;
  if (status < 200 || status > 299)
    return { code: "METADATA_STATUS", message: `expected metadata at "${url}", got status ${status}`, hint, exchange };
  return {
    code: "METADATA_NOT_JSON",
    message: `expected a JSON object at "${url}", got ${contentType(exchange)}`,
    hint,
    exchange,
  };
}

async function readKeys(
  http: RunContext["http"],
  metadata: Members,
  observe: (exchange: Exchange, step: string) => void,
): Promise<{ keys: object[] } | undefined> {
  if (typeof metadata["jwks_uri"] !== "string" || !URL.canParse(metadata["jwks_uri"])) return undefined;
  http.allow(new URL(metadata["jwks_uri"]).host);
  const exchange = await http.send({
    method: "GET",
    url: metadata["jwks_uri"],
    headers: { accept: ["application/json"] },
  });
  observe(exchange, "jwks");
  const document = jsonObject(exchange.response?.body ?? "");
  return Array.isArray(document?.["keys"]) ? { keys: document["keys"] as object[] } : undefined;
}

function jsonObject(text: string): Members | undefined {
  const value = parseJson(text);
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : undefined;
}

function contentType(exchange: Exchange): string {
  return exchange.response?.headers["content-type"]?.join(", ") ?? "a body without Content-Type";
}

function clockDifference(exchange: Exchange): number {
  const theirs = Date.parse(exchange.response?.headers["date"]?.[0] ?? "");
  if (Number.isNaN(theirs)) return 0;
  const difference = (theirs - Date.parse(exchange.at)) / 1000;
  // Date has whole seconds: less than two tells nothing.
  return Math.abs(difference) < 2 ? 0 : Math.round(difference);
}

/** Endpoints by symbolic name: from the metadata's `*_endpoint` and `jwks_uri`, then what the provider file says. */
export function endpointsOf(provider: Provider, metadata: Members, found: string | undefined): Record<string, string> {
  const endpoints: Record<string, string> = {};
  const known = URL.canParse(provider.issuer) ? wellKnownUrls(provider.issuer) : {};
  if (known["oauth"]) endpoints["oauth_metadata"] = known["oauth"];
  if (known["openid"]) endpoints["openid_configuration"] = known["openid"];
  if (found) endpoints["metadata"] = found;
  for (const [name, value] of Object.entries(metadata)) {
    if (typeof value !== "string" || !URL.canParse(value)) continue;
    if (name.endsWith("_endpoint"))
      endpoints[name === "pushed_authorization_request_endpoint" ? "par" : name.slice(0, -"_endpoint".length)] = value;
    if (name === "jwks_uri") endpoints["jwks"] = value;
  }
  if (provider.resource) endpoints["resource"] = ofIssuer(provider, provider.resource.url);
  for (const [name, value] of Object.entries(provider.endpoints)) {
    endpoints[name] = ofIssuer(provider, value);
  }
  for (const [grant, { endpoint }] of Object.entries(provider.grants))
    if (endpoint !== undefined) endpoints[`token/${grant}`] = ofIssuer(provider, endpoint);
  return endpoints;
}

/** A URL as it stands, or a path appended to the issuer's. */
export function ofIssuer({ issuer }: Provider, value: string): string {
  if (URL.canParse(value)) return value;
  return issuer.replace(/\/$/, "") + (value.startsWith("/") ? value : `/${value}`);
}
