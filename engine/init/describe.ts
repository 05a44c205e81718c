import { AssayError } from "../errors.js";
import type { Http } from "../http/http.js";
import { askForDocument, wellKnownUrls } from "../run/discover.js";
import { isPlain } from "./text.js";
import type { Exchange, TransportError } from "../types/evidence.js";
import type { Members } from "../types/suite.js";

/** One place where metadata may stand, and what stood there. */
export interface Place {
  kind: "oauth" | "openid" | "smart";
  url: string;
  /** A run looks there as well; other places are used by servers all the same. */
  standard: boolean;
  metadata?: Members;
  /** What stood there instead. */
  instead?: string;
}

/** What is found out about a server from its address alone. */
export interface Described {
  /**
   * As the server writes it, if that is the given one but for a slash at its end; or if the given one is a FHIR base,
   * which need not be an issuer.
   */
  issuer: string;
  /** Where a run has to look for the metadata: they are not at the issuer's own places. */
  metadataUrl?: string;
  /** Another issuer that the metadata name. */
  otherIssuer?: string;
  places: Place[];
  /** The place that counts: of RFC 8414, else of OpenID Connect, else of SMART. */
  found?: Place;
}

/**
 * Looks for a server's metadata in every place that a specification names, and in two that some servers mistake for it.
 *
 * @throws AssayError UNREACHABLE when none of them answers at all
 */
export async function describe(http: Http, issuer: string): Promise<Described> {
  const asked = await Promise.all(
    placesOf(issuer).map(async (place) => ({ place, ...(await askForDocument(http, place.url)) })),
  );
  const [first] = asked;
  if (first?.exchange.error && asked.every(({ exchange }) => exchange.error)) refuse(issuer, first.exchange.error);
  const places = asked.map(({ place, document, exchange }): Place =>
    isMetadata(document) ? { ...place, metadata: document } : { ...place, instead: insteadOf(exchange, document) },
  );
  const found = places.find((place) => place.metadata);
  const stated = found?.metadata?.["issuer"];
  const same = (text: string): boolean => text.replace(/\/$/, "") === issuer.replace(/\/$/, "");
  if (typeof stated !== "string") return { issuer, places, found };
  if (same(stated)) return { issuer: stated, places, found };
  if (found?.kind === "smart" && isIssuer(stated, issuer))
    return { issuer: stated, metadataUrl: found.url, places, found };
  return { issuer, otherIssuer: stated, places, found };
}

/** Whether a server's text can stand for an issuer in the file; what was reached by TLS does not lead away from it. */
function isIssuer(text: string, given: string): boolean {
  if (!/^https?:\/\/[!-~]{1,200}$/.test(text) || /[?#@]/.test(text) || !isPlain(text) || !URL.canParse(text))
    return false;
  return text.startsWith("https:") || new URL(given).protocol === "http:";
}

function placesOf(issuer: string): Place[] {
  const { oauth = "", openid = "", smart = "" } = wellKnownUrls(issuer);
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, "");
  const mistaken: Place[] = [
    { kind: "oauth", url: `${origin}${path}/.well-known/oauth-authorization-server`, standard: false },
    { kind: "openid", url: `${origin}/.well-known/openid-configuration${path}`, standard: false },
  ];
  return [
    { kind: "oauth", url: oauth, standard: true },
    { kind: "openid", url: openid, standard: true },
    { kind: "smart", url: smart, standard: true },
    ...(path === "" ? [] : mistaken),
  ];
}

/** Some servers answer everything with a JSON object. */
function isMetadata(document: Members | undefined): boolean {
  return ["issuer", "authorization_endpoint", "token_endpoint"].some((name) => typeof document?.[name] === "string");
}

function insteadOf({ error, response }: Exchange, document: Members | undefined): string {
  if (error) return error.message;
  if (response && (response.status < 200 || response.status > 299)) return `status ${response.status}`;
  return document ? "a JSON object without issuer and endpoints" : "no JSON object";
}

function refuse(issuer: string, error: TransportError): never {
  const hints: Record<string, string> = {
    "network.ca": "name the PEM file of its certificate authority with --ca",
    "network.proxy": "look at HTTPS_PROXY, HTTP_PROXY and NO_PROXY",
  };
  throw new AssayError({
    code: "UNREACHABLE",
    message: `"${issuer}" does not answer: ${error.message}`,
    hint: hints[error.key ?? ""] ?? "is the server running, and is the issuer right?",
  });
}
