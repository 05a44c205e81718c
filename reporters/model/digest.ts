/** The part of an observation that explains a verdict: what was sent and what came back, short. */
import type { Exchange, Observation, Parameters, TransportError } from "../../engine/types/evidence.js";
import type { Evidence } from "../../engine/types/report.js";
import { shorten, statusLine } from "./words.js";

export interface Digest {
  request?: { line: string; parameters: [string, string][]; as?: string };
  /** Names of details carry their own separator: `error=`, `cache-control: `. */
  answer: { line: string; details: [string, string][]; body?: string };
  /** Requests of the same expectation that are not shown. */
  others: number;
}

/** Headers that OAuth clauses speak of. */
const TELLING = [
  "content-type",
  "cache-control",
  "pragma",
  "www-authenticate",
  "location",
  "retry-after",
  "dpop-nonce",
];

const list = (parameters: Parameters): [string, string][] =>
  Object.entries(parameters).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]));

const parametersOf = (observation: Observation, exchange: Exchange): [string, string][] => {
  const sent = list(observation.sent);
  const { method, body } = exchange.request;
  if (sent.length > 0 || body === undefined) return sent;
  return [["body", body === "" && method !== "GET" ? "(empty)" : body]];
};

const headersOf = (exchange: Exchange, mentioned: string): [string, string][] =>
  Object.entries(exchange.response?.headers ?? {})
    .filter(([name]) => TELLING.includes(name.toLowerCase()) || mentioned.includes(name.toLowerCase()))
    .flatMap(([name, values]) => values.map((value): [string, string] => [`${name}: `, value]));

const ofError = (error: TransportError): [string, string][] => [
  ["", error.message],
  ...(error.key ? [["see ", `${error.key} in the provider file`] satisfies [string, string]] : []),
];

const ofResponse = (exchange: Exchange, mentioned: string): Digest["answer"] => {
  const { response, error } = exchange;
  if (!response) return { line: `no answer: ${error?.code ?? "unknown"}`, details: error ? ofError(error) : [] };
  const cut = response.truncated ? `, ${response.size.toLocaleString("en")} bytes received` : "";
  return { line: `${statusLine(response.status)}${cut}`, details: headersOf(exchange, mentioned), body: response.body };
};

const ofFrontChannel = (observation: Observation, exchange: Exchange, mentioned: string): Digest["answer"] => {
  if (observation.redirect) {
    const status = observation.redirect_status ? `${statusLine(observation.redirect_status)}, ` : "";
    const how = observation.delivered ? ` (${observation.delivered})` : "";
    return {
      line: `${status}redirect to ${observation.redirect_uri ?? "the redirect URI"}${how}`,
      details: list(observation.redirect).map(([name, value]) => [`${name}=`, value]),
    };
  }
  if (observation.page) {
    const status = exchange.response ? `${statusLine(exchange.response.status)}, ` : "";
    return { line: `${status}page "${observation.page}"`, details: [], body: observation.page_text };
  }
  return ofResponse(exchange, mentioned);
};

/**
 * Digest of the observation that a verdict was judged on: the last of `ids` that has an exchange.
 * `words` is the verdict's text; a header that it names is shown.
 */
export const digest = (ids: string[], evidence: Evidence, words: string): Digest | undefined => {
  const observations = ids.map((id) => evidence.get(id)).filter((one) => one !== undefined);
  const observation = observations.findLast((one) => one.exchanges.length > 0) ?? observations.at(-1);
  if (!observation) return undefined;
  const others = observations.length - 1;
  const mentioned = words.toLowerCase();
  const last = observation.exchanges.at(-1);
  if (!last)
    return {
      answer: {
        line: observation.transport ? `no answer: ${observation.transport.code}` : "nothing was sent",
        details: observation.transport ? ofError(observation.transport) : [],
      },
      others,
    };
  const front = observation.kind === "authorization";
  const shown = front ? (observation.exchanges[0] ?? last) : last;
  const as = [
    observation.client && `client ${observation.client}`,
    observation.auth && `authenticated by ${observation.auth}`,
  ]
    .filter(Boolean)
    .join(", ");
  const url =
    front && observation.sent && Object.keys(observation.sent).length > 0
      ? (shown.request.url.split("?")[0] ?? shown.request.url)
      : shown.request.url;
  return {
    request: {
      line: `${shown.request.method} ${url}`,
      parameters: parametersOf(observation, shown),
      as: as || undefined,
    },
    answer: front ? ofFrontChannel(observation, last, mentioned) : ofResponse(last, mentioned),
    others,
  };
};

/** First lines of a body, cut in both directions. */
export const firstLines = (body: string, lines: number, characters: number): string[] => {
  const all = shorten(body.trim(), characters).split(/\r\n|\r|\n/);
  return all.length > lines ? [...all.slice(0, lines), `… (${all.length - lines} more lines)`] : all;
};
