import type { Exchange, Headers, JwtFacts, Observation, Parameters, TransportError } from "../types/evidence.js";
import type { Json, Members } from "../types/suite.js";
import { parseJson } from "./json.js";

/** An observation as plans address it: `${step.body.access_token}`, `${step.redirect.code}`, `${step.sent.state}`. */
export interface View {
  [name: string]: unknown;
  status?: number;
  /** Whether the status is 2xx. */
  ok?: boolean;
  /** Whether a bearer token was accepted: 2xx or 401; absent with any other status. */
  accepted?: boolean;
  headers: Headers;
  text?: string;
  body?: Json;
  redirect?: Parameters;
  delivered?: string;
  redirect_uri?: string;
  redirect_status?: number;
  login_redirected?: number[];
  page?: string;
  sent: Parameters;
  made: Members;
  jwt: Record<string, JwtFacts>;
  transport?: TransportError;
  url?: string;
}

const views = new WeakMap<Observation, View>();

/** The view of an observation, with what the step offers as members of its own. */
export function viewOf(observation: Observation): View {
  const known = views.get(observation);
  if (known) return known;
  const exchange = answerOf(observation);
  const response = exchange?.response;
  const view: View = {
    ...observation.offers,
    status: response?.status,
    ok: response && response.status >= 200 && response.status < 300,
    accepted: acceptance(response?.status),
    headers: response?.headers ?? {},
    text: response?.body,
    body: response ? parseJson(response.body) : undefined,
    redirect: observation.redirect,
    delivered: observation.delivered,
    redirect_uri: observation.redirect_uri ?? (observation.offers["redirect_uri"] as string | undefined),
    redirect_status: observation.redirect_status,
    login_redirected: observation.login_redirected,
    page: observation.page,
    sent: observation.sent,
    made: observation.made,
    jwt: observation.jwt ?? {},
    transport: observation.transport,
    url: exchange?.request.url,
    output: observation.offers,
  };
  views.set(observation, view);
  return view;
}

/** The exchange that a step is judged by: the last one, or in a browser the page itself, as what it fetches comes behind it. */
function answerOf({ exchanges, page, driver }: Observation): Exchange | undefined {
  const isPage = ({ response }: Exchange): boolean =>
    response?.headers["content-type"]?.some((type) => /html/i.test(type)) ?? false;
  return (page !== undefined && driver === "browser" ? exchanges.findLast(isPage) : undefined) ?? exchanges.at(-1);
}

/** A resource answers 2xx to a token that it accepts and 401 to one that it does not (RFC 6750 3.1); else nothing is known. */
function acceptance(status: number | undefined): boolean | undefined {
  if (status === undefined) return undefined;
  return status >= 200 && status < 300 ? true : status === 401 ? false : undefined;
}

/** What came back, in a few words, for `actual`. */
export function summarize(observation: Observation): string {
  if (observation.transport) return `no answer: ${observation.transport.message}`;
  if (observation.redirect) {
    const names = Object.entries(observation.redirect).map(([name, value]) =>
      name === "error" ? `error=${String(value)}` : name,
    );
    return `a redirect to the client with ${names.join(", ") || "no parameters"}`;
  }
  if (observation.kind === "use") return `${Object.keys(observation.offers).join(", ") || "nothing"} found out`;
  const response = observation.exchanges.at(-1)?.response;
  if (observation.page)
    return `a page (${observation.page}${response ? `, status ${response.status}` : ""})${observation.page_text ? `: "${observation.page_text.slice(0, 100)}"` : ""}`;
  if (!response) return "nothing";
  const body = viewOf(observation).body;
  const error = body !== null && typeof body === "object" && !Array.isArray(body) ? body["error"] : undefined;
  return `status ${response.status}${error === undefined ? "" : `, error ${JSON.stringify(error)}`}`;
}
